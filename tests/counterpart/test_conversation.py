"""The other side of a rehearsal, decided exactly: what they say next to what the caller did, and when."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.call.outline import Outline
from assistant.counterpart.conversation import (
    HANGS_UP,
    CallerDid,
    Conversation,
    PickedUp,
    Reply,
    Silent,
    StepReached,
    TurnEnded,
    react,
)
from assistant.counterpart.scenario import Scenario, load, parse, scenarios
from assistant.errors import ScenarioError, StoreError
from assistant.profile import Profile
from assistant.prompts import load_outline

OUTLINE: Outline = load_outline("follow-up")
PRIYA = Profile(name="Priya Sharma", interviewer="Dana Wells", interview_date=date(2026, 11, 9))
TEXT = """
counterpart: short
title: Short
practises: Everything
outcome: pending
lines:
  hello: {when: [silence], say: ["Hello?"]}
  mm: {when: [turn], say: [Mm.], times: 2}
  pick-up: {when: [start], say: ["{interviewer} speaking.", Speaking.]}
  greeted: {when: [greet], say: [Hi.]}
  cuts: {when: [remind], say: ["I know!"], interrupts: yes}
  answer: {when: [ask-status], pause: 8, say: [Not yet.], then: more}
  more: {say: [Sorry.]}
  asks: {when: [ask-status], from: 3, say: ["Why you?"]}
  bye: {when: [close], after: [answer], say: [Bye.], ends: yes}
"""


def short() -> Scenario:
    """The scenario above."""
    return parse(TEXT, "short.yaml", OUTLINE)[0]


def said(talk: Conversation, *did: CallerDid | str) -> tuple[Conversation, list[str]]:
    """What they say to each; a word stands for the step of that name."""
    texts: list[str] = []
    for each in did:
        talk, replies = react(talk, StepReached(each) if isinstance(each, str) else each)
        texts += [reply.text for reply in replies]
    return talk, texts


def test_they_pick_up_answer_and_hang_up() -> None:
    """A line follows the step that brings it on, once the caller's turn has ended."""
    talk, texts = said(
        Conversation(short(), PRIYA), PickedUp(), "greet", TurnEnded(), "ask-status", TurnEnded(), "close", TurnEnded()
    )
    assert texts[0] in ("Dana Wells speaking.", "Speaking.")
    assert texts[1:] == ["Hi.", "Not yet.", "Sorry.", "Bye."]
    assert talk.over
    assert react(talk, TurnEnded()) == (talk, ())


def test_nothing_is_said_before_the_turn_ends_but_by_one_who_interrupts() -> None:
    """A step is remembered to the end of the turn; a line that interrupts is said at once, and the turn is answered."""
    talk, texts = said(Conversation(short(), PRIYA), "greet", "ask-status")
    assert texts == []
    talk, replies = react(Conversation(short(), PRIYA), StepReached("remind"))
    assert replies == (Reply("cuts", "I know!", 0.0, interrupts=True),)
    assert said(talk, TurnEnded())[1] == []
    assert said(talk, TurnEnded(), TurnEnded())[1] == ["Mm."]


def test_the_line_that_is_furthest_along_wins() -> None:
    """Who does two steps in one turn is answered once."""
    assert said(Conversation(short(), PRIYA), "greet", "ask-status", TurnEnded())[1] == ["Not yet.", "Sorry."]


def test_a_line_waits_for_what_must_come_before_it() -> None:
    """They do not hang up on somebody who thanks them too early."""
    assert said(Conversation(short(), PRIYA), "close", TurnEnded())[1] == ["Mm."]


def test_difficulty_brings_lines_on() -> None:
    """At difficulty 3 they ask before they answer."""
    assert said(Conversation(short(), PRIYA, 3), "ask-status", TurnEnded())[1] == ["Why you?"]


def test_a_line_is_said_as_often_as_it_may_be() -> None:
    """Then they listen."""
    assert said(Conversation(short(), PRIYA), TurnEnded(), TurnEnded(), TurnEnded())[1] == ["Mm.", "Mm."]


def test_silence_is_asked_about_and_ends_the_call() -> None:
    """They are patient for 8 s at difficulty 1, 5 s at 3; after four of them they hang up."""
    talk = Conversation(short(), PRIYA)
    assert [Conversation(short(), PRIYA, level).patience for level in (1, 2, 3)] == [8.0, 6.0, 5.0]
    ended, texts = said(talk, *[Silent()] * HANGS_UP)
    assert texts == ["Hello?", ""]
    assert ended.over
    assert not said(talk, *[Silent()] * (HANGS_UP - 1), "greet", Silent())[0].over


def test_an_answer_takes_as_long_as_people_do() -> None:
    """0.4 to 1.2 s, and the line's own pause; what follows at once comes at once."""
    for seed in range(50):
        _, (answer, more) = react(said(Conversation(short(), PRIYA, 1, seed), "ask-status")[0], TurnEnded())
        assert 8.4 <= answer.delay <= 9.2
        assert 0.2 <= more.delay <= 0.5


SHIPPED = {name: load(name, OUTLINE) for name in scenarios()}
EVENTS = st.one_of(
    st.sampled_from([TurnEnded(), Silent(), PickedUp()]), st.sampled_from(sorted(OUTLINE.steps)).map(StepReached)
)


@given(st.sampled_from(sorted(scenarios())), st.integers(1, 3), st.integers(0, 99), st.lists(EVENTS, max_size=40))
def test_a_seed_repeats_a_session_exactly(name: str, level: int, seed: int, did: list[CallerDid]) -> None:
    """Whatever the caller does; and after a line that ends the call nothing is said."""
    runs = []
    for _ in range(2):
        talk, replies = Conversation(SHIPPED[name], PRIYA, level, seed), list[Reply]()
        for each in did:
            talk, more = react(talk, each)
            replies += more
        runs.append(replies)
    assert runs[0] == runs[1]
    assert [reply.ends for reply in replies].count(True) == int(talk.over)
    assert not replies or not any(reply.ends for reply in replies[:-1])
    assert not any("{" in reply.text for reply in replies)


def test_seeds_differ() -> None:
    """Lines vary from seed to seed."""
    pick_ups = {
        react(Conversation(load("pending", OUTLINE), PRIYA, 1, seed), PickedUp())[1][0].text for seed in range(30)
    }
    assert pick_ups == {"Hello, Dana Wells speaking.", "Dana Wells speaking.", "Hello?"}


def test_another_picks_up_after_a_transfer() -> None:
    """The receptionist's words, then those of whom one asked for."""
    talk = Conversation(load("receptionist-transfers", OUTLINE), PRIYA, 1, 3)
    _, texts = said(talk, PickedUp(), "ask-for", TurnEnded(), "greet", TurnEnded())
    assert len(texts) == 4
    assert texts[1] in ("One moment, I'll put you through.", "I'm transferring you now.")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("when: [greet]", "when: [gret]"), '10: when of line greeted names "gret"; did you mean "greet"?'),
        (("outcome: pending", "outcome: pendin"), '5: outcome cannot be "pendin"; did you mean "pending"?'),
        (("then: more", "then: mor"), '12: then of line answer names "mor"; did you mean "more"?'),
        (("after: [answer]", "after: [anser]"), '15: after of line bye names "anser"; did you mean "answer"?'),
        (("[Hi.]", '["Hi {nam}."]'), '10: unknown field {nam} in say of line greeted; did you mean "name"?'),
        ((", ends: yes", ""), "7: the call never ends: one line must have ends: yes"),
        (("[start]", "[turn]"), "7: nobody picks up: one line must have when: [start]"),
        (("from: 3", "from: 4"), '14: from of line asks cannot be "4"'),
        (("pause: 8", "pause: 80"), "12: pause of line answer cannot be \"80\": write a number up to 30"),
        (("times: 2", "tims: 2"), '8: unknown key "tims" in line mm; did you mean "times"?'),
        (("say: [Mm.], ", ""), '8: line mm lacks "say": only a line that ends the call goes without'),
        (("ends: yes", "ends: yes, hands-over: new"), 'line bye hands over, but the scenario lacks "goes-on"'),
    ],
)  # fmt: skip
def test_a_scenario_with_a_fault_says_where_and_what(change: tuple[str, str], message: str) -> None:
    """With its line, and what was meant."""
    assert change[0] in TEXT
    with pytest.raises(ScenarioError) as caught:
        parse(TEXT.replace(*change), "short.yaml", OUTLINE)
    assert message in str(caught.value)


def test_a_line_that_the_profile_may_not_fill_is_a_fault() -> None:
    """Only the name is always known."""
    with pytest.raises(ScenarioError, match="line pick-up needs a profile that tells more than the name"):
        parse(TEXT.replace(", Speaking.", ""), "short.yaml", OUTLINE)


def test_an_unknown_scenario_is_told_what_there_is() -> None:
    """With the nearest name."""
    with pytest.raises(StoreError, match=r'there is no scenario "pendin"; did you mean "pending"\?'):
        load("pendin", OUTLINE)


def test_every_shipped_scenario_can_be_played_by_somebody_who_gave_only_a_name() -> None:
    """The fifteen of them load, and are named after their files."""
    assert len(scenarios()) == 15
    for name in scenarios():
        scenario = load(name, OUTLINE)
        assert scenario.id == name
        _, replies = react(Conversation(scenario, Profile(name="Priya")), PickedUp())
        assert replies[0].text
