"""The terminal: the line to say at a glance, the steps and why they are ticked; in a pipe, plain lines."""

import io
import re
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from assistant.call.outline import Delivery
from assistant.call.view import Caption, StepLine, View
from assistant.displays import Blank, Display
from assistant.displays.frame import Frame, Progress, clean
from assistant.displays.terminal import REDRAWS, TerminalDisplay, picture
from assistant.events import Note, Speaker, StepStatus, Warned

STEPS = (
    StepLine("greet", "Say who is calling", StepStatus.DONE, "this is priya raman", True),
    StepLine("remind", "Remind them", StepStatus.DONE, "i interviewed with you", True),
    StepLine("ask-status", "Ask how it stands", StepStatus.CURRENT, "", True),
    StepLine("strengths", "Name a strength", StepStatus.AHEAD, "", False),
    StepLine("close", "Thank them", StepStatus.AHEAD, "", True),
)
VIEW = View(
    t=41.0,
    step="ask-status",
    title="Ask how it stands",
    line="I am calling to ask about the status of your decision.",
    read=3,
    short="status?",
    delivery=Delivery.NORMAL,
    next_title="Thank them",
    next_line="Thank you for your time.",
    steps=STEPS,
    outcome="unknown",
    outcome_title="",
    outcome_because="",
    captions=(
        Caption(Speaker.ME, "i am calling to", True),
        Caption(Speaker.THEM, "hello priya", False),
    ),
    warnings=(),
    notes=(),
    ended=False,
)
PENDING = replace(
    VIEW,
    outcome="pending",
    outcome_title="No decision yet",
    outcome_because="we have not decided",
    warnings=(Warned(30.0, "talking-into-silence", "so anyway"),),
    notes=(Note(38.0, "date", "by next friday", "2026-11-27"),),
)
ESCAPE = re.compile("\x1b\\[[0-9;?]*[A-Za-z]")


def drawn(view, width=80, height=24, progress=None, color="truecolor"):
    """What a terminal of that size is sent."""
    page = io.StringIO()
    console = Console(
        file=page, width=width, height=height, force_terminal=True, color_system=color, legacy_windows=False
    )
    console.print(Frame(view, progress))
    return page.getvalue()


def plain(*args, **options):
    return ESCAPE.sub("", drawn(*args, **options))


def words(text):
    """The words alone: how the lines are broken, and the box around them, do not count."""
    return re.sub(r"[^\w'.?]+", " ", text)


class TestFrame:
    @pytest.mark.parametrize("width", [40, 60, 80, 99, 100, 120, 200])
    @pytest.mark.parametrize("height", [20, 24, 40])
    def test_the_whole_line_to_say_is_there_in_every_size(self, width, height):
        shown = plain(PENDING, width, height)
        if width < 100:
            assert VIEW.line in words(shown)
        else:
            box = " ".join(re.findall("┃(.*?)┃", shown))
            assert VIEW.line in words(box)
        rows = shown.rstrip("\n").split("\n")
        assert len(rows) < height
        assert all(len(row) <= width for row in rows)

    def test_what_has_been_read_is_dimmed_and_the_rest_bold(self):
        shown = drawn(VIEW)
        dim = "".join(re.findall("\x1b\\[(?:[0-9;]*;)?2;[0-9;]*m([^\x1b]*)", shown))
        bold = "".join(re.findall("\x1b\\[1;97m([^\x1b]*)", shown))
        assert "I" in dim
        assert "calling" in dim
        assert bold.split() == "to ask about the status of your decision.".split()

    def test_steps_have_a_sign_and_the_words_that_ticked_them(self):
        shown = plain(VIEW)
        assert re.search(r'✓ Say who is calling\s+"this is priya raman"', shown)
        assert "▶ Ask how it stands" in shown
        assert "· Thank them" in shown

    def test_every_status_can_be_told_without_colour(self):
        ended = replace(
            VIEW, steps=tuple(replace(STEPS[0], id=status, status=status) for status in StepStatus), ended=True
        )
        signs = re.findall(r"^(.) Say who is calling", plain(ended), re.MULTILINE)
        assert len(set(signs)) == len(StepStatus)

    def test_outcome_warnings_and_facts_are_shown_with_their_words(self):
        shown = plain(PENDING)
        assert 'They said: No decision yet  "we have not decided"' in shown
        assert 'talking into silence  "so anyway"' in shown
        assert "by next friday  = 2026-11-27" in shown

    def test_both_sides_are_heard_and_what_may_change_is_italic(self):
        shown = drawn(VIEW)
        assert re.search("\x1b\\[2;3mi am calling to", shown)
        assert re.search("hello priya", plain(VIEW))
        assert not re.search("\x1b\\[2;3mhello priya", shown)

    @pytest.mark.parametrize(
        ("delivery", "label"),
        [(Delivery.NORMAL, "SAY NOW"), (Delivery.SLOW, "SAY SLOWLY"), (Delivery.SILENT, "LISTEN")],
    )
    def test_the_box_says_how(self, delivery, label):
        assert label in plain(replace(VIEW, delivery=delivery))

    def test_a_long_caption_keeps_its_end(self):
        long = replace(VIEW, captions=(Caption(Speaker.THEM, "word " * 80 + "friday", False),))
        assert "friday" in plain(long)

    def test_many_steps_are_cut_to_those_around_the_current_one(self):
        steps = tuple(
            StepLine(f"s{n}", f"Step {n:02d}.", StepStatus.CURRENT if n == 30 else StepStatus.AHEAD, "", True)
            for n in range(60)
        )
        shown = plain(replace(VIEW, steps=steps))
        assert "▶ Step 30." in shown
        assert "Step 31." in shown
        assert "Step 59." not in shown

    def test_the_time_of_a_recording_and_the_speed(self):
        assert "of 1:17, 3.2 times real time" in plain(VIEW, progress=Progress(77.7, 3.2))

    def test_nothing_from_the_call_is_markup_or_steers_the_terminal(self):
        bad = "[bold red]x[/] \x1b[2J\x07 \u202eevil"
        view = replace(VIEW, line=bad, title=bad, captions=(Caption(None, bad, False),), outcome="o", outcome_title=bad)
        shown = drawn(view, width=120, height=40)
        assert "[bold red]x[/]" in ESCAPE.sub("", shown)
        assert "\x1b[2J" not in shown
        assert "\x07" not in shown
        assert "\u202e" not in shown

    @settings(max_examples=40, deadline=None)
    @given(text=st.text(max_size=300), width=st.integers(40, 130), read=st.integers(0, 50))
    def test_any_text_can_be_shown(self, text, width, read):
        """Whatever was heard or written: a frame, and no control character in it but rich's own styles."""
        view = replace(
            PENDING, line=text, read=read, next_line=text, outcome_because=text, captions=(Caption(None, text, True),)
        )
        shown = plain(view, width)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", shown)


def test_clean_replaces_what_the_encoding_lacks():
    assert clean("Zoë ✓ 名", "latin-1") == "Zoë ? ?"


class Page(io.StringIO):
    """A text stream that counts what it is sent, and is a terminal or not."""

    def __init__(self, terminal):
        super().__init__()
        self.terminal = terminal

    def isatty(self):
        return self.terminal


def settled(view):
    """The view with nothing in it that may still change."""
    return replace(view, captions=tuple(replace(caption, provisional=False) for caption in view.captions))


class TestInAPipe:
    def lines(self, *views):
        page = Page(terminal=False)
        with TerminalDisplay(Console(file=page, width=80)) as display:
            for view in views:
                display.show(view)
            display.close(views[-1])
        return page.getvalue().splitlines()

    def test_only_what_changes_is_printed_once(self):
        first, second = settled(VIEW), settled(PENDING)
        later = replace(second, t=52.0, line="Thank you for your time.")
        assert self.lines(first, first, replace(first, t=42.0), second, later, later) == [
            '[0:41] ✓ Say who is calling "this is priya raman"',
            '[0:41] ✓ Remind them "i interviewed with you"',
            "[0:41] say: I am calling to ask about the status of your decision.",
            '[0:41] they said: No decision yet "we have not decided"',
            '[0:41] mind: talking-into-silence "so anyway"',
            "[0:52] say: Thank you for your time.",
        ]

    def test_what_may_be_taken_back_is_not_printed(self):
        """The words still being said tick nothing here, unless the call ends with them."""
        taken_back = replace(VIEW, line="Something that was not meant.")
        assert not any("not meant" in line for line in self.lines(taken_back, settled(VIEW)))
        assert self.lines(replace(VIEW, ended=True))[0] == '[0:41] ✓ Say who is calling "this is priya raman"'

    def test_there_are_no_control_codes_and_no_markup(self):
        (*_, last) = self.lines(replace(settled(VIEW), line="[red]a[/] \x1b[31mb"))
        assert last == "[0:41] say: [red]a[/] \ufffd[31mb"

    def test_a_long_line_stays_one_line(self):
        assert self.lines(replace(settled(VIEW), line="word " * 60))[-1].endswith("word word")


class TestLive:
    def display(self):
        page = Page(terminal=True)
        console = Console(file=page, width=80, height=24, force_terminal=True, legacy_windows=False)
        return page, TerminalDisplay(console, 77.7)

    def test_the_last_view_stays(self):
        page, display = self.display()
        with display:
            display.show(VIEW)
            display.close(replace(VIEW, ended=True, t=77.0))
        assert "THE CALL HAS ENDED" in ESCAPE.sub("", page.getvalue())

    def test_frames_that_come_too_fast_are_left_out_but_never_a_new_line(self):
        page, display = self.display()
        with display:
            began = time.monotonic()
            for tick in range(200):
                display.show(replace(VIEW, t=tick / 10))
            took = time.monotonic() - began
            drawn_frames = page.getvalue().count("SAY NOW")
            assert drawn_frames <= took * REDRAWS + 2
            display.show(replace(VIEW, line="Something else to say."))
        assert "Something else to say." in ESCAPE.sub("", page.getvalue())

    def test_the_cursor_is_given_back_when_something_breaks(self):
        page, display = self.display()
        with pytest.raises(KeyError), display:
            display.show(VIEW)
            raise KeyError
        assert page.getvalue().rfind("\x1b[?25h") > page.getvalue().rfind("\x1b[?25l")


def test_the_picture_needs_nothing_from_outside():
    """An SVG with the line in it; no font or address to fetch."""
    svg = picture(PENDING, 110)
    assert svg.startswith("<svg")
    assert "SAY&#160;NOW" in svg
    assert "url(http" not in svg
    assert picture(PENDING, 110) == svg


def test_blank_is_a_display_that_shows_nothing(capsys):
    with Blank() as blank:
        display: Display = blank
        display.show(VIEW)
        display.close(VIEW)
    assert capsys.readouterr() == ("", "")
