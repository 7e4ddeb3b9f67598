"""The hearing benchmark: its sounds say what their texts say, and its figures count what was heard."""

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from assistant.call.digits import digits_in
from assistant.call.lexicon import tokens
from assistant.events import Utterance, Word
from tests.benchmarks.hearing.ears import Ear, Listened, Once
from tests.benchmarks.hearing.figures import call_figures, errors, false_hits, followed
from tests.benchmarks.hearing.hear import file_of, hear_rounds, heard, missing, script
from tests.benchmarks.hearing.lateness import BEFORE, Off
from tests.benchmarks.hearing.plot import plot
from tests.benchmarks.hearing.sounds import Stream, number_text
from tests.benchmarks.hearing.times import word_times
from tests.calls import read_calls
from tests.rendered import RATE, in_a_room, rendered


@pytest.mark.parametrize("seed", range(20))
def test_a_number_is_ten_digits_however_it_is_read(seed: int) -> None:
    """With "oh" and with doubles: else a right answer would be counted as wrong."""
    text = number_text(Random(seed))
    assert len("".join(run.digits for run in digits_in(tokens(text)))) == 10, text


def test_words_are_where_the_voice_says_them(needs: Callable[..., None]) -> None:
    """In order, all of them, and within the sound."""
    needs("flite")
    text = "Thank you for your time."
    found = word_times(text, "kal16")
    assert [word for word, _, _ in found] == list(tokens(text))
    ends = [time for _, start, end in found for time in (start, end)]
    assert ends == sorted(ends)
    assert ends[0] >= 0 and ends[-1] <= len(rendered(text, "kal16")) / RATE + 0.01


def test_a_first_partial_is_told_from_the_first_word_as_it_stays(needs: Callable[..., None]) -> None:
    """A word that was corrected late was late; that something was shown was not."""
    needs("flite")
    text, off = "Thank you for your time.", Off()
    truth = [Word(word, start + BEFORE, end + BEFORE) for word, start, end in word_times(text, "kal16")]
    wrong, ends = (Word("think", 0.0, 0.3),), truth[0].end
    utterance = Utterance(4.0, None, text, tuple(truth))
    shown: list[tuple[float, tuple[Word, ...]]] = [(ends + 0.1, wrong), (4.0, tuple(truth))]
    off.add(text, Listened([utterance], [shown]), 0.0)
    assert off.first == pytest.approx([0.1])
    assert off.right == pytest.approx([4.0 - ends])
    assert max(off.off) == 0.0


def test_a_room_goes_on_after_the_word() -> None:
    """The echo of a click is heard a tenth of a second later, and no longer than the room is."""
    click = np.zeros(RATE, np.int16)
    click[100] = 30_000
    heard = np.abs(in_a_room(click, seconds=0.3).astype(int))
    assert heard.argmax() == 100
    assert heard[100 + RATE // 10 : 100 + RATE // 5].max() > 0
    assert heard[100 + RATE // 2 :].max() == 0


def test_the_plot_has_a_bar_for_every_engine_and_part() -> None:
    """What is above all words wrong ends at the edge."""
    drawn = plot({"calls": [0.2, 1.4], "people": [0.5, 0.6]}, ["one", "two"])
    assert drawn.count("<rect") == 1 + 2 + 4
    assert "140" in drawn


def stream(text: str, *heard: str, **more: Any) -> dict[str, Any]:
    """A stream as it is stored: `heard` are the utterances, three words a second."""
    said, t = [], 0.0
    for utterance in heard:
        words = [(word, t + at / 3, t + (at + 1) / 3, 1.0) for at, word in enumerate(utterance.split())]
        said.append(words)
        t = words[-1][2] + 1.0
    return {"text": text, "voice": "ked", "heard": {"one": said}, **more}


def test_word_errors_are_those_of_all_streams_and_more_streams_make_them_surer() -> None:
    """Two of eight wrong; "oh" and "zero" are the same."""
    few = [stream("zero one two three", "oh one two three"), stream("is it the job", "is that a job")]
    found = errors(few, "one")
    assert (found.rate, sum(found.words)) == (25.0, 8)
    assert 0 < errors(few * 20, "one").margin < found.margin


def test_a_call_that_is_heard_word_for_word_is_followed() -> None:
    """Both sides' utterances go to the follower in the order of their times."""
    call = read_calls()[0]
    streams = []
    turns = [(line.speaker, line.t - 0.5, line.t, line.text) for line in call.lines]
    for side in ("me", "them"):
        said = [
            [(word, line.t - 0.4, line.t, 1.0) for word in tokens(line.text)]
            for line in call.lines
            if line.speaker == side
        ]
        streams.append({"call": call.number, "side": side, "turns": turns, "heard": {"one": said}})
    figures = dict(call_figures(followed(streams, "one")))
    assert float(figures["F1"]) > 0.8, figures
    assert figures["outcome right"] == "1 of 1"


def test_what_moves_a_call_in_other_talk_is_counted() -> None:
    """An outcome that nobody told; and nothing in plain talk."""
    of_call = script("follow-up", 0)
    plain = stream("", "the cat sat on the mat all day")
    assert false_hits(of_call, [plain], "one") == (0, 0)
    assert false_hits(of_call, [plain, stream("", "unfortunately the position has been filled")], "one")[1] == 1


def of_rows(monkeypatch: pytest.MonkeyPatch, rows: Sequence[str], texts: Sequence[str]) -> list[str]:
    """One ear, each of `rows` with a stream for each of `texts`; what is asked of the ear will stand in the answer."""
    asked: list[str] = []

    def hear(script: Any, samples: Any) -> dict[str, Listened]:
        asked.append(texts[len(samples)])
        return {"one": Listened()}

    streams = [Stream(np.zeros(at, np.int16), text, "ked") for at, text in enumerate(texts)]
    monkeypatch.setattr("tests.benchmarks.hearing.hear.EARS", {"ear": Ear(hear, ("one",), tuple(rows))})
    monkeypatch.setattr("tests.benchmarks.hearing.sounds.ROWS", {row: lambda _size: iter(streams) for row in rows})
    return asked


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stream by stream; a line that was cut off is heard again."""
    row = "numbers, clean"
    asked = of_rows(monkeypatch, [row], ["one", "two", "three"])
    path = file_of(tmp_path, "ear", row)
    assert list(hear_rounds(tmp_path, ["ear"], 0, most=2)) == [1, 1]
    assert missing(tmp_path, "ear") == [row]
    path.write_text(path.read_text()[:-10])
    list(hear_rounds(tmp_path, ["ear"], 0, most=10))
    assert [each["text"] for each in heard(path)] == ["one", "two", "three"]
    assert asked == ["one", "two", "two", "three"]
    assert missing(tmp_path, "ear") == []


def test_all_rows_are_heard_as_far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first stream of each, then the second: wherever a run is stopped, no row is ahead by more than one."""
    rows = ["numbers, clean", "numbers, telephone"]
    asked = of_rows(monkeypatch, rows, ["one", "two"])
    rounds = hear_rounds(tmp_path, ["ear"], 0, most=10)
    next(rounds)
    assert asked == ["one", "one"]
    assert [len(heard(file_of(tmp_path, "ear", row))) for row in rows] == [1, 1]
    assert list(rounds) == [2]


class Counting:
    """A Decoder whose every answer is another."""

    def __init__(self) -> None:
        self.asked = 0

    def start(self) -> None:
        """Nothing."""

    def feed(self, samples: Any) -> None:
        """Nothing."""

    def heard(self) -> Sequence[Word]:
        self.asked += 1
        return [Word(f"{self.asked}", 0.0, 0.1)]

    def finish(self) -> Sequence[Word]:
        return self.heard()


def test_a_second_listener_is_given_the_answers_of_the_first() -> None:
    """In the same order, and the decoder is not asked again."""
    decoder = Counting()
    once = Once(decoder)
    first = [once.heard(), once.heard(), once.finish()]
    once.again()
    assert [once.heard(), once.heard(), once.finish()] == first
    assert decoder.asked == 3
