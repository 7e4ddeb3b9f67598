"""`python -m assistant.recognizers.trial RECORDING [MODEL]`: one recording through one recogniser, in a process of its
own, because a damaged model can take the whole process down. Prints one JSON object; a reason on stderr and exit 1."""

import json
import sys
import time
from pathlib import Path

from assistant.errors import CallPrompterError
from assistant.events import Heard, Utterance


def memory_megabytes() -> float:
    """The most memory this process has had; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main() -> None:
    """Recognise and report."""
    from assistant.audio import SAMPLE_RATE
    from assistant.audio.recording import Recording
    from assistant.recognizers.models import choose_engine

    sound, model = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""
    try:
        began = time.monotonic()
        engine = choose_engine(Path(model) if model else None, recognizer=None if model else "sphinx")
        loaded = time.monotonic()
        source = Recording(sound)
        ears = {speaker: engine.open(speaker) for speaker in source.speakers}
        heard: list[Heard] = []
        seconds = 0.0
        for chunk in source.chunks():
            heard += ears[chunk.speaker].accept(chunk.samples)
            seconds = max(seconds, chunk.start + len(chunk.samples) / SAMPLE_RATE)
        for ear in ears.values():
            heard += ear.flush()
    except CallPrompterError as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
    said = sorted((event for event in heard if isinstance(event, Utterance)), key=lambda event: event.t)
    text = "\n".join(event.text for event in said)
    result = {
        "recognizer": engine.name, "text": text, "words": len(text.split()), "seconds": seconds,
        "load": loaded - began, "took": time.monotonic() - loaded, "megabytes": memory_megabytes(),
    }  # fmt: skip
    print(json.dumps(result))


if __name__ == "__main__":
    main()
