"""Following a recording from its sound to its summary: what `demo` and `review` have in common."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from assistant.audio.recording import Me, open_recording
from assistant.call.script import Script, sentences
from assistant.displays import Display
from assistant.journal import Journal
from assistant.opening import header, open_script
from assistant.recognizers import Engine
from assistant.recognizers.biasing import Biasing, bias
from assistant.recognizers.models import choose_engine
from assistant.session import Session, listen
from assistant.store.sessions import new_folder


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user asked for: which recording, followed with what."""

    path: Path
    me: Me = Me.LEFT
    outline: str = "follow-up"
    profile: Path | None = None
    day: date | None = None  # None: the day the recording was made, as its file says
    recognizer: str | None = None
    model: Path | None = None
    speed: float | None = None  # 1 is real time; None is as fast as the recogniser goes


@dataclass(frozen=True, slots=True)
class Followed:
    """A recording that was followed to its end, and the session's folder where its journal lies."""

    session: Session
    engine: Engine
    folder: Path
    complaint: str


def biasing(script: Script) -> Biasing:
    """What the recogniser may expect to hear."""
    return bias(sentences(script))


def follow(asked: Asked, open_display: Callable[[float | None], Display], label: str) -> Followed:
    """Follow the recording and show it as the sound goes by; `open_display` is given its length in seconds.

    Raises AudioError, RecognizerError, OutlineError, ProfileError, StoreError; nothing is left behind then.
    """
    recording = open_recording(asked.path, asked.me)
    day = asked.day or date.fromtimestamp(asked.path.stat().st_mtime)
    script = open_script(asked.outline, asked.profile, day)
    engine = choose_engine(asked.model, biasing(script), asked.recognizer)
    print(f"recogniser: {engine.name} ({engine.why})", file=sys.stderr)
    folder = new_folder(label, datetime.now())
    display = open_display(recording.seconds)
    with Journal(folder, header(asked.outline, script.profile, day, engine.name, str(asked.path))) as journal, display:
        session = Session(script, journal)
        pace = Pace(asked.speed)

        def tell(session: Session, t: float) -> None:
            display.show(session.view)
            pace.wait(t)

        listen(session, recording, engine, tell)
        display.close(session.view)
    return Followed(session, engine, folder, recording.complaint or "")


class Pace:
    """Keeps a recording from going by faster than `speed` times real time; None lets it run."""

    def __init__(self, speed: float | None) -> None:
        self.speed = speed
        self.began = time.monotonic()

    def wait(self, t: float) -> None:
        """Wait until `t` seconds of the recording may have gone by."""
        if self.speed is not None:
            time.sleep(max(0.0, self.began + t / self.speed - time.monotonic()))
