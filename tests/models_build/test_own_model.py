"""The project's own model as it ships: whole, small, with its card; what Vosk can do, it can do with it."""

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from assistant.recognizers.models import missing
from tests.conftest import ROOT

MODEL = ROOT / "models" / "own" / "callprompter-en"
SOUND = ROOT / "prompts" / "demo" / "voicemail.ogg"

# In a process of its own: what Vosk keeps for a process does not come into other tests.
_LISTEN = """
import json, sys, numpy, vosk
from pathlib import Path
from assistant.audio.recording import Recording
vosk.SetLogLevel(-1)
model = vosk.Model(sys.argv[1])
asked = json.loads(sys.argv[3])
sound = {}
for chunk in Recording(Path(sys.argv[2])).chunks():
    sound.setdefault(chunk.speaker, []).append(chunk.samples)
both = numpy.sum([numpy.concatenate(parts)[: 16000 * 40].astype(int) for parts in sound.values()], axis=0)
both = numpy.clip(both, -32768, 32767).astype(numpy.int16)
if asked.get("rate") == 8000:
    both = both[::2].copy()
def listen(grammar):
    recognizer = vosk.KaldiRecognizer(model, asked.get("rate", 16000), *([json.dumps(grammar)] if grammar else []))
    recognizer.SetWords(True)
    words, partials = [], set()
    for at in range(0, len(both), 1600):
        if recognizer.AcceptWaveform(both[at : at + 1600].tobytes()):
            words += json.loads(recognizer.Result()).get("result", [])
        else:
            partials.add(json.loads(recognizer.PartialResult())["partial"])
    words += json.loads(recognizer.FinalResult()).get("result", [])
    return {"words": words, "partials": len(partials)}
print(json.dumps([listen(asked.get("grammar")) for _ in range(asked.get("times", 1))]))
"""


def listen(**asked: object) -> list[dict[str, Any]]:
    """What a fresh process hears in the voicemail call's first 40 seconds."""
    command = [sys.executable, "-c", _LISTEN, str(MODEL), str(SOUND), json.dumps(asked)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, cwd=ROOT, env=dict(os.environ))
    assert done.returncode == 0, done.stderr
    heard: list[dict[str, Any]] = json.loads(done.stdout)
    return heard


def text(heard: dict[str, Any]) -> str:
    return " ".join(word["word"] for word in heard["words"])


def test_it_is_whole_small_and_has_its_card() -> None:
    """At most 12 MB in all; the card names every source's licence."""
    files = [path for path in MODEL.rglob("*") if path.is_file()]
    card = (MODEL / "README.md").read_text(encoding="utf-8")

    assert missing(MODEL) == ""
    assert sum(path.stat().st_size for path in files) <= 12_000_000
    for named in ("LibriSpeech", "CC BY 4.0", "speechocean762", "LJ Speech", "CMU", "espeak-ng", "flite"):
        assert named in card
    assert not any(path.suffix in (".pt", ".npz") for path in files)


def test_it_hears_a_voicemail_call_with_partials_and_times() -> None:
    """The step's phrases are there; words follow one another in time, within the sound; partials come in between."""
    (heard,) = listen()

    said = text(heard)
    assert "i am not available right now" in said
    assert "please leave your name and your number" in said
    assert "i interviewed with you for the junior data analyst position" in said
    times = [(word["start"], word["end"]) for word in heard["words"]]
    assert all(0 <= start < end <= 40.1 for start, end in times)
    assert all(end <= start + 0.031 for (_, end), (start, _) in pairwise(times))
    assert heard["partials"] > 15


def test_a_telephones_eight_kilohertz_are_heard_as_well() -> None:
    """Without resampling first."""
    (heard,) = listen(rate=8000)

    assert "leave your name and your number" in text(heard)


def test_a_grammar_hears_its_phrases_and_calls_the_rest_unknown() -> None:
    """`[unk]` is trained to sound like any speech, so that a phrase that was not said is not heard."""
    phrases = ["please leave your name and your number", "thank you for your time", "my phone number is", "[unk]"]
    (heard,) = listen(grammar=phrases)

    said = text(heard)
    assert "please leave your name and your number" in said
    assert "thank you for your time" not in said
    assert said.count("[unk]") >= 3


def test_two_recognisers_on_one_model_hear_the_same() -> None:
    """Nothing is carried from one to the other."""
    first, second = listen(times=2)

    assert text(first) == text(second)


def test_every_word_has_an_id_of_its_own() -> None:
    """And the words that grammars are made of are there."""
    lines = (MODEL / "graph" / "words.txt").read_text(encoding="utf-8").splitlines()
    ids = dict(line.split() for line in lines)

    assert len(ids) == len(lines) == len(set(ids.values()))
    needed = "[unk] zero oh one two nine double hundred monday november twentieth interview voicemail".split()
    assert set(needed) <= set(ids)


@pytest.mark.parametrize("name", ["am/final.mdl", "graph/HCLr.fst", "graph/Gr.fst"])
def test_its_files_are_what_kaldi_and_openfst_read(name: str) -> None:
    """By their first bytes: a checkout that changes line ends would show here."""
    begin = (MODEL / Path(name)).read_bytes()[:4]

    assert begin[:2] == b"\0B" if name.endswith(".mdl") else begin == b"\xd6\xfd\xb2\x7e"
