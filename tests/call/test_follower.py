"""What holds of the state machine whatever is said."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.call.follower import CallState, advance, begin, identity, replay
from assistant.call.script import Script
from assistant.call.summary import summary
from assistant.call.view import view
from assistant.events import Command, CommandKind, End, Event, Partial, Speaker, StepChange, Utterance
from assistant.opening import open_script
from assistant.session import Session
from tests import golden
from tests.golden import PROFILE

SPEAKERS = (Speaker.ME, Speaker.THEM, None)
SPOKEN = sorted(
    {
        event.text
        for path in golden.FOLDER.glob("*.call")
        for _, event in golden.read(path).events
        if hasattr(event, "text")
    }
)


@cache
def script() -> Script:
    """The follow-up call of the golden calls' caller."""
    return open_script("follow-up", PROFILE, date(2026, 11, 18))


def said(state: CallState, events: Sequence[Event]) -> CallState:
    """The state after `events`."""
    for event in events:
        state, _ = advance(script(), state, event)
    return state


words = st.one_of(st.sampled_from(SPOKEN), st.text(max_size=60))
utterances = st.builds(
    lambda speaker, text, t: Utterance(t, speaker, text), st.sampled_from(SPEAKERS), words, st.floats(0, 300)
)
partials = st.builds(lambda heard: Partial(heard.t, heard.speaker, heard.text), utterances)
commands = st.builds(
    lambda kind, target, t: Command(t, kind, target),
    st.sampled_from(CommandKind),
    st.sampled_from(["greet", "close", "voicemail", "filled", "nonsense", ""]),
    st.floats(0, 300),
)
calls = st.lists(st.one_of(utterances, partials, commands), max_size=12)


@settings(max_examples=60, deadline=None)
@given(calls)
def test_any_call_can_be_followed_to_its_end(events: list[Event]) -> None:
    """Whatever is said, whoever says it, whatever keys are pressed: the call goes on, and every step has a status."""
    state = said(begin(script())[0], [*events, End(300.0)])
    total = summary(script(), state)
    assert set(total["steps"]) == set(script().ids)
    assert "current" not in total["steps"].values()


@settings(max_examples=40, deadline=None)
@given(st.lists(utterances, max_size=6), st.lists(partials, max_size=4))
def test_partials_leave_no_trace(heard: list[Event], provisional: list[Event]) -> None:
    """What was being said, and never became an utterance, is forgotten: only utterances count."""
    state = said(begin(script())[0], heard)
    disturbed = said(state, provisional)
    assert disturbed.kept is state.kept


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(SPOKEN), min_size=1, max_size=5))
def test_growing_partials_come_to_the_same_as_their_utterance(texts: list[str]) -> None:
    """A call heard word by word ends where the same call heard utterance by utterance ends."""
    whole, grown = begin(script())[0], begin(script())[0]
    for t, text in enumerate(texts):
        pieces = text.split()
        growing = [Partial(t, Speaker.ME, " ".join(pieces[: n + 1])) for n in range(len(pieces))]
        whole = said(whole, [Utterance(t, Speaker.ME, text)])
        grown = said(grown, [*growing, Utterance(t, Speaker.ME, text)])
    assert summary(script(), grown) == summary(script(), whole)


@settings(max_examples=60, deadline=None)
@given(calls)
def test_whatever_is_heard_a_session_can_quote_it(events: list[Event]) -> None:
    """What an utterance confirms is among what was told, in whatever order partials, utterances and keys come."""
    session = Session(script())
    for event in events:
        session.take(event)
        told = {identity(signal) for signal in session.signals}
        assert all(identity(signal) in told for signal in session.state.confirmed)


@settings(max_examples=30, deadline=None)
@given(calls)
def test_a_replayed_call_gives_the_same_signals(events: list[Event]) -> None:
    """Following is a pure function of the events: the same call gives the same cues."""
    assert replay(script(), events)[1] == replay(script(), events)[1]


def test_a_state_is_a_value() -> None:
    """Going on from a state twice gives the same twice: nothing was changed on the way."""
    state = said(begin(script())[0], [Utterance(3, Speaker.ME, "hello jordan this is priya raman")])
    event = Utterance(9, Speaker.ME, "i interviewed with you for the junior data analyst position")
    one, two = advance(script(), state, event), advance(script(), state, event)
    assert one[1] == two[1]
    assert summary(script(), one[0]) == summary(script(), two[0])


def test_the_hand_holds_against_what_is_heard() -> None:
    """For a moment after a jump by hand nothing that is heard moves the call."""
    state = said(begin(script())[0], [Command(5.0, CommandKind.JUMP, "close")])
    state = said(state, [Utterance(6.0, Speaker.ME, "i'm calling to ask about the status of the position")])
    assert state.kept.current == "close"


def test_an_outcome_set_by_hand_stays() -> None:
    """Once the caller has said what the outcome is, the other side's words do not change it."""
    state = said(begin(script())[0], [Command(5.0, CommandKind.OUTCOME, "offered")])
    state = said(state, [Utterance(9.0, Speaker.THEM, "we decided to go with another candidate")])
    assert state.kept.verdict.outcome == "offered"


def test_no_single_word_decides() -> None:
    """One word of the other side never decides the outcome, whichever word it is."""
    vocabulary = sorted({each for ways in script().them.lattice.words for each in ways})
    for word in vocabulary:
        state = said(begin(script())[0], [Utterance(2.0, Speaker.THEM, word)])
        assert state.kept.verdict.outcome == "unknown", word


def test_small_talk_ticks_nothing() -> None:
    """The weather, the traffic and the weekend are no steps of the call."""
    talk = (
        "it has been raining here all week",
        "yes the traffic on the bridge was terrible this morning",
        "did you watch the game on saturday",
        "my sister has two cats and a very old dog",
    )
    _, told = replay(script(), [Utterance(5.0 * n, Speaker.ME, text) for n, text in enumerate(talk)])
    assert not [each for each in told if isinstance(each, StepChange) and each.status == "done"]


def test_the_words_of_the_line_that_were_read_are_marked() -> None:
    """The eye finds its place again: misheard and added words do not lose it, small talk leaves it where it was."""
    state = said(begin(script())[0], [Utterance(2.0, Speaker.ME, "hello jordan this is priya raman")])
    line = view(script(), state).line
    heard = "um so i interviewed with shoe for the junior date analyst".split()
    for count, read in ((5, 3), (8, 6), (10, 8), (11, 9)):
        now = said(state, [Partial(4.0, Speaker.ME, " ".join(heard[:count]))])
        assert (view(script(), now).step, view(script(), now).read) == ("remind", read), heard[:count]
    assert line.split()[8] == "analyst"


READ = "i interviewed with you for the junior data analyst position on tuesday november the tenth"


def shown_step(*events: Event) -> str:
    """The step on the screen after these."""
    return view(script(), said(begin(script())[0], events)).step


def test_a_pause_after_the_whole_line_shows_the_next() -> None:
    """Before the turn has ended; half a line with a breath in it does not, and who goes on goes on."""
    jump = Command(0.5, CommandKind.JUMP, "remind")
    assert shown_step(jump, Partial(6.0, Speaker.ME, READ)) == "remind"
    assert shown_step(jump, Partial(6.0, Speaker.ME, READ, silence=0.3)) == "ask-status"
    half = " ".join(READ.split()[:6])
    assert shown_step(jump, Partial(6.0, Speaker.ME, half, silence=0.3)) == "remind"
    pause, on = Partial(6.0, Speaker.ME, half, silence=0.3), Partial(7.0, Speaker.ME, READ)
    assert shown_step(jump, pause, on) == "remind"


def test_a_silence_as_long_as_a_turn_ends_it_on_the_screen() -> None:
    """Whatever of the line was read; the utterance that comes then tells nothing twice."""
    half = " ".join(READ.split()[:6])
    state = said(begin(script())[0], [Command(0.5, CommandKind.JUMP, "remind")])
    state, told = advance(script(), state, Partial(6.0, Speaker.ME, half, silence=0.7))
    assert view(script(), state).step == "ask-status"
    assert told
    state, told = advance(script(), state, Utterance(6.0, Speaker.ME, half))
    assert view(script(), state).step == "ask-status"
    assert told == ()


def test_a_fact_is_put_right_by_hand() -> None:
    """In its place, and what is heard later leaves it so; without a new value it was none."""
    friday = Utterance(3.0, Speaker.THEM, "we will decide by next friday")
    right = Command(5.0, CommandKind.FACT, "date: 2026-11-27 > 2026-12-04")
    name = Utterance(9.0, Speaker.THEM, "you will hear from dana within a week")
    state = said(begin(script())[0], [friday, right, name])
    first = view(script(), state).notes[0]
    assert (first.kind, first.value, first.text) == ("date", "2026-12-04", "by next friday")
    state = said(state, [Command(12.0, CommandKind.FACT, "date: 2026-12-04 > ")])
    assert "2026-12-04" not in [note.value for note in view(script(), state).notes]
    state = said(state, [Command(13.0, CommandKind.FACT, "name:  > Dana")])
    assert view(script(), state).notes[-1].value == "Dana"
