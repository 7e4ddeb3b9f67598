"""The process in which pyttsx3 runs: reads a line of JSON, writes a sound file, answers with a line of JSON.

pyttsx3 keeps one engine for the whole process, swallows errors unless its own "error" is connected to, prints, and may
never return from a broken driver. In a process of its own all of that can be ended by the parent. It only ever writes
files: its own playback calls other programs.

In:  {"text": "six", "rate": 150, "path": "/tmp/x.wav"}
Out: {"ready": true}, then {"done": true} or {"error": ".."} for each line
"""

import ctypes
import json
import os
import sys
from pathlib import Path
from typing import Any

ACCENTS = ("en-us", "en-gb", "en")  # of eSpeak's voices, by how they end; other engines keep their default
TRIES = 3  # of a text that came out empty
HEADER = 64  # bytes that a file without a sample may have


def main(voice: str) -> None:
    """Serve until stdin ends; `voice` is the end of the id of the voice wanted, or ""."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    sys.stdout = sys.stderr  # what pyttsx3 prints is no answer

    def answer(**data: object) -> None:
        answers.write(json.dumps(data) + "\n")
        answers.flush()

    try:
        engine = _engine(voice)
    except (ImportError, OSError, RuntimeError, ValueError, KeyError, AttributeError) as error:
        answer(error=" ".join(str(error).split()) or type(error).__name__)
        return
    failures: list[str] = []
    engine.connect("error", lambda name, exception: failures.append(str(exception)))  # noqa: ARG005 - called by name
    answer(ready=True)
    for line in sys.stdin:
        asked = json.loads(line)
        failures.clear()
        for _ in range(TRIES):
            engine.setProperty("rate", asked["rate"])
            _settle()  # a text that is asked for before the rate has taken effect is read at the one before
            engine.save_to_file(asked["text"], asked["path"])
            engine.runAndWait()
            _settle()
            if failures or _has_sound(Path(asked["path"])):
                break
        else:
            failures.append("it wrote no sound")
        answer(error=failures[0]) if failures else answer(done=True)


def _has_sound(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > HEADER


def _settle() -> None:
    """Wait until eSpeak has done all it was asked: a call back that comes late ends the next text before its first
    sample."""
    if sys.platform == "linux":
        from pyttsx3.drivers import _espeak

        _espeak.Synchronize()


def _engine(voice: str) -> Any:
    if sys.platform == "linux":
        _bring_espeak()
    import pyttsx3

    engine = pyttsx3.init()
    ids = [each.id for each in engine.getProperty("voices")]
    for wanted in (voice, *ACCENTS) if voice else ACCENTS:
        found = next((each for each in ids if each.endswith(f"/{wanted}") or each == wanted), None)
        if found:
            engine.setProperty("voice", found)
            break
    return engine


def _bring_espeak() -> None:
    """The wheel's own eSpeak NG, loaded under the name by which pyttsx3 asks for it."""
    import espeakng_loader

    ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
