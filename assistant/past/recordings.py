"""Following a recording from its sound to its review: what `demo` and `review` have in common."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np

from assistant.audio import AudioChunk, AudioSource, Samples
from assistant.audio.recording import Me, Recording, open_recording
from assistant.call.script import Script, sentences
from assistant.displays import Display
from assistant.errors import AudioError
from assistant.events import Speaker, Utterance
from assistant.journal import Journal
from assistant.opening import header, open_known
from assistant.recognizers.biasing import Biasing, bias
from assistant.recognizers.models import announcement, choose_engine
from assistant.report.sound import Small, passed_on, small
from assistant.review.review import Call, Review, StepPart, build_review
from assistant.review.sound import Meter
from assistant.session import Session, listen
from assistant.store.sessions import whole_session

STRIDE = 50  # chunks that are heard at once, 5 s: about a turn, so that one side's is heard while the other's is
METERED = 100  # chunks that are measured at once, 10 s
OUTLINE = "follow-up"  # the outline of a call, unless the user says otherwise


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user asked for: what to review, followed with what. None: what is usual, or what a session had."""

    path: Path
    me: Me = Me.LEFT
    name: str = ""  # the caller's, as a transcript has it
    outline: str | None = None
    profile: Path | None = None
    day: date | None = None  # the call's; usually the day the file was last written
    recognizer: str | None = None
    model: Path | None = None
    speed: float | None = None  # 1 is real time; None is as fast as the recogniser goes
    apart: bool = True  # each side's recogniser in a process of its own
    place: Path | None = None  # the session's folder; None: among all sessions
    heard: bool = False  # whether the sound is to be had for a report


@dataclass(frozen=True, slots=True)
class Followed:
    """A recording that was followed to its end; `folder` is the session's, where its journal lies.

    `sound` is the recording made small for a report, empty where nobody asked for it.
    """

    session: Session
    review: Review
    folder: Path
    complaint: str = ""  # what is wrong with the recording, if anything
    sound: bytes = b""


class Metered:
    """A source whose sound is measured as it goes by, and made small for a report where `heard`."""

    def __init__(self, source: AudioSource, heard: bool = False) -> None:
        self._source = source
        self._own = passed_on(source.path) if heard and isinstance(source, Recording) else b""
        self._small = Small(source.speakers) if heard and not self._own else None
        self.small = b""  # once the chunks have been read to the end
        self.speakers, self.seconds = source.speakers, source.seconds
        self.meters: Mapping[Speaker | None, Meter] = {speaker: Meter() for speaker in source.speakers}

    def chunks(self) -> Iterator[AudioChunk]:
        """The source's own; they are measured many at a time, which costs half as much."""
        waiting: dict[Speaker | None, list[Samples]] = {speaker: [] for speaker in self.speakers}
        for chunk in self._source.chunks():
            some = waiting[chunk.speaker]
            some.append(chunk.samples)
            if len(some) == METERED:
                self.meters[chunk.speaker].accept(np.concatenate(some))
                some.clear()
            if self._small is not None:
                self._small.accept(chunk)
            yield chunk
        self.small = self._small.finish() if self._small is not None else self._whole()
        for speaker, rest in waiting.items():
            if rest:
                self.meters[speaker].accept(np.concatenate(rest))

    def _whole(self) -> bytes:
        """The recording's own sound; where something of it is missing, players would lose their place in it."""
        if self._own and isinstance(self._source, Recording) and self._source.damaged:
            return small(self._source.chunks(), self.speakers)
        return self._own


class Pace:
    """Keeps a recording from going by faster than `speed` times real time; None lets it run."""

    def __init__(self, speed: float | None) -> None:
        self.speed = speed
        self.began = time.monotonic()

    def wait(self, t: float) -> None:
        """Wait until `t` seconds of the recording may have gone by."""
        if self.speed is not None:
            time.sleep(max(0.0, self.began + t / self.speed - time.monotonic()))


def written_on(path: Path) -> date:
    """The day on which a file was last written: the call's, unless the user says otherwise."""
    return date.fromtimestamp(path.stat().st_mtime)


def biasing(script: Script) -> Biasing:
    """What the recogniser may expect to hear."""
    return bias(sentences(script))


def follow(asked: Asked, open_display: Callable[[float | None], Display], label: str) -> Followed:
    """Follow the recording and show it as the sound goes by; `open_display` is given its length in seconds.

    Raises AudioError, RecognizerError, OutlineError, ProfileError, StoreError; no session is left behind then.
    """
    recording = open_recording(asked.path, asked.me)
    outline, day = asked.outline or OUTLINE, asked.day or written_on(asked.path)
    script = open_known(outline, asked.profile, day, quiet=asked.place is not None)
    engine = choose_engine(asked.model, biasing(script), asked.recognizer)
    if asked.place is None:
        print(announcement(engine), file=sys.stderr)
    source = Metered(recording, asked.heard)
    display = open_display(recording.seconds)
    with whole_session(label, datetime.now(), asked.place) as folder:
        begins = header(outline, script.profile, day, engine.name, str(asked.path.resolve()))
        with Journal(folder, begins) as journal, display:
            session = Session(script, journal)
            pace = Pace(asked.speed)

            def tell(session: Session, t: float) -> None:
                if session.ended and recording.silent:
                    raise AudioError(recording.complaint)
                display.show(session.view)
                pace.wait(t)

            listen(session, source, engine, tell, 1 if asked.speed else STRIDE, asked.apart)
            display.close(session.view)
    review = reviewed(session, engine.name, str(asked.path), source.meters)
    wordless = "" if review.call.utterances else f"{asked.path}: no words were heard in it: is it the right recording?"
    return Followed(session, review, folder, recording.complaint or wordless, source.small)


def reviewed(
    session: Session,
    recognizer: str,
    source: str,
    meters: Mapping[Speaker | None, Meter],
    notes: str = "",
    timed: bool = True,
) -> Review:
    """The review of a session that has ended; `timed` is false where its words' times are made up."""
    outline, profile = session.script.outline, session.script.profile
    parts = (StepPart(step.id, step.title, step.cue, step.required, step.sources) for step in outline.steps.values())
    return build_review(
        Call(
            title=profile.company or outline.title,
            date=session.script.day,
            recognizer=recognizer,
            utterances=tuple(event for event in session.events if isinstance(event, Utterance)),
            signals=tuple(session.signals),
            summary=session.summary,
            steps=tuple(parts),
            outcomes={outcome.id: outcome.title for outcome in outline.outcomes.values()},
            phone=profile.phone,
            sounds={speaker: meter.sound() for speaker, meter in meters.items()},
            source=source,
            notes=notes,
            timed=timed,
        )
    )
