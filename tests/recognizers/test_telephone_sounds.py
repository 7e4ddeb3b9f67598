"""A telephone's sound is heard by sounds of its own, whichever band the channel had before."""

from collections.abc import Callable
from pathlib import Path

import jiwer
import numpy as np
import pytest
from rendered import RATE, Samples, rendered, silence, telephone, with_noise

from assistant.call.lexicon import tokens
from assistant.recognizers.endpointing import narrow
from assistant.recognizers.models import choose_engine
from assistant.recognizers.sphinx import SphinxDecoder, SphinxEngine
from assistant.recognizers.telephone import acoustics, pack, parameters, unpacked

SAID = (
    "I interviewed with you last Tuesday for the marketing position.",
    "I am calling to ask whether you have made a decision.",
    "Is there anything else that you need from me?",
    "We would like to make you an offer and we will send it on Friday.",
    "Thank you very much for your time and have a nice day.",
)  # fmt: skip
MOST = 0.25  # word errors: half of what the microphone's sounds make of it


def engine() -> SphinxEngine:
    found = choose_engine(recognizer="sphinx", environ={})
    assert isinstance(found, SphinxEngine)
    return found


def decoder() -> SphinxDecoder:
    return SphinxDecoder(None, engine().acoustics())


def hear(ear: SphinxDecoder, sound: Samples) -> str:
    """One turn, a tenth of a second at a time."""
    ear.start()
    for at in range(0, len(sound), RATE // 10):
        ear.feed(sound[at : at + RATE // 10])
    return " ".join(word.text for word in ear.finish())


def shown(ear: SphinxDecoder, sound: Samples) -> str:
    """What is last shown of a turn before it ends."""
    ear.start()
    for at in range(0, len(sound), RATE // 10):
        ear.feed(sound[at : at + RATE // 10])
    found = " ".join(word.text for word in ear.heard())
    ear.finish()
    return found


def line(text: str, voice: str = "slt") -> Samples:
    return np.concatenate([silence(0.5), rendered(text, voice), silence(0.4)])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda sound: sound, False),
        (telephone, True),
        (lambda sound: with_noise(telephone(sound), 15.0), True),
        (lambda sound: telephone(with_noise(sound, 15.0)), True),
        (lambda sound: sound // 30, False),
        (np.zeros_like, False),
    ],
    ids=["microphone", "telephone", "hiss-behind", "hiss-before", "quiet", "nothing"],
)
def test_the_band_is_that_of_what_is_spoken(
    change: Callable[[Samples], Samples], expected: bool, needs: Callable[..., None]
) -> None:
    """Hiss above the telephone's band is not speech; a quiet microphone is no telephone."""
    needs("flite")
    assert all(narrow(change(line(text))) is expected for text in SAID)


def test_most_words_by_telephone_are_right_with_its_own_sounds_alone(needs: Callable[..., None]) -> None:
    """Fewer errors than with the microphone's."""
    needs("flite")

    def errors(ear: SphinxDecoder) -> float:
        heard = [hear(ear, telephone(line(text))) for text in SAID[:3]]
        return float(jiwer.wer([" ".join(tokens(text)) for text in SAID[:3]], heard))

    own, wide = errors(decoder()), errors(SphinxDecoder())
    assert own < MOST, own
    assert wide > MOST, wide


def test_a_turn_of_another_band_is_heard_as_if_it_were_the_first(needs: Callable[..., None]) -> None:
    """A microphone, a telephone, a microphone: what each turn gives does not hang on the band before it."""
    needs("flite")
    short = telephone(line("Yes, speaking."))[: int(1.15 * RATE)]  # over before its band is asked for
    turns = [line("Good morning."), telephone(line("I will send it on Friday.")), line("Thank you."), short]
    ear = decoder()
    together = [hear(ear, turn) for turn in turns]
    assert together[1] == hear(decoder(), turns[1])
    assert together[3] == hear(ear, short)


def test_the_first_words_of_a_microphone_make_no_telephone_of_it(needs: Callable[..., None]) -> None:
    """Vowels have nothing above the telephone's band: while such a turn is said, the microphone's sounds go on."""
    needs("flite")
    both = decoder()
    hear(both, line("Good morning, I came to see you last Tuesday."))
    whole, beginning = line("My number is six one seven five five five zero one four two."), int(1.2 * RATE)
    said = np.concatenate([telephone(whole)[:beginning], whole[beginning:]])
    assert narrow(said[:beginning])
    assert not narrow(said)

    wide = SphinxDecoder()
    hear(wide, line("Good morning, I came to see you last Tuesday."))
    assert shown(both, said) == shown(wide, said)


def test_a_microphone_that_was_taken_for_a_telephone_is_one_again_when_its_sound_tells(
    needs: Callable[..., None],
) -> None:
    """In the middle of a turn, however late: what is shown of it then is what the microphone's sounds hear."""
    needs("flite")
    hello, late = telephone(line("Hello?")), int(1.9 * RATE)  # a "Hello?" of vowels alone
    whole = line("I am calling you because I wanted to ask about the position on your list.")
    said = np.concatenate([telephone(whole)[:late], whole[late:]])
    assert narrow(said[: int(1.2 * RATE)])
    assert not narrow(said[: int(2.4 * RATE)])
    both, wide = decoder(), SphinxDecoder()
    known = np.concatenate([line(text) for text in SAID])  # longer than SETTLED: a last search moves no mean
    for ear in (both, wide):
        hear(ear, known)
        hear(ear, hello)
    assert shown(both, said) == shown(wide, said)


def test_packed_numbers_are_nearly_what_they_were() -> None:
    """Within half a step of a byte of each dimension's range."""
    values = np.random.default_rng(1).normal(0, 5, (2, 3, 8, 13)).astype(np.float32)
    packed = pack(values)
    assert np.abs(unpacked(packed) - values).max() <= float(packed["step"].max()) * 0.51
    assert len(parameters(values)) == 22 + 4 + 4 * (3 + 3 + 1) + values.nbytes


def test_the_files_are_made_once_and_old_ones_go(tmp_path: Path) -> None:
    """PocketSphinx is given files of the data folder."""
    packed = engine().telephone
    assert packed is not None
    tmp_path.joinpath("old.means").write_bytes(b"old")
    first = acoustics(packed, tmp_path)
    made = Path(first["mean"]).stat().st_mtime_ns
    assert acoustics(packed, tmp_path) == first
    assert Path(first["mean"]).stat().st_mtime_ns == made
    assert sorted(tmp_path.iterdir()) == sorted(Path(first[name]) for name in ("mean", "var"))
