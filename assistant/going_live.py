"""Setting up a live call: devices, recogniser, script, journal, and the sound where it is to be kept."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from assistant.audio.devices import Device, Kind, choose, inputs
from assistant.audio.keeping import Keeper
from assistant.events import Heard, Speaker
from assistant.hearing import Hearing
from assistant.journal import Journal
from assistant.live import LiveCall
from assistant.opening import header, open_script
from assistant.recognizers import Deaf, Engine, Recognizer
from assistant.recognizers.apart import open_recognizer
from assistant.recognizers.models import choose_engine
from assistant.recordings import biasing
from assistant.session import Session
from assistant.store.sessions import new_folder


@dataclass(frozen=True, slots=True)
class Setup:
    """What the user asked for. Devices by name; None is the system's own."""

    microphone: str | None = None
    them: str | None = None
    speaker_phone: bool = False
    silent: bool = False  # no sound at all: keys alone
    outline: str = "follow-up"
    profile: Path | None = None
    day: date | None = None
    recognizer: str | None = None
    model: Path | None = None
    record: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A live call that is set up: `opening` says in one line what listens to what."""

    live: LiveCall
    session: Session
    folder: Path
    opening: str


@contextmanager
def open_call(setup: Setup) -> Iterator[Call]:
    """Set the call up; its journal is closed at the end.

    Raises AudioError, RecognizerError, OutlineError, ProfileError, StoreError, JournalError; nothing is left then.
    """
    day = setup.day or date.today()
    devices = () if setup.silent else _devices(setup)
    script = open_script(setup.outline, setup.profile, day)
    engine: Engine = Deaf() if setup.silent else choose_engine(setup.model, biasing(script), setup.recognizer)
    named = ", ".join(f"{'both' if side is None else side}: {device.name}" for side, device in devices) or "by keys"
    folder = new_folder("live", datetime.now())
    with ExitStack() as stack:
        journal = stack.enter_context(Journal(folder, header(setup.outline, script.profile, day, engine.name, named)))
        session = Session(script, journal)
        keep = None
        if setup.record and devices:
            keeper = Keeper(folder, tuple(side for side, _ in devices))
            stack.callback(keeper.close)
            keep = keeper.keep

        def listen(speaker: Speaker | None) -> Recognizer:
            return open_recognizer(engine, speaker)

        def sides(tell: Callable[[Heard], None]) -> Sequence[Hearing]:
            return [Hearing(side, device, listen, tell, keep) for side, device in devices]

        live = LiveCall(session, sides, kept=keep is not None)
        yield Call(live, session, folder, f"{named}; recogniser: {engine.name} ({engine.why})")


def _devices(setup: Setup) -> Sequence[tuple[Speaker | None, Device]]:
    found = inputs()
    microphone = choose(found, setup.microphone, Kind.MICROPHONE)
    if setup.speaker_phone:
        return [(None, microphone)]
    return [(Speaker.ME, microphone), (Speaker.THEM, choose(found, setup.them, Kind.LOOPBACK))]
