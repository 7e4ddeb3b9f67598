"""Transcripts from elsewhere: each format gives the same call."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import WordsError
from assistant.events import Speaker
from assistant.report.transcripts import parse_transcript, read_transcript

ME, THEM = Speaker.ME, Speaker.THEM

ZOOM = """WEBVTT

1
00:00:01.000 --> 00:00:03.000
Jordan Lee: Harbor Lights Media, this is Jordan.

2
00:00:04.000 --> 00:00:06.500
Priya Raman: Hello Jordan, I'm calling
about the position.

3
00:00:06.500 --> 00:00:07.500
And the &amp; team.
"""
TEAMS = """WEBVTT

c1/1-0
00:00:01.000 --> 00:00:03.000
<v Jordan Lee>Harbor Lights Media, this is Jordan.</v>

c1/2-0
00:00:04.000 --> 00:00:06.500
<v Priya Raman>Hello Jordan, I'm calling about the position.</v>
"""
SRT = """1\r
00:00:01,000 --> 00:00:03,000\r
[no sound]\r
\r
2\r
01:00:04,000 --> 01:00:06,500\r
me: Hello <i>Jordan</i>\r
"""
WHISPER = json.dumps(
    {
        "text": " Hello Jordan.",
        "segments": [
            {
                "start": 4.0, "end": 6.5, "text": " Hello Jordan.",
                "words": [
                    {"word": " Hello", "start": 4.0, "end": 4.5, "probability": 0.9},
                    {"word": " Jordan.", "start": 4.6, "end": 5.0, "probability": 0.4},
                ],
            },
            {"start": 7.0, "end": 8.0, "text": " Good bye now.", "speaker": "SPEAKER_01"},
        ],
    }
)  # fmt: skip
VOSK = "\n".join(
    json.dumps({"result": [{"word": word, "start": at, "end": at + 0.4, "conf": 0.8}], "text": word})
    for at, word in enumerate(["hello", "jordan"])
)


def test_zooms_transcript_has_names_in_its_lines() -> None:
    """Names before a colon; a cue without one goes on with the last; the caller as named, the other is them."""
    transcript = parse_transcript(ZOOM, me="priya")
    assert (transcript.format, transcript.timed, transcript.names) == ("vtt", True, ("Jordan Lee", "Priya Raman"))
    assert [(one.speaker, one.text, one.t) for one in transcript.utterances] == [
        (THEM, "Harbor Lights Media, this is Jordan.", 3.0),
        (ME, "Hello Jordan, I'm calling about the position.", 6.5),
        (ME, "And the & team.", 7.5),
    ]


def test_teams_transcript_has_voice_tags() -> None:
    """The name is in the tag; the words' times fill the cue."""
    transcript = parse_transcript(TEAMS, me="Priya Raman")
    first, second = transcript.utterances
    assert (first.speaker, second.speaker) == (THEM, ME)
    assert (second.words[0].start, second.words[-1].end) == (4.0, pytest.approx(6.5))
    assert second.text == "Hello Jordan, I'm calling about the position."


def test_subtitles_with_me() -> None:
    """SubRip with commas, carriage returns, hours, tags."""
    transcript = parse_transcript(SRT)
    assert transcript.format == "srt"
    assert [(one.speaker, one.text, one.t) for one in transcript.utterances][1:] == [(ME, "Hello Jordan", 3606.5)]


def test_whispers_json_keeps_words_and_confidence() -> None:
    """Words with times where there are any, else shared out; speakers unknown where nobody is called me."""
    first, second = parse_transcript(WHISPER).utterances
    assert [(word.text, word.start, word.confidence) for word in first.words] == [
        ("Hello", 4.0, 0.9),
        ("Jordan.", 4.6, 0.4),
    ]
    assert second.text == "Good bye now."
    assert first.speaker is second.speaker is None


@pytest.mark.parametrize("text", [VOSK, f"[{VOSK.replace(chr(10), ',')}]", VOSK.split("\n")[0]])
def test_vosks_json_comes_as_objects_or_as_a_list(text: str) -> None:
    """One result after the other, in a list, or one alone."""
    transcript = parse_transcript(text)
    assert transcript.format == "vosk"
    assert transcript.utterances[0].words[0].text == "hello"
    assert transcript.utterances[0].words[0].confidence == 0.8


def test_a_plain_text_has_an_order_and_no_times() -> None:
    """Lines with me and them; what has no name goes on with the last; empty lines do nothing."""
    transcript = parse_transcript("Notes\n\nThem: Hello?\nme: Hello, this is Priya.\nI interviewed.\n\nThem: Yes.\n")
    assert (transcript.format, transcript.timed) == ("text", False)
    assert [(one.speaker, one.text) for one in transcript.utterances] == [
        (THEM, "Hello?"),
        (ME, "Hello, this is Priya. I interviewed."),
        (THEM, "Yes."),
    ]
    assert [one.t for one in transcript.utterances] == sorted(one.t for one in transcript.utterances)


def test_a_plain_text_may_have_times() -> None:
    """A time before the name is the line's beginning."""
    transcript = parse_transcript("0:05 me: hello\n[1:02:03] them: hi there\n")
    assert transcript.timed
    assert [one.words[0].start for one in transcript.utterances] == [5.0, 3723.0]


def test_nobody_is_guessed() -> None:
    """Two names, and no word of which is the caller: both are unknown."""
    assert {one.speaker for one in parse_transcript(ZOOM).utterances} == {None}


def test_the_profile_tells_who_is_who() -> None:
    """The caller's own name, whole or in part; else the one beside the interviewer's; nobody else's."""
    for caller, other in (("Priya Raman", ""), ("Priya Shah Raman", "Jordan"), ("", "Jordan Lee"), ("Dana", "Jordan")):
        told = parse_transcript(ZOOM, caller=caller, other=other).utterances
        assert [one.speaker for one in told] == [THEM, ME, ME], caller
    for caller, other in (("", ""), ("Dana Priya", "Sam"), ("Pri", "")):
        assert {one.speaker for one in parse_transcript(ZOOM, caller=caller, other=other).utterances} == {None}


SAME = [(ME, "Good morning Jordan.", 1.0), (THEM, "We have not decided.", 6.0)]
STYLES = {
    "otter": "Priya Raman  0:01\nGood morning Jordan.\n\nJordan Lee  0:06\nWe have not decided.\n",
    "teams": "Priya Raman\n0:01\nGood morning\nJordan.\nJordan Lee\n0:06\nWe have not decided.\n",
    "zoom": "[Priya Raman] 09:30:01\nGood morning Jordan.\n\n[Jordan Lee] 09:30:06\nWe have not decided.\n",
    "brackets": "1\n00:00:01,000 --> 00:00:02,000\n[Priya Raman] Good morning Jordan.\n\n"
    "2\n00:00:06,000 --> 00:00:08,000\n(Jordan Lee)\nWe have not decided.\n",
    "list": '[{"speaker": "me", "start": 1, "end": 2, "text": "Good morning Jordan."},'
    '{"speaker": "them", "start": 6, "end": 8, "text": "We have not decided."}]',
    "words": '{"t": 2.2, "speaker": "me", "text": "Good morning Jordan."}\n{"t": 3, "text": "we", "final": false}\n'
    '{"t": 7.6, "speaker": "them", "text": "We have not decided."}\n',
    "whisper.cpp": '{"transcription": [{"offsets": {"from": 1000, "to": 2000}, "text": " Good morning Jordan.",'
    '"speaker": "me"}, {"offsets": {"from": 6000, "to": 7000}, "text": " We have not decided.", "speaker": "x"}]}',
}


@pytest.mark.parametrize("style", STYLES)
def test_the_same_call_in_other_styles(style: str) -> None:
    """Names above or in brackets, times of the day, lists, words: the same words by the same sides at the same time."""
    told = parse_transcript(STYLES[style], caller="Priya Raman").utterances
    first = told[0].words[0].start
    shift = 1.0 if style == "zoom" else 0.0  # times of the day begin with the first
    assert first == pytest.approx(1.0 - shift)
    assert [(one.speaker, one.text, round(one.words[0].start + shift, 1)) for one in told] == SAME


def test_a_line_that_ends_in_a_time_is_no_name() -> None:
    """Only where more lines have their names above them than before them."""
    told = parse_transcript("me: shall we\nmeet at 10:30\nor later\nthem: yes\n")
    assert [one.text for one in told.utterances] == ["shall we meet at 10:30 or later", "yes"]


def test_vosks_partial_and_empty_results_are_left_out() -> None:
    """As its own examples print them, alternatives too."""
    lines = [VOSK.split("\n")[0], '{"partial": "hel"}', '{"text": ""}', f'{{"alternatives": [{VOSK.splitlines()[1]}]}}']
    assert [one.text for one in parse_transcript("\n".join(lines)).utterances] == ["hello", "jordan"]


def test_whispers_words_without_segments_are_one_utterance() -> None:
    """As its service gives them."""
    (one,) = parse_transcript('{"text": "Hi.", "words": [{"word": "Hi.", "start": 2.0, "end": 2.5}]}').utterances
    assert (one.text, one.words[0].start, one.t) == ("Hi.", 2.0, 2.5)


FAULTS = [
    ("", "<text>: holds no words that can be read: "),
    ("WEBVTT\n\nnothing\n", "<text>: holds no words that can be read: "),
    ('{"a": 1}', "<text>: is JSON, but has neither Whisper's segments nor Vosk's result: "),
    ('{"segments": [{"text": "a"}]}', "<text>: is no transcript that Whisper or Vosk writes (KeyError('start')): "),
    ('{"text": "a",\n"b": }', "<text>:2: is no JSON (Expecting value): "),
    ('{"segments": [{"start": 1e308, "end": 2, "text": "a"}]}', "<text>: has words at 1e+308 seconds, which no call "
     "has: mend the times, or "),
    ('{"segments": [{"start": NaN, "end": 2, "text": "a"}]}', "<text>: has words at nan seconds, which no call "
     "has: mend the times, or "),
    ('{"segments": [{"start": -5, "end": 2, "text": "a"}]}', "<text>: has words at -5 seconds, which no call "
     "has: mend the times, or "),
    ("[" * 100_000, "<text>: is JSON nested too deep to be a transcript: "),
    ("just some prose without a speaker", "<text>: holds no words that can be read: "),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), FAULTS, ids=[message for _, message in FAULTS])
def test_what_is_no_transcript_is_told_in_a_line(text: str, message: str) -> None:
    """What is wrong, where, and what to give instead."""
    with pytest.raises(WordsError) as error:
        parse_transcript(text)
    assert (
        str(error.value)
        == message + "give a .vtt, .srt or .json transcript, or a text whose lines begin with me: or them:"
    )


def test_a_name_that_nobody_has_is_told() -> None:
    """With the names that are there."""
    with pytest.raises(WordsError, match=r"nobody in it is called 'Dana': its speakers are Jordan Lee, Priya Raman"):
        parse_transcript(ZOOM, me="Dana")


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    """A missing file, and one that is no text."""
    with pytest.raises(WordsError, match="cannot be read"):
        read_transcript(tmp_path / "missing.vtt")
    (tmp_path / "sound.vtt").write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(WordsError, match="is no text in UTF-8"):
        read_transcript(tmp_path / "sound.vtt")
    (tmp_path / "wide.txt").write_bytes("me: hello\n".encode("utf-16"))
    assert read_transcript(tmp_path / "wide.txt").utterances[0].speaker is ME
    (tmp_path / "bom.txt").write_bytes(b"\xef\xbb\xbfme: hello\n")
    assert read_transcript(tmp_path / "bom.txt").utterances[0].speaker is ME


@given(st.text(alphabet='WEBVT\n0123456789:.,-> {}[]"mewordthm<v>/', max_size=120))
def test_no_text_is_a_crash(text: str) -> None:
    """Whatever is in the file, it is a transcript or it is told in one line."""
    try:
        transcript = parse_transcript(text)
    except WordsError as error:
        assert "\n" not in str(error)
    else:
        assert transcript.utterances
