"""The report's page, as text: everything in one file, nothing that a transcript could smuggle in."""

import re
from dataclasses import replace
from html import unescape

import pytest

from assistant.events import OutcomeChange, Speaker
from assistant.report.changes import Change
from assistant.report.html import Sound, identity, page
from assistant.report.html import with_notes as page_with_notes
from assistant.report.markdown import markdown, plain
from assistant.report.markdown import with_notes as markdown_with_notes
from assistant.report.promises import promises
from assistant.report.transcript import lines, places
from assistant.report.wording import clock, fact_value, length
from assistant.review.quotes import locate, quoted
from assistant.review.review import Review, build_review
from tests.made_call import made_call, say


@pytest.fixture(scope="module")
def review() -> Review:
    """The review of the made-up call."""
    return build_review(made_call())


def text_of(html: str) -> str:
    """What a page says, without its tags, style and script."""
    body = re.sub(r"<(style|script)\b.*?</\1>", "", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def test_what_matters_is_on_top(review: Review) -> None:
    """Outcome, promise and next action, what was covered, what to practise come before the rest, in that order."""
    text = text_of(page(review))
    parts = [
        "No decision yet", "Wait until Friday 27 November is over.", "Friday, 27 November 2026", "4 of 5 steps",
        "Left out: What comes next.", "Say your own number right", "Ask without blaming",
        "Do not leave out: what comes next", "The call", "Steps", "Your number, digit by digit", "What they told you",
        "Transcript", "How it sounded", "Your notes",
    ]  # fmt: skip
    found = [text.index(part) for part in parts]
    assert found == sorted(found)


def test_an_outcome_that_was_taken_back_is_not_drawn() -> None:
    """Of two moments at which the outcome was told, the one that decided it is on the timeline."""
    call = made_call()
    early = (OutcomeChange(2.0, "pending", "jordan lee", 0.5), OutcomeChange(2.5, "unknown", "", 0.0))
    html = page(build_review(replace(call, signals=(*early, *call.signals))))
    drawn = re.findall(r'class="flag outcome" data-t="([\d.]+)"', html)
    assert drawn == ["12.60"]
    assert "“jordan lee”" not in unescape(html)


def test_the_page_needs_nothing_from_outside(review: Review) -> None:
    """No address of another file, and a policy that forbids every request."""
    html = page(review, Sound("audio/webm", data=b"sound"))
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!#|data:)""", html)
    assert not re.search(r"url\(|@import|https?://(?!schema)", html)
    assert "default-src 'none'" in html
    assert "connect-src 'none'" in html


def test_notes_are_put_into_reports_that_were_written(review: Review) -> None:
    """What was written before goes; whatever is in them, they are only text; without notes all is as before."""
    mine = replace(review, call=replace(review.call, notes="\\1 </textarea><b>"))
    html, text = page(mine), markdown(mine)
    assert "&lt;/textarea&gt;&lt;b&gt;</textarea>" in html
    for notes in ("Ask for Ana.\n\n## Notes\n\n</textarea>", "He & she\\n", ""):
        again = replace(mine, call=replace(mine.call, notes=notes))
        html, text = page_with_notes(html, notes), markdown_with_notes(text, notes)
        assert (html, text) == (page(again), markdown(again))


def test_words_that_were_heard_are_text(review: Review) -> None:
    """Tags in a transcript, a title or notes stay words."""
    html = page(review)
    assert "<b>bye" not in html
    assert "&lt;b&gt;bye&lt;/b&gt;" in html
    assert "junior &lt;data&gt; analyst" in html
    assert html.count("</textarea>") == 1
    assert html.count("</script>") == 2


def test_every_word_is_there_with_its_time(review: Review) -> None:
    """As many times as words, in the order of the page."""
    html = page(review)
    order = list(places(lines(review)))
    assert sorted(order) == list(range(len(review.words)))
    assert len(re.findall(r'<span class="w[ "]', html)) == len(review.words)
    starts = [int(each) for each in re.search(r'"start":\[([\d,]*)\]', html)[1].split(",")]  # type: ignore[index]
    assert starts == [round(100 * review.words[index].start) for index in order]


def test_marks_come_with_their_reasons(review: Review) -> None:
    """A step, a warning, a fact, the outcome: each as a chip after its words; doubtful words say how doubtful."""
    text = text_of(page(review))
    assert "this is priya raman ✓ Say who you are" in text
    assert "i haven't heard from you ▲ may sound like blame" in text
    assert "we have not made a decision yet ◆ No decision yet" in text
    assert "by friday ★ Date: Friday, 27 November 2026" in text
    assert 'title="heard with 50 % confidence"' in page(review)


def test_a_wrong_digit_says_so(review: Review) -> None:
    """The last digit was three, and should have been two."""
    assert 'aria-label="3, expected 2, play"' in page(review)
    assert "It is not the number in your profile." in page(review)


def test_facts_are_written_for_people(review: Review) -> None:
    """A date in words, the address as it is written, the next step by its name; each once."""
    text = text_of(page(review))
    told = text[text.index("What they told you") :]
    assert "E-mail jordan.lee@harborlights.com" in told
    assert "Time 12:00" in told
    assert "Next step Call back" in told


def test_numbers_come_with_definition_and_band(review: Review) -> None:
    """The pace says its band and whose it is."""
    text = text_of(page(review))
    assert "Band: 120 to 175 words/min. 120 to 150 is usually given for talk; Read.ai gives 130 to 175." in text


def test_a_call_without_times_has_no_places_to_play_from(review: Review) -> None:
    """A plain transcript has neither timeline nor buttons with moments."""
    html = page(build_review(replace(made_call(sound=False), timed=False)))
    assert '<button class="at"' not in html
    assert 'class="lanes"' not in html
    assert "Transcript" in html


def test_a_call_of_unknown_speakers_is_shown_too() -> None:
    """One channel for both: the words are somebody's, and the page says so."""
    call = replace(made_call(sound=False), utterances=(say(None, 1.0, "hello this is someone"),), signals=())
    assert "Someone hello this is someone" in text_of(page(build_review(call)))


def test_nothing_heard_is_a_page_too() -> None:
    """An empty call gives a page that says what is missing."""
    summary = {"outline": "follow-up", "outcome": "unknown", "steps": {}, "warnings": [], "phone": None, "seconds": 0}
    call = replace(made_call(sound=False), utterances=(), signals=(), steps=(), summary=summary)
    text = text_of(page(build_review(call)))
    assert "How they decided was not heard" in text
    assert "No step was heard." in text


def test_a_mailbox_is_told_whether_they_can_call_back() -> None:
    """A voicemail shows the number where other calls show the promise."""
    call = made_call()
    call = replace(call, summary={**call.summary, "outcome": "voicemail"}, utterances=call.utterances[5:6])
    assert "You left Not your number" in text_of(page(build_review(call)))


def test_the_same_call_has_the_same_name(review: Review) -> None:
    """So that notes kept in a browser find their call again."""
    assert identity(review) == identity(build_review(made_call()))
    assert re.fullmatch(r"call-2026-11-22-[0-9a-f]{8}", identity(review))


def test_markdown_has_the_same_in_text(review: Review) -> None:
    """Title, outcome, steps with boxes, facts, numbers, transcript."""
    text = markdown(review)
    assert text.startswith("# Harbor Lights Media: junior \\<data\\> analyst\n\nSunday, 22 November 2026, 40 s\n")
    assert "**No decision yet**: “we have not made a decision yet” (0:14)" in text
    assert "- [x] Say who you are “this is priya raman” (0:04)" in text
    assert "- [ ] What comes next (missed)" in text
    assert "- Date: **Friday, 27 November 2026**, “by friday” (0:16)" in text
    assert "**You** (0:33): thank you so much for your time \\<b\\>bye\\</b\\>" in text
    assert plain("*a* [b](c) `d`") == "\\*a\\* \\[b\\](c) \\`d\\`"


def test_promises_are_events(review: Review) -> None:
    """One event at noon on the promised day, with the words; the same UID each time."""
    from icalendar import Calendar

    calendar = Calendar.from_ical(promises(review, identity(review)))
    (event,) = calendar.walk("VEVENT")
    assert event.decoded("DTSTART").isoformat() == "2026-11-27T12:00:00"
    assert "you will hear from us by friday noon" in str(event["DESCRIPTION"])
    assert str(event["UID"]) == f"{identity(review)}-2026-11-27@callprompter"
    assert promises(review, identity(review)) == promises(build_review(made_call()), identity(review))


def test_without_a_promise_there_is_no_calendar() -> None:
    """Nothing promised, no file."""
    call = replace(made_call(sound=False), utterances=made_call().utterances[:2])
    assert promises(build_review(call), "call") == b""


def test_a_quote_is_found_where_it_was_said(review: Review) -> None:
    """The nearest in time of two places counts, and its neighbours are of the same side."""
    words = review.words
    found = locate(words, "This is Priya Raman.", 4.8)
    assert found is not None
    assert [word.text for word in words[found[0] : found[1]]] == ["this", "is", "priya", "raman"]
    assert locate(words, "never said", 4.8) is None
    assert locate(words, "this is priya raman", 39.0) is None
    quote = quoted(words, "not made a decision", 14.6)
    assert (quote.before, quote.text) == ("we have", "not made a decision")
    assert quote.after.startswith("yet you will hear")


def test_lines_join_what_one_side_says_in_one_go() -> None:
    """Two utterances of one side with a breath between are one line; the other side begins a new one."""
    call = replace(
        made_call(sound=False),
        utterances=(
            say(Speaker.ME, 0.0, "hello there"),
            say(Speaker.ME, 1.5, "it is me"),
            say(Speaker.THEM, 3.0, "hello"),
            say(Speaker.ME, 9.0, "well"),
        ),
    )
    assert [(line.speaker, len(line.words)) for line in lines(build_review(call))] == [
        ("me", 5),
        ("them", 1),
        ("me", 1),
    ]


@pytest.mark.parametrize(("t", "said"), [(0, "0:00"), (65.9, "1:05"), (3725, "1:02:05")])
def test_moments(t: float, said: str) -> None:
    """Minutes and seconds, hours where there are any."""
    assert clock(t) == said


def test_wording() -> None:
    """Values for people."""
    assert fact_value("phone", "6175550142") == "617-555-0142"
    assert fact_value("next-step", "second-interview") == "Second interview"
    assert (length(77.7), length(40)) == ("1 min 18 s", "40 s")


def test_a_call_followed_again_tells_what_changed(review: Review) -> None:
    """On the page and as text, with the words that made it so; a first review has no such part."""
    changed = [Change("Outcome", "not heard", "No decision <yet>", "we have not", 14.0), Change("Date", "told", "-")]
    html = page(review, changed=changed)
    assert "Followed again: what changed" in text_of(html)
    assert "Outcome not heard → is now No decision <yet> 0:11 “we have not”" in text_of(html)
    assert "Date told → is now nothing" in text_of(html)
    assert "- Outcome: not heard → No decision \\<yet\\>" in markdown(review, changed)
    assert "Nothing: steps, outcome, facts and lines are the same." in text_of(page(review, changed=[]))
    assert "Followed again" not in page(review) + markdown(review)


def test_what_is_missing_is_said_and_nothing_praised() -> None:
    """Of a call without a word: no step, nothing to practise by, no transcript, no numbers, and why."""
    call = made_call(sound=False)
    steps = dict.fromkeys(call.summary["steps"], "ahead")
    summary = {**call.summary, "outcome": "unknown", "steps": steps, "phone": None, "warnings": []}
    text = text_of(page(build_review(replace(call, utterances=(), signals=(), summary=summary))))
    for told in ("No step Nothing that", "Too little was heard", "No words were heard.", "there is nothing to count"):
        assert told in text
    assert "Keep it so" not in text
    assert "0 of 0" not in text


def test_sides_that_are_not_known_apart_have_one_lane_and_no_pace() -> None:
    """A mono recording: its rows stand beside their names, and it is said why there are no numbers of anybody."""
    call = made_call(sound=False)
    mono = replace(call, utterances=tuple(replace(one, speaker=None) for one in call.utterances))
    html = page(build_review(replace(mono, sounds={None: made_call().sounds[Speaker.ME]})))
    assert re.findall(r'class="[^"]*\bof-(\w+)', html) == [
        "steps",
        "lane",
        "moments",
        "steps",
        "lane",
        "moments",
        "time",
    ]
    assert "Both sides" in text_of(html)
    assert "Who said what is not known" in text_of(html)
