"""What the recipe is made of, where no training is needed: phones, sentences, words, byte formats, licences."""

import math
import random
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.build import kaldi, lexicon, ngram, phones, recordings, sentences, shards
from models.build.openfst import Fst


def test_every_phone_after_every_class_has_two_outputs_of_its_own() -> None:
    """Silence and garbage have two in all; no number is used twice, none is left out."""
    free = [phones.first_pdf(0, base) for base in (phones.SILENCE, phones.GARBAGE)]
    bound = [phones.first_pdf(left, base) for base in range(2, len(phones.BASE)) for left in range(phones.CLASSES)]
    outputs = sorted(pdf + rest for pdf in free + bound for rest in (0, 1))

    assert outputs == list(range(phones.PDFS))


def test_kaldis_tuples_are_sorted_and_unique_and_transitions_count_in_pairs() -> None:
    """As Kaldi demands; entering is even, staying is one less."""
    assert list(phones.TUPLES) == sorted(set(phones.TUPLES))
    for phone in range(1, phones.PHONES + 1):
        for left in range(phones.CLASSES):
            enter = phones.entering(left, phone)
            assert enter % 2 == 0
            assert phones.TUPLES[enter // 2 - 1][0] == phone
            assert phones.TUPLES[enter // 2 - 1][2] == phones.first_pdf(left, phones.base_of(phone))


def test_phones_know_their_place_in_the_word() -> None:
    """Begin, inside, end, or alone; and back to the phone."""
    lines = dict(line.split() for line in phones.word_boundaries().splitlines())
    word = [phones.INDEX[name] for name in ("HH", "AH", "L", "OW")]

    said = phones.in_word(word)

    assert [lines[str(phone)] for phone in said] == ["begin", "internal", "internal", "end"]
    assert [phones.base_of(phone) for phone in said] == word
    assert lines[str(phones.in_word([phones.INDEX["AY"]])[0])] == "singleton"
    assert (lines["1"], lines["2"]) == ("nonword", "singleton")
    assert len(lines) == phones.PHONES


def test_a_template_says_all_it_can_and_nothing_else() -> None:
    """Alternatives, optional parts, nesting."""
    template = sentences.parse("hello [there] (i am|i'm (john|mary))")
    dice = random.Random(1)

    said = {sentences.filled(template, dice) for _ in range(300)}

    assert said == {f"hello {there}{who}" for there in ("", "there ") for who in ("i am", "i'm john", "i'm mary")}


@pytest.mark.parametrize("line", ["(a", "a]", "[a)", "a | b)"])
def test_a_template_with_a_lost_bracket_is_refused(line: str) -> None:
    """Rather than saying something else."""
    with pytest.raises(ValueError, match="unmatched bracket"):
        sentences.parse(line)


def test_the_calls_sentences_are_words_that_have_a_sound() -> None:
    """Every one of thousands; the same seed says the same."""
    dice, again = random.Random(3), random.Random(3)
    said = [sentences.sentence(dice) for _ in range(3000)]

    assert said == [sentences.sentence(again) for _ in range(3000)]
    assert {word for text in said for word in text.split() if word not in lexicon.dictionary()} == set()
    assert sum(text.split()[0] in ("hello", "hi", "hey", "good") for text in said) > 50


def test_held_out_sentences_are_never_sampled() -> None:
    """Else the figures would flatter."""
    held = set((Path(sentences.__file__).parent / "heldout.txt").read_text().splitlines())
    dice = random.Random(5)

    assert not held & {sentences.sentence(dice) for _ in range(20_000)}


def test_share_alike_recordings_stay_out() -> None:
    """And whatever forbids commerce or changes."""

    def made(licence: str) -> recordings.Recording:
        return recordings.Recording(Path("x"), "", "", licence)

    assert not any(
        recordings.may_ship(made(licence)) for licence in ("CC BY-SA 4.0 (README.md)", "CC BY-NC 4.0", "GPL-3.0")
    )
    assert all(
        recordings.may_ship(made(licence)) for licence in ("CC BY 4.0", "Public domain (LJ Speech)", "Apache-2.0")
    )


def test_words_without_a_sound_teach_unk() -> None:
    """A transcript keeps its length."""
    assert recordings.spoken("hello xqzzt thank you") == "hello [unk] thank you"


finite = st.floats(-20, 20, width=32)
arcs = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), finite, st.integers(0, 3)), max_size=5)


@given(st.lists(arcs, min_size=4, max_size=4), st.dictionaries(st.integers(0, 3), finite))
def test_an_fst_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[tuple[int, int, float, int]]], final: dict[int, float]
) -> None:
    """Any arcs, any final weights."""
    path = tmp_path_factory.mktemp("fst") / "x.fst"
    fst = Fst(rows, final, 2)
    fst.write(path)

    assert Fst.read(path) == fst


def test_states_that_cannot_be_reached_go() -> None:
    """The start comes first."""
    fst = Fst([[(1, 1, 0.5, 0)], [], [(2, 2, 0.0, 0)]], {0: 0.0, 1: 1.0}, 2)

    assert fst.connected() == Fst([[(2, 2, 0.0, 1)], [(1, 1, 0.5, 1)]], {1: 0.0}, 0)


def test_kaldis_primitives_are_byte_for_byte_what_it_reads() -> None:
    """Written out by hand after Kaldi's own sources."""
    assert kaldi.int32(-2) == b"\x04\xfe\xff\xff\xff"
    assert kaldi.float32(0.5) == b"\x04\x00\x00\x00\x3f"
    assert kaldi.float64(0.0) == b"\x08" + bytes(8)
    assert kaldi.integers([1]) == b"\x04\x01\x00\x00\x00\x01\x00\x00\x00"
    assert kaldi.vector([1.0]) == b"FV \x04\x01\x00\x00\x00" + struct.pack("<f", 1.0)
    assert kaldi.matrix([[1.0, 2.0]]) == b"FM " + kaldi.int32(1) + kaldi.int32(2) + struct.pack("<ff", 1, 2)
    assert kaldi.element("X", b"y") == b"<X> y</X> "


def test_every_state_of_the_language_model_sums_to_one() -> None:
    """Through the back-off arcs too."""
    words = ["a", "b", "c", "d"]
    counted = ngram.Counted(["a b c", "a b d", "a b c", "d a b c", "c"], words, least=2)
    ids = {word: number for number, word in enumerate(words, 1)}
    fst = ngram.acceptor(ngram.Mixture(((1.0, counted),)), counted.followers, words, ids)

    def chances(state: int) -> dict[int, float]:
        """What may follow at `state`; 0 is the end of the sentence."""
        here = {0: math.exp(-fst.final[state])} if state in fst.final else {}
        back = None
        for label, _, weight, to in fst.arcs[state]:
            if label:
                here[label] = math.exp(-weight)
            else:
                back = (math.exp(-weight), to)
        if back:
            here |= {word: back[0] * chance for word, chance in chances(back[1]).items() if word not in here}
        return here

    for state in range(len(fst.arcs)):
        assert sum(chances(state).values()) == pytest.approx(1, abs=1e-4)
    assert all(label == again for row in fst.arcs for label, again, _, _ in row)
    assert all(row == sorted(row) for row in fst.arcs)


def test_a_shard_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    """And gives its clips back."""
    clips = [
        shards.Clip(np.arange(5, dtype=np.int16), "hello", "me", ((3, 0.5),)),
        shards.Clip(np.arange(3, dtype=np.int16), "you", "them"),
    ]
    shards.save_clips(tmp_path / "a.npz", clips)

    again = list(shards.load_clips(tmp_path / "a.npz"))

    assert [(clip.text, clip.speaker, clip.phones) for clip in again] == [
        ("hello", "me", ((3, 0.5),)), ("you", "them", ())
    ]  # fmt: skip
    assert [clip.samples.tolist() for clip in again] == [[0, 1, 2, 3, 4], [0, 1, 2]]
    assert [path.name for path in tmp_path.iterdir()] == ["a.npz"]
