"""Outlines: what is read, and every fault at once with its line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import forms
from assistant.call.outline import Delivery, Phrase, line_to_say, parse
from assistant.errors import OutlineError
from assistant.events import Speaker
from assistant.profile import Profile
from assistant.prompts import outline_path, read_text

GOOD = """\
outline: short-call
title: A short call
path: [greet, listen, close]
steps:
  greet:
    title: Say who you are
    say:
      - Hello {interviewer}, this is {name}.
      - Hello, this is {name}.
    cue: Who I am
    required: yes
    heard:
      - this is {name}
      - {phrase: hello again, weight: 0.4}
    asked: [who's calling]
    sources: [S0, S1]
  listen:
    title: Let them talk
    by: them
    delivery: silent
  number:
    title: Your number
    say: ["It is {phone}."]
    heard: [my number is]
    asked: [what's your number]
    delivery: slow
    then: close
  close:
    title: Goodbye
    say: [Goodbye!]
    heard: [goodbye now]
outcomes:
  filled:
    title: Somebody else
    heard: [(we|they) chose someone else]
    path: [close]
    sources: [S2]
"""


def faults(text: str) -> list[str]:
    """The faults of `text`, as `line: message`."""
    with pytest.raises(OutlineError) as error:
        parse(text, "call.yaml")
    return [f"{fault.line}: {fault.message}" for fault in error.value.faults]


def changed(old: str, new: str) -> list[str]:
    """The faults of GOOD with one thing changed."""
    assert GOOD.count(old) == 1, old
    return faults(GOOD.replace(old, new))


def test_an_outline_is_read_with_all_that_it_holds() -> None:
    outline = parse(GOOD, "call.yaml")
    assert (outline.id, outline.title, outline.source) == ("short-call", "A short call", "call.yaml")
    assert outline.path == ("greet", "listen", "close")
    greet = outline.steps["greet"]
    assert greet.say == ("Hello {interviewer}, this is {name}.", "Hello, this is {name}.")
    assert greet.heard == (Phrase("this is {name}", 13), Phrase("hello again", 14, 0.4))
    assert greet.asked == (Phrase("who's calling", 15),)
    assert (greet.cue, greet.required, greet.by, greet.line) == ("Who I am", True, Speaker.ME, 5)
    assert greet.sources == ("S0", "S1")
    listen = outline.steps["listen"]
    assert (listen.delivery, listen.by, listen.say, listen.cue) == (Delivery.SILENT, Speaker.THEM, (), "Let them talk")
    assert (outline.steps["number"].delivery, outline.steps["number"].then) == (Delivery.SLOW, "close")
    filled = outline.outcomes["filled"]
    assert (filled.title, filled.path, filled.sources, filled.line) == ("Somebody else", ("close",), ("S2",), 33)


def test_an_outline_needs_no_outcomes() -> None:
    """A text to be read out is an outline too."""
    assert parse(GOOD[: GOOD.index("outcomes:")], "call.yaml").outcomes == {}


def test_the_line_is_the_best_that_the_profile_can_fill_in_else_the_cue() -> None:
    outline = parse(GOOD, "call.yaml")
    assert line_to_say(outline.steps["greet"], Profile("Priya", interviewer="Jo")) == "Hello Jo, this is Priya."
    assert line_to_say(outline.steps["greet"], Profile("Priya")) == "Hello, this is Priya."
    assert line_to_say(outline.steps["number"], Profile("Priya")) == "Your number"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("    cue: Who I am", "    cues: Who I am", ['10: unknown key "cues" in step greet; did you mean "cue"?']),
        ("title: A short call\n", "", ['1: the outline lacks "title"']),
        ("    title: Let them talk\n", "", ['18: step listen lacks "title"']),
        (
            "path: [greet, listen, close]",
            "path: [greet, lisen, close]",
            [
                '3: path of the outline names a step "lisen" that is not there; did you mean "listen"?',
                "17: step listen is never reached: put it into a path, or give it asked phrases",
            ],
        ),
        (
            "    then: close",
            "    then: end",
            ['27: then of step number names a step "end" that is not there (there are: close, greet, listen, number)'],
        ),
        (
            "    path: [close]",
            "    path: [closed]",
            ['36: path of outcome filled names a step "closed" that is not there; did you mean "close"?'],
        ),
        (
            "path: [greet, listen, close]",
            "path: [greet, listen, greet, close]",
            ['3: "greet" is twice in path of the outline (first on line 3)'],
        ),
        (
            "    asked: [what's your number]\n",
            "",
            ["21: step number is never reached: put it into a path, or give it asked phrases"],
        ),
        (
            "    delivery: slow",
            "    delivery: slowly",
            ['26: delivery of step number cannot be "slowly"; did you mean "slow"?'],
        ),
        (
            "    required: yes",
            "    required: perhaps",
            ['11: required of step greet cannot be "perhaps" (there are: false, no, true, yes)'],
        ),
        (
            "    heard: [goodbye now]",
            "    heard: []",
            ["31: heard of step close is an empty list"],
        ),
        (
            "    heard: [goodbye now]\n",
            "",
            [
                '28: step close lacks "heard": nobody can hear it being done; '
                "only a step with delivery: silent goes without"
            ],
        ),
        (
            "    say: [Goodbye!]\n",
            "",
            ['28: step close lacks "say": there is nothing to prompt; only a step with delivery: silent goes without'],
        ),
        (
            "    heard: [goodbye now]",
            "    heard: goodbye",
            ['31: heard of step close must be a list, not "goodbye": begin each item with a dash'],
        ),
        ("    heard: [goodbye now]", '    heard: [" "]', ["31: a phrase of heard of step close is empty"]),
        (
            "    heard: [goodbye now]",
            "    heard: [(bye|goodbye now]",
            ['31: "(bye|goodbye now" in heard of step close: "(" is never closed: write ")" after it'],
        ),
        (
            "    heard: [goodbye now]",
            '    heard: ["[bye] [now]"]',
            ['31: "[bye] [now]" in heard of step close: it may be empty: one word at least must not be optional'],
        ),
        (
            "    heard: [goodbye now]",
            "    heard: [goodbye now, goodbye now]",
            ['31: "goodbye now" is in heard of step close twice (first on line 31)'],
        ),
        (
            "    heard: [goodbye now]",
            '    heard: ["goodbye {compnay}"]',
            ['31: "goodbye {compnay}" in heard of step close: unknown field {compnay}; did you mean "company"?'],
        ),
        (
            "    heard: [goodbye now]",
            '    heard: ["(bye|my [own] number is)"]',
            ['31: "my number is" is heard as step close and as step number (line 24): keep one'],
        ),
        (
            "    heard: [(we|they) chose someone else]",
            "    heard: [unfortunately]",
            [
                '35: "unfortunately" in heard of outcome filled can be one word, and one word decides no outcome: '
                "give it a weight below 1"
            ],
        ),
        (
            "weight: 0.4",
            "weight: 4",
            ['14: a weight in heard of step greet cannot be "4": write a number from 0.1 to 1'],
        ),
        (
            "weight: 0.4",
            "wait: 0.4",
            ['14: unknown key "wait" in a phrase of heard of step greet; did you mean "weight"?'],
        ),
        (
            "      - Hello, this is {name}.",
            "      - Hello, this is {nam}.",
            [
                '9: unknown field {nam} in say of step greet; did you mean "name"?',
            ],
        ),
        (
            "      - Hello, this is {name}.\n",
            "",
            [
                "5: step greet is required, but a profile may lack interviewer: "
                "end its say with a line that does without"
            ],
        ),
        (
            "say: [Goodbye!]",
            'say: ["Goodbye {name!"]',
            ['30: "Goodbye {name!" in say of step close has a brace without its partner'],
        ),
        (
            "    cue: Who I am",
            '    cue: "{name}"',
            ["10: cue of step greet has a brace: a cue is short, without fields"],
        ),
        (
            "outline: short-call",
            "outline: Short Call",
            ['1: an outline cannot be called "Short Call": use small letters, digits and hyphens'],
        ),
        (
            "  filled:\n",
            "  unknown:\n",
            ['33: none of the outcomes can be called "unknown": use small letters, digits and hyphens'],
        ),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_was_meant(old: str, new: str, expected: list[str]) -> None:
    """Every one of the faults, and nothing that only follows from it."""
    assert changed(old, new) == expected


def test_a_key_that_is_written_twice_is_a_fault() -> None:
    """YAML would take the last and say nothing."""
    assert '17: "greet" is in steps twice (first on line 5)' in changed("  listen:\n", "  greet:\n")


def test_the_same_words_cannot_tell_two_outcomes() -> None:
    other = "  offered:\n    title: You\n    heard: ['they [now] chose someone else']\n    path: [close]\n"
    assert faults(GOOD + other) == [
        '40: "they chose someone else" is heard as outcome offered and as outcome filled (line 35): keep one'
    ]


def test_fields_clash_only_with_themselves() -> None:
    """{company} and {position} may sound alike in one profile; that is no fault of the outline."""
    text = GOOD.replace("[my number is]", "['at {company} now']").replace("[goodbye now]", "['at {position} now']")
    assert parse(text, "call.yaml")
    clash = GOOD.replace("[my number is]", "['at {company} now']").replace("[goodbye now]", "['at {company} now']")
    assert faults(clash) == ['31: "at {company} now" is heard as step close and as step number (line 24): keep one']


def test_what_they_say_and_what_i_say_do_not_clash() -> None:
    """The speaker tells them apart."""
    assert parse(GOOD.replace("[who's calling]", "[goodbye now]"), "call.yaml")


def test_every_fault_is_told_at_once() -> None:
    text = GOOD.replace("cue: Who", "queue: Who").replace("slow\n", "fast\n").replace("[close]\n", "[clos]\n")
    assert [fault.split(":")[0] for fault in faults(text)] == ["10", "26", "36"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1: the file is empty"),
        ("# only a remark\n", "1: the file is empty"),
        ("hello", '1: the outline must be keys with values, not "hello"'),
        ("- a\n- b\n", "1: the outline must be keys with values, not a list"),
        ("outline: x\n\ttitle: y\n", "2: not YAML: a tab at the beginning of the line; indent with spaces"),
        (
            "outline: x\ntitle: [a\npath: b\n",
            "3: not YAML: expected ',' or ']', but got ':'; mend this line or the one before it",
        ),
        ("outline: x\ntitle: \x07\n", "2: not YAML: a character that cannot be printed; delete it"),
        (
            'outline: "\\U99999999"\n',
            "1: not YAML: a number after a backslash that is no character; write the character itself",
        ),
        ('outline: "\\uD800"\n', "1: outline of the outline has a character that cannot be printed: delete it"),
        ("[" * 3000, "1: not YAML that people write: nested too deep"),
        ("a: &a [*b]\n", "1: not YAML: found undefined alias 'b'; mend this line or the one before it"),
    ],
)
def test_a_file_that_is_no_outline_says_so(text: str, expected: str) -> None:
    assert expected in faults(text)


def test_the_message_names_the_file_and_the_line_of_each_fault() -> None:
    with pytest.raises(OutlineError) as error:
        parse("outline: x\n", "my/call.yaml")
    assert str(error.value) == (
        'my/call.yaml:1: the outline lacks "title"\n'
        'my/call.yaml:1: the outline lacks "path"\n'
        'my/call.yaml:1: the outline lacks "steps"'
    )


def survives(text: str) -> None:
    try:
        parse(text, "fuzz")
    except OutlineError as error:
        assert error.faults
        assert all(fault.line >= 1 and "\n" not in fault.message for fault in error.faults)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing but OutlineError leaves `parse`."""
    survives(text)


@given(
    st.lists(
        st.sampled_from([*"[]{}:,-#&*!|>'\"%@`?\n\t ", "a", "steps", "path", "\\U99999999", "<<", "\x85"]), max_size=25
    )
)
def test_any_yaml_signs_are_read_or_refused(parts: list[str]) -> None:
    survives("".join(parts))


@given(st.data())
def test_a_damaged_outline_is_read_or_refused(data: st.DataObject) -> None:
    """Any stretch of a good outline cut out, doubled or overwritten."""
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, min(len(GOOD), start + 60)))
    middle = data.draw(
        st.sampled_from(["", GOOD[start:end] * 2, "\n", ": ", "[", "- x\n", "{phrase: }", "{}", "(", "\u00df"])
    )
    survives(GOOD[:start] + middle + GOOD[end:])


VALUES = st.recursive(
    st.sampled_from(["", "x", "greet", "yes", "0.4", "{name}", "(a|b)"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(
            lambda parts: f"[{', '.join(repr(part) if '[' not in part else part for part in parts)}]"
        ),
        inner.map(lambda value: f"{{title: {value!r}}}"),
    ),
    max_leaves=4,
)


@settings(deadline=None)  # a loaded machine
@given(
    st.sampled_from(["title", "say", "cue", "heard", "asked", "by", "required", "delivery", "then", "sources"]), VALUES
)
def test_any_value_of_any_key_is_read_or_refused(key: str, value: str) -> None:
    survives(GOOD.replace("  listen:\n", f"  listen:\n    {key}: {value}\n"))


WORDS = GOOD.replace("steps:\n", "words: {greeting: [hello, good day to you]}\nsteps:\n", 1)


def test_a_phrase_may_name_a_list_of_words() -> None:
    """`words` are lists by name; a phrase names one in braces as it names a field."""
    outline = parse(WORDS.replace("- this is {name}", '- "{greeting} {name}"'), "call.yaml")
    assert outline.words["greeting"].alternatives == (("hello",), ("good", "day", "to", "you"))
    assert outline.steps["greet"].heard[0].template == "{greeting} {name}"


def test_lists_of_words_are_checked() -> None:
    """A list may not be called as a field is, nor hold a name; a name that is no list is unknown."""
    assert faults(WORDS.replace("greeting: [hello", "name: [hello")) == [
        '4: a list of words cannot be called "name": it is a field, or no small word'
    ]
    assert faults(WORDS.replace("[hello,", "['hello {name}',")) == [
        '4: "hello {name}" in words greeting: a list of words holds no other name'
    ]
    assert faults(WORDS.replace("heard: [goodbye now]", "heard: ['{greetings} now']")) == [
        '32: "{greetings} now" in heard of step close: unknown field {greetings}; did you mean "greeting"?'
    ]


@pytest.mark.skipif(not forms.FAST, reason="PyYAML was built without LibYAML")
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(GOOD, id="good"),
        pytest.param(read_text(outline_path("follow-up")), id="shipped"),
        pytest.param(GOOD + "\n\tcue: x", id="tab"),
        pytest.param("outline: *x", id="alias"),
        pytest.param("[" * 100_000, id="deep"),
    ],
)
def test_libyaml_reads_what_pyyaml_reads(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An outline, its lines and its faults are the same with the fast parser and without it."""

    def read() -> object:
        try:
            return parse(text, "call.yaml")
        except OutlineError as error:
            return error.faults

    fast = read()
    monkeypatch.setattr(forms, "FAST", False)
    assert read() == fast
