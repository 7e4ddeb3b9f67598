"""What a call is likely to hold: a language model of it mixed with plain English, and its names."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from rendered import spoken

from assistant.call.lexicon import tokens
from assistant.events import Utterance
from assistant.pronunciations import lexicon, model_folder
from assistant.recognizers.biasing import bias, language, numbers
from assistant.recognizers.models import choose_engine
from assistant.recognizers.ngrams import END, START, Trigrams, counted, mixed, write_arpa
from assistant.recognizers.trie import read_general

CALL = [tokens("Hello, this is Priya Okonkwo."), tokens("I interviewed for the position of ledger clerk.")]


@pytest.fixture(scope="module")
def general() -> Trigrams:
    """PocketSphinx's own model, cut small."""
    return read_general(model_folder() / "en-us.lm.bin", 2000, 20_000, {"priya", "okonkwo", "ledger", "interviewed"})


def sums(model: Trigrams, *history: str) -> float:
    """The sum of the probabilities of all words after `history`."""
    size = len(model.words)
    first = 0
    for word in history:
        first = first * size + model.words.index(word)
    keys = first * size + np.arange(size)
    return float((model.after_one(keys) if len(history) == 1 else model.after_two(keys)).sum())


def after(model: Trigrams, *words: str) -> float:
    """The probability of the last of three words after the others."""
    size = len(model.words)
    u, h, w = (model.words.index(word) for word in words)
    return float(model.after_two(np.array([(u * size + h) * size + w]))[0])


def test_every_history_leaves_one_in_all(general: Trigrams) -> None:
    """The general model, the call's own and their mixture are probabilities, listed or backed off."""
    own = counted(general.words, CALL)
    for model in (general, own, mixed(own, general, 0.5)):
        assert model.one.sum() == pytest.approx(1.0)
        assert sums(model, "this") == pytest.approx(1.0, abs=1e-3)
        assert sums(model, "this", "is") == pytest.approx(1.0, abs=1e-3)
        assert sums(model, "okonkwo", "the") == pytest.approx(1.0, abs=1e-3)


def test_the_mixture_lies_between_its_parts(general: Trigrams) -> None:
    """What the call says becomes likely; what plain English says stays possible."""
    own = counted(general.words, CALL)
    both = mixed(own, general, 0.5)
    for words in (("this", "is", "priya"), ("thank", "you", "for"), ("is", "priya", "okonkwo")):
        assert after(both, *words) == pytest.approx((after(own, *words) + after(general, *words)) / 2, rel=1e-6)
    assert after(both, "this", "is", "priya") > 100 * after(general, "this", "is", "priya")


def test_the_general_model_is_plain_english(general: Trigrams) -> None:
    """Read right, "thank you" goes on with "for" far sooner than with "of"."""
    assert after(general, "thank", "you", "for") > 20 * after(general, "thank", "you", "of")
    assert {START, END, "priya"} <= set(general.words)


def test_an_arpa_file_says_how_much_it_holds(general: Trigrams, tmp_path: Path) -> None:
    """The counts of its head are those of its lists."""
    path = tmp_path / "model.arpa"
    with path.open("w") as file:
        write_arpa(general, file)
    head, *lists = path.read_text().split("\\1-grams:")[0].splitlines(), *path.read_text().split("-grams:\n")[1:]
    counts = [int(line.partition("=")[2]) for line in head if line.startswith("ngram")]
    assert counts == [len([line for line in part.splitlines() if line[:1] == "-" or line[:1] == "0"]) for part in lists]


def test_a_file_in_another_format_is_refused(tmp_path: Path) -> None:
    """Before it is taken for numbers."""
    path = tmp_path / "other.bin"
    path.write_bytes(b"another format altogether" * 10)
    with pytest.raises(ValueError, match="is not a trigram model of PocketSphinx"):
        read_general(path, 10, 10)


def test_names_enter_the_dictionary_as_they_sound(tmp_path: Path) -> None:
    """As the profile says first, then as the letters are read; other scripts stay out."""
    biasing = bias([*CALL, tokens("你好")], names={"priya": [("P", "R", "IY", "AH")]})
    files = language(biasing, model_folder() / "en-us.lm.bin", lexicon, tmp_path / "languages")
    entries = files.dictionary.read_text(encoding="utf-8").splitlines()
    assert "priya P R IY AH" in entries
    assert any(line.startswith("okonkwo ") for line in entries)
    assert not any(line.startswith("你好") for line in entries)
    before = files.model.stat().st_mtime_ns
    assert language(biasing, model_folder() / "en-us.lm.bin", lexicon, tmp_path / "languages") == files
    assert files.model.stat().st_mtime_ns == before, "made once, then kept"


def test_numbers_are_the_same_every_time() -> None:
    """So that the same call has the same files."""
    assert list(numbers()) == list(numbers())


def test_a_biased_recogniser_hears_the_names_of_the_call(needs: Callable[..., None]) -> None:
    """A name that no dictionary has, in a sentence of the outline and in another; other words are still heard."""
    needs("flite")
    recognizer = choose_engine(recognizer="sphinx", biasing=bias([*CALL, tokens("this is Priya speaking")])).open(None)
    lines = ("Hello, this is Priya Okonkwo.", "The elephants walked slowly across the river.")
    events = [*recognizer.accept(spoken(lines, "rms", 1.5)), *recognizer.flush()]
    words = " ".join(event.text for event in events if isinstance(event, Utterance)).split()
    assert {"priya", "elephants", "river"} <= set(words)
