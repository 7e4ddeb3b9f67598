"""From whatever a call was kept as to its review: a recording, a session's folder, a transcript from elsewhere.

A session is followed again from its journal's own events; with another recogniser from its sound, where that was kept.
What another outline, profile, day or recogniser makes different is told beside the review.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from assistant.audio import AudioSource
from assistant.audio.keeping import NAME as SOUND_NAME
from assistant.audio.recording import Me, open_recording
from assistant.displays import Blank, Display
from assistant.errors import AudioError, StoreError
from assistant.events import Command, End, Event
from assistant.journal import NAME as JOURNAL_NAME
from assistant.journal import Header, Journal, Recorded, read
from assistant.opening import header, open_again, open_known
from assistant.past.recordings import OUTLINE, STRIDE, Asked, Metered, biasing, follow, reviewed, written_on
from assistant.prompts import load_outline, load_profile, outline_path, read_text
from assistant.recognizers.models import choose_engine
from assistant.report.transcripts import FORMATS, Transcript, parse_transcript, transcript_text
from assistant.review.difference import Told
from assistant.review.review import Review
from assistant.session import Session, listen
from assistant.store.sessions import read_notes, whole_session

UNTIMED = ":untimed"  # ends the recogniser's name where a transcript had no times
Opening = Callable[[float | None], Display]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A call that was reviewed: `folder` is its session's, `sound` its recording made small, where that was asked for.

    `before` is what the session told, where it was followed otherwise this time.
    """

    session: Session
    review: Review
    folder: Path
    sound: bytes = b""
    before: Told | None = None
    complaint: str = ""


def is_session(path: Path) -> bool:
    """Whether `path` is a session's folder."""
    return (path / JOURNAL_NAME).is_file()


def is_transcript(path: Path) -> bool:
    """Whether `path` is named as transcripts are."""
    return path.suffix.lower() in FORMATS


def review_source(asked: Asked, open_display: Opening, label: str = "review") -> Reviewed:
    """Review what the user named. Raises CallPrompterError's kinds; no session is left behind then."""
    if is_session(asked.path):
        return review_session(asked, open_display)
    if asked.path.is_dir():
        raise StoreError(
            f"{asked.path}: is a folder, and no session's: to review every recording in it, name a folder for the "
            "reports with --out"
        )
    if is_transcript(asked.path):
        return review_transcript(asked, label)
    followed = follow(asked, open_display, label)
    made = followed.session, followed.review, followed.folder, followed.sound
    return Reviewed(*made, complaint=followed.complaint)


def review_transcript(asked: Asked, label: str) -> Reviewed:
    """Follow the words of a transcript; it becomes a session. Raises WordsError and what opening a call raises."""
    text = transcript_text(asked.path)
    outline, day = asked.outline or OUTLINE, asked.day or written_on(asked.path)
    script = open_known(outline, asked.profile, day, quiet=asked.place is not None)
    sides = script.profile.name, script.profile.interviewer
    transcript = parse_transcript(text, str(asked.path), asked.name, *sides)
    name = f"transcript:{transcript.format}{'' if transcript.timed else UNTIMED}"
    source = str(asked.path.resolve())
    begins = header(outline, script.profile, day, name, source)
    with whole_session(label, datetime.now(), asked.place) as folder, Journal(folder, begins) as journal:
        session = Session(script, journal)
        for utterance in sorted(transcript.utterances, key=lambda each: each.t):
            session.take(utterance)
        session.take(End(max(each.t for each in transcript.utterances)))
    made = reviewed(session, name, source, {}, timed=transcript.timed)
    return Reviewed(session, made, folder, complaint=_who(asked.path, transcript))


def _who(path: Path, transcript: Transcript) -> str:
    """What is to be said where the transcript names its speakers, and none of them is known to be the caller."""
    if not transcript.names or any(each.speaker for each in transcript.utterances):
        return ""
    return f"{path}: which of {', '.join(transcript.names)} you are is not known: give your name as --me"


def review_session(asked: Asked, open_display: Opening = lambda _: Blank()) -> Reviewed:
    """Follow a kept session again, with whatever the user wants otherwise. Its journal stays as it is.

    Raises JournalError, OutlineError, ProfileError; where its sound is to be heard AudioError, RecognizerError.
    """
    kept = read(asked.path)
    wanted = _wanted(asked, kept.header)
    its_outline = outline_path(asked.outline) if asked.outline is not None else None
    session, name, complaint = Session(open_again(wanted, its_outline)), kept.header.recognizer, kept.complaint
    anew = asked.recognizer is not None or asked.model is not None
    try:
        sound = _sound(asked, kept.header)
    except AudioError as error:  # killed in its first moments, a call has words and no sound yet
        if anew:
            raise
        sound, complaint = None, "; ".join(filter(None, (complaint, str(error))))
    source = Metered(sound, asked.heard) if sound else None
    if anew:
        name = _listen_again(session, kept, asked, source, open_display)
    else:
        for event in _ended(kept.events):
            session.take(event)
        if source is not None:
            for _ in source.chunks():
                pass  # it is measured as it goes by
    notes, timed = read_notes(asked.path), not name.endswith(UNTIMED)
    made = reviewed(session, name, kept.header.source, source.meters if source else {}, notes, timed)
    before = _as_it_was(kept) if anew or wanted != kept.header else None
    return Reviewed(session, made, asked.path, source.small if source else b"", before, complaint)


def _wanted(asked: Asked, was: Header) -> Header:
    """What the session is to be followed with: as it was, where the user does not say otherwise."""
    if asked.outline is not None:
        load_outline(asked.outline)  # a fault in it is told with its file's own name
        was = replace(was, outline=read_text(outline_path(asked.outline)))
    if asked.profile is not None:
        was = replace(was, profile=load_profile(asked.profile))
    return replace(was, day=asked.day or was.day)


def _sound(asked: Asked, was: Header) -> AudioSource | None:
    """What there is of the session's sound: kept with it, or the recording that it came from."""
    if (asked.path / SOUND_NAME).is_file():
        return open_recording(asked.path / SOUND_NAME, Me.LEFT)
    source = Path(was.source)
    if source.is_absolute() and source.is_file() and not is_transcript(source):
        return open_recording(source, asked.me)
    return None


def _listen_again(session: Session, kept: Recorded, asked: Asked, source: Metered | None, open_display: Opening) -> str:
    """Hear the session's sound with the recogniser asked for, the caller's own hand in its place; its name."""
    if source is None:
        raise AudioError(
            f"{asked.path}: its sound was not kept, so no other recogniser can hear it: leave out --recognizer and "
            "--model, or review the recording itself"
        )
    engine = choose_engine(asked.model, biasing(session.script), asked.recognizer)
    commands = [event for event in kept.events if isinstance(event, Command)]
    display = open_display(source.seconds)

    def tell(session: Session, t: float) -> None:
        while commands and commands[0].t <= t:
            session.take(commands.pop(0))
        display.show(session.view)

    with display:
        listen(session, source, engine, tell, STRIDE)
        display.close(session.view)
    return engine.name


def _ended(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """The events of a session, with an End where the program was killed before one was written."""
    if not events or isinstance(events[-1], End):
        return events
    return (*events, End(max(event.t for event in events)))


def _as_it_was(kept: Recorded) -> Told:
    """What the session told: worked out again from its journal, so that a cut off one ends too."""
    session = Session(open_again(kept.header))
    for event in _ended(kept.events):
        session.take(event)
    return told(session)


def told(session: Session) -> Told:
    """What a session that has ended told, to be compared."""
    outline = session.script.outline
    steps = {step.id: step.title for step in outline.steps.values()}
    outcomes = {outcome.id: outcome.title for outcome in outline.outcomes.values()}
    return Told(session.summary, session.signals, steps, outcomes)
