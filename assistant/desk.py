"""The program behind the page: the jobs, the kept calls, and the one live call that goes on."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from assistant.audio.devices import Kind, inputs
from assistant.displays.web.answers import Facts
from assistant.displays.web.desk import Watch, Watchers
from assistant.errors import AudioError, CallPrompterError, NoInputError, NoProfileError
from assistant.job_desk import JobDesk
from assistant.live.moment import Asked, TheirWords
from assistant.live.setup import Call, Setup, open_call
from assistant.live.sound_check import SoundCheck
from assistant.past import shelf
from assistant.planning import log_call
from assistant.rehearse.desk import RehearsalDesk
from assistant.rehearse.spoken import Practice, SpokenRehearsal
from assistant.store.devices import usual
from assistant.store.jobs import active_entry

# On the page, for somebody who is about to make a hard call: what to do now, in the words of the form below it.
NO_MICROPHONE = (
    "No microphone is found. Plug in a headset and load this page again. Or tick “Hear nothing” below: "
    "you press a key when you have said a line, and the next one is shown all the same."
)
NOT_THEM = (
    "What the other side says cannot be heard through this computer. Lay your telephone beside it, on its loudspeaker, "
    "and tick “My telephone lies beside the computer” below."
)


def _on_the_page(error: CallPrompterError) -> str:
    """What is wrong, without the command line's options and packages."""
    if isinstance(error, NoInputError):
        return NOT_THEM if error.theirs else NO_MICROPHONE
    return str(error)


class LiveDesk:
    """A Desk (see displays.web.desk). `setup` is what the command line asked for; the page may ask for more."""

    def __init__(
        self,
        setup: Setup,
        opened: Callable[[Setup], AbstractContextManager[Call]] = open_call,
        practice: RehearsalDesk | None = None,
    ) -> None:
        self.setup = setup
        self.jobs = JobDesk()
        self.practice = practice or RehearsalDesk(Practice(profile=setup.profile, outline=setup.outline))
        self._opened = opened
        self._check = SoundCheck()
        self._lock = threading.Lock()
        self._watchers = Watchers()
        self._live: Call | SpokenRehearsal | None = None
        self._thread: threading.Thread | None = None
        self.latest_folder: Path | None = None

    # The calls that were

    def sessions(self) -> Facts:
        """The kept calls, the latest first."""
        return shelf.listed()

    def search(self, asked: Facts) -> Facts:
        """What was said in them."""
        return shelf.searched(asked)

    def report(self, session: str) -> Path | None:
        """The session's report, written where it is not there yet."""
        return shelf.report(session)

    def note(self, asked: Facts) -> Facts:
        """Keep what was written about a call."""
        return shelf.note(asked)

    # The live call

    def devices(self) -> Facts:
        """Every input, which of them would be used, and whether a call is being opened; `trouble` is what is lacking.

        Where both are, it is the microphone: with one the other side may be heard through it.
        """
        try:
            found = inputs()
        except AudioError:  # `callprompter devices` tells why
            return {"devices": [], "opening": self._goes_on, "trouble": NO_MICROPHONE}
        told: dict[str, Any] = {"devices": [asdict(device) for device in found], "opening": self._goes_on}
        for name, wanted, kind in (
            ("microphone", self.setup.microphone, Kind.MICROPHONE),
            ("them", self.setup.them, Kind.LOOPBACK),
        ):
            try:
                told[name] = usual(found, wanted, kind).name
            except AudioError as error:
                told.setdefault("trouble", _on_the_page(error))
        return told

    def levels(self, asked: Facts) -> Facts:
        """How loud the inputs `microphone` and `them` are; a call that goes on has meters of its own."""
        if self._goes_on:
            return {}
        return {"levels": self._check.levels(*(str(asked.get(name) or "") for name in ("microphone", "them")))}

    def begin(self, options: Facts) -> None:
        """Start the live call with the page's choices. Raises AudioError where one goes on."""
        setup = replace(
            self.setup,
            microphone=str(options.get("microphone") or "") or self.setup.microphone,
            them=str(options.get("them") or "") or self.setup.them,
            speaker_phone=bool(options.get("speaker_phone", self.setup.speaker_phone)),
            silent=bool(options.get("silent", self.setup.silent)),
            record=bool(options.get("record", self.setup.record)),
            their_words=_their_words(options.get("their_words"), self.setup.their_words),
        )
        self.start(setup)

    def start(self, setup: Setup) -> None:
        """Start a call on a thread of its own. Raises AudioError where one goes on."""
        self._start(lambda: self._run(setup))

    @property
    def _goes_on(self) -> bool:
        """Whether a call goes on, or is being opened."""
        return self._thread is not None and self._thread.is_alive()

    def _start(self, run: Callable[[], None]) -> None:
        with self._lock:
            if self._goes_on:
                raise AudioError("a call goes on already: end it first")
            self._check.close()
            self._thread = threading.Thread(target=run)
            self._thread.start()

    def _run(self, setup: Setup) -> None:
        trouble = "A fault in the program ended the call. What was said until then is kept, under Review."
        try:
            with self._opened(setup) as call:
                self._live, self.latest_folder = call, call.folder
                call.run(self._watchers.show)
                call.review()
            trouble = ""
        except NoProfileError:
            trouble = "It is not known yet who you are and whom you call: the first page asks three questions."
        except CallPrompterError as error:
            trouble = _on_the_page(error)
        finally:
            self._live = None
            if trouble:
                self._watchers.show(None, trouble)

    # A rehearsal

    def rehearsals(self) -> Facts:
        """With whom one can practise, the progress, and how the latest rehearsal goes or went."""
        told, moment = self.practice.facts(), self._watchers.latest
        if not told["state"] and moment is not None and moment.rehearsal and moment.view.ended:
            self._watchers.show(None)  # its last frame has done its work
        return told

    def rehearse(self, options: Facts) -> None:
        """Start a rehearsal with the page's choices. Raises AudioError where a call goes on, or nothing can hear it."""
        self.practise(self.practice.asked(options))

    def practise(self, practice: Practice) -> None:
        """Start a rehearsal on a thread of its own. Raises AudioError where a call goes on."""
        self._start(lambda: self._rehearse(practice))

    def _rehearse(self, practice: Practice) -> None:
        try:
            self.practice.run(practice, self._hold, self._watchers.show)
        finally:
            self._live = None

    def _hold(self, call: SpokenRehearsal) -> None:
        self._live, self.latest_folder = call, call.folder

    def ask(self, asked: Asked) -> None:
        """A key or a button."""
        live = self._live
        if live is not None:
            live.ask(asked)

    def close(self) -> None:
        """End the call that goes on, and wait until it is kept."""
        self._check.close()
        while self._thread is not None and self._goes_on:
            self.ask(Asked("stop"))  # again where it was still opening
            self._thread.join(0.2)

    def after(self, card: Facts) -> None:
        """Log the call as a contact of the active job, which it was about unless the profile was named by hand.

        Raises PlanError where a date cannot be, RefusedError for a second voicemail without `force`.
        """
        entry = active_entry() if self.setup.profile is None else None
        if entry is not None:
            told = {key: str(card.get(key) or "") for key in ("outcome", "who", "note", "promised")}
            log_call(entry, **told, force=card.get("force") is True)
        self._watchers.show(None)

    def watch(self, show: Watch) -> Callable[[], None]:
        """Show every Moment, beginning with the latest."""
        return self._watchers.watch(show)


def _their_words(told: Any, usual: TheirWords) -> TheirWords:
    return TheirWords(told) if told in tuple(TheirWords) else usual
