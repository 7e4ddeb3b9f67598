"""A live call in the terminal: what the frame of a recording does not have."""

import io
from dataclasses import replace
from datetime import date

import pytest
from rich.console import Console

from assistant.displays.live_terminal import LiveTerminal
from assistant.displays.number_row import beat, reading_note
from assistant.live.call import LiveCall
from assistant.live.moment import Asked, Moment, NumberReading
from assistant.opening import open_script
from assistant.session import Session
from tests.conftest import ROOT

NUMBER = NumberReading(("617", "555", "0142"), 0.5, 0.8)


def moment() -> Moment:
    """A mailbox that waits for the number."""
    script = open_script("follow-up", ROOT / "prompts" / "demo" / "profile.toml", date(2026, 11, 18))
    call, shown = LiveCall(Session(script), lambda _: [], kept=False), list[Moment]()
    for asked in (Asked("voicemail"), Asked("jump", "voicemail-number"), Asked("stop")):
        call.ask(asked)
    call.run(shown.append)
    return next(each for each in shown if each.number)


def drawn(*moments: Moment) -> str:
    """What is on the screen after these."""
    console = Console(file=io.StringIO(), width=100, height=40, force_terminal=True, color_system="truecolor")
    display = LiveTerminal(console)
    for each in moments:
        display.console.print(display._picture(each))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_number_stands_in_its_groups_with_the_light_on_one_digit() -> None:
    """As on the page: the first digit is lit first, what was heard is green, a wrong digit red, and it is said so."""
    asked = moment()
    assert asked.number is not None
    first = drawn(asked)
    assert "\x1b[1;7m 6 \x1b[0m\x1b[1m 1 \x1b[0m" in first and "One digit with each light" in first
    heard = drawn(replace(asked, number=replace(asked.number, heard="617")))
    assert heard.count("\x1b[1;32m") + heard.count("\x1b[1;7;32m") >= 3
    wrong = drawn(replace(asked, number=replace(asked.number, heard="61", wrong=True)))
    assert "\x1b[1;31m 7 " in wrong and "Say the number once more" in wrong


@pytest.mark.parametrize(("seconds", "digit"), [(0.0, 0), (0.6, 1), (1.4, 2), (2.5, 3), (7.6, -1), (8.9, 0)])
def test_the_light_goes_by_the_pace(seconds: float, digit: int) -> None:
    """Half a second a digit, eight tenths more after a group, and a rest before it begins again."""
    assert beat(NUMBER, seconds) == digit


def test_the_time_left_for_the_message_is_counted_down() -> None:
    """And then it is to come to its end."""
    assert "0:31 left for your message" in drawn(replace(moment(), left=31.4))
    assert "Come to the end" in drawn(replace(moment(), left=0.0))


def test_what_is_told_of_the_reading() -> None:
    """Once more, until it was heard twice."""
    assert reading_note(replace(NUMBER, heard="6175550142", times=1)).endswith("Say it once more.")
    assert reading_note(replace(NUMBER, heard="6175550142", times=2)) == "Heard twice, every digit."
