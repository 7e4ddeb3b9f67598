"""The gist of a turn: learnt from examples, told where no phrase was heard, kept in a file that runs nothing."""

from pathlib import Path

import numpy as np
import pytest

from assistant.call.gist import Gist, Turn, names_of, plain
from assistant.call.learning import gists, read_examples
from assistant.call.outline import Outline
from assistant.errors import OutlineError, StoreError
from assistant.events import Speaker
from assistant.prompts import EXAMPLES, GIST, folder, load_gists, load_outline, read_text
from assistant.store.gists import pack, unpack

ME, THEM = Speaker.ME, Speaker.THEM
FEW = """
# a comment, and an empty line

me: [greet] hi it's {name}
me: [greet] hello it's {name} here
me: [greet] this is {name} speaking
me: [close] bye then
me: [close] bye for now
me: [close] right bye
me: [-] no worries at all
me: [-] no worries take your time
them: {filled} we gave it to somebody
them: {filled} they gave it to her
them: {-} hold the line
"""


@pytest.fixture(scope="module")
def outline() -> Outline:
    return load_outline("follow-up")


@pytest.fixture(scope="module")
def few(outline: Outline) -> dict[Speaker, Gist]:
    return gists(outline, FEW, "few")


def _likeliest(gist: Gist, said: str) -> str:
    return gist.labels[int(gist.of(plain(said.split(), {"priya": "{name}"})).argmax())]


def test_a_turn_is_known_by_words_that_no_example_has_together(few: dict[Speaker, Gist]) -> None:
    """Each word and pair speaks for the steps whose examples have it."""
    assert _likeliest(few[ME], "hello this is priya") == "greet"
    assert _likeliest(few[ME], "bye then bye for now") == "close"


def test_the_reason_is_what_was_heard_not_what_it_was_taken_for(few: dict[Speaker, Gist]) -> None:
    """The stretch that tells, in the words of the caller."""
    turn = plain("um so it's priya raman here".split(), {"priya": "{name}", "raman": "{name}"})
    assert few[ME].reason(turn, "greet") == "it's priya raman here"


def test_talk_of_a_stranger_is_no_step(outline: Outline) -> None:
    """Words that may well stand in a call, in pairs that never do."""
    said = "the morning position of the team was called to the river by name and thanks were given for time"
    assert load_gists("follow-up", None)[ME].of(plain(said.split(), {})).max() < 0.2


def test_a_familiar_pair_among_a_strangers_tells_little(few: dict[Speaker, Gist]) -> None:
    """The same telling words in talk of which hardly a pair is known from examples."""
    said = "hi it's {name}"
    strange = f"{said} wrote the keeper of a lonely lighthouse to whoever finds that bottle"
    greet = few[ME].labels.index("greet")
    alone, within = (few[ME].of(plain(text.split(), {}))[greet] for text in (said, strange))
    assert within < alone / 2


def test_names_days_and_numbers_are_alike() -> None:
    """What differs from call to call is one word: names by the profile, digits read aloud, days of the week."""
    names = names_of(
        {"name": ("priya raman", "priya"), "company": ("harbor of the lights",), "email": ("priya at home",)}
    )
    said = "priya raman from harbor lights on monday it's five five five oh one but just one".split()
    turn = plain(said, names)
    assert " ".join(turn.plain) == "{name} from {company} on {day} it's {phone} but just one"
    assert [turn.words[at] for at in turn.begins][-5:] == ["it's", "five", "but", "just", "one"]


def test_a_gist_is_the_same_after_it_was_kept(few: dict[Speaker, Gist]) -> None:
    """To a hundredth: weights are kept in steps."""
    turn = plain("hi it's {name} bye".split(), {})
    read = unpack(pack(few))
    assert read[ME].labels == few[ME].labels
    assert np.allclose(read[ME].of(turn), few[ME].of(turn), atol=0.01)
    assert list(read) == [ME, THEM]


@pytest.mark.parametrize("cut", [0, 10, 200, 1000])
def test_a_file_that_is_no_gist_is_refused(few: dict[Speaker, Gist], cut: int) -> None:
    """Cut off or something else: one error, nothing of it is run."""
    with pytest.raises(ValueError, match="outline learn"):
        unpack(pack(few)[:cut])


def test_a_gist_that_unpacks_to_too_much_is_refused(few: dict[Speaker, Gist], monkeypatch: pytest.MonkeyPatch) -> None:
    """Before a byte of it is unpacked: a small file may hold gigabytes of noughts."""
    monkeypatch.setattr("assistant.store.gists.BIGGEST", 1000)
    with pytest.raises(ValueError, match="outline learn"):
        unpack(pack(few))


def test_a_broken_gist_beside_an_outline_is_named(tmp_path: Path) -> None:
    """One line: which file, what to do."""
    (tmp_path / "mine.gist").write_bytes(b"PK nothing")
    with pytest.raises(StoreError, match=r"mine\.gist: cannot be read .*: learn it again, or delete it"):
        load_gists("mine", tmp_path / "mine.yaml")


def test_every_fault_of_the_examples_is_told_with_its_line(outline: Outline) -> None:
    """A line of another form, a step that is not there, a field that is not there."""
    text = "me: [greet] hi\nhello\nme: [gret] hi\nthem: {pending} no {nme}\nme: [] hi\nthem: [greet] hi\n"
    with pytest.raises(OutlineError) as told:
        read_examples(text, "my.examples", outline)
    lines = str(told.value).splitlines()
    assert [line.split(":")[1] for line in lines] == ["2", "3", "4", "5", "6"]
    assert 'did you mean "greet"?' in lines[1]
    assert "{nme}" in lines[2]


def test_the_shipped_gist_is_what_its_examples_teach(outline: Outline) -> None:
    """Whoever changes the examples, learns them: `callprompter outline learn follow-up`."""
    source = folder() / "follow-up.yaml"
    taught = gists(outline, read_text(source.with_suffix(EXAMPLES)), "examples")
    shipped = unpack(source.with_suffix(GIST).read_bytes())
    for side in (ME, THEM):
        assert shipped[side].labels == taught[side].labels
        assert shipped[side].features == taught[side].features
        steps = np.abs(taught[side].weights).max(axis=0) / 127
        assert np.all(np.abs(shipped[side].weights - taught[side].weights) <= 1.5 * steps)


def test_an_empty_turn_is_nothing() -> None:
    """No words tell no step."""
    assert load_gists("follow-up", None)[ME].of(Turn((), (), ())).max() < 0.2
