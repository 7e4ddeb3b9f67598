"""A live call: the hand first, both sides apart, and the truth about the sound in words."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from assistant.audio import Samples
from assistant.audio.devices import Capture, Device, Kind, Put, choose
from assistant.call.outline import Delivery
from assistant.call.script import Script
from assistant.errors import AudioError, RecognizerError
from assistant.events import Command, Heard, Partial, Speaker, Utterance
from assistant.live import call as live
from assistant.live import hearing
from assistant.live.call import LiveCall
from assistant.live.hearing import Hearing
from assistant.live.moment import Asked, Consent, Moment, SideHealth
from assistant.opening import open_script
from assistant.recognizers import Deaf, Recognizer
from assistant.session import Session

PROFILE = Path(__file__).parent.parent.parent / "prompts" / "demo" / "profile.toml"
MICROPHONE = Device("mic", "USB Headset", Kind.MICROPHONE, "fake", True)


@dataclass
class Tone:
    """A device that gives a tone in real time until it is unplugged."""

    put: Put
    rate: int = 16_000
    gone: str = ""
    closed: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        chunk = (np.sin(np.arange(320) * 0.17) * 9000).astype(np.int16)
        while not self.closed.wait(0.02):
            if not self.gone:
                self.put(chunk)

    def close(self) -> None:
        self.closed.set()
        self.thread.join()


@dataclass
class Slow:
    """A recogniser that takes three times as long as the sound lasts, and counts what it was given."""

    samples: int = 0

    def accept(self, samples: Samples) -> Sequence[Heard]:
        self.samples += len(samples)
        time.sleep(len(samples) / 16_000 * 3)
        return ()

    def flush(self) -> Sequence[Heard]:
        return ()


@cache
def script() -> Script:
    """The follow-up call of the demo's caller."""
    return open_script("follow-up", PROFILE, date(2026, 11, 18))


def session() -> Session:
    """A call that begins."""
    return Session(script())


def follow(call: LiveCall, until: Callable[[Moment], bool], seconds: float = 8.0) -> list[Moment]:
    """Run the call until a moment is as wanted; fail where none is in time."""
    shown: list[Moment] = []
    over = time.monotonic() + seconds

    def show(moment: Moment) -> None:
        shown.append(moment)
        if until(moment) or time.monotonic() > over:
            call.ask(Asked("stop"))

    call.run(show)
    assert any(until(moment) for moment in shown), shown[-1]
    return shown


def by_keys(*asked: Asked) -> list[Moment]:
    """A call without sound: these keys, then the end."""
    call = LiveCall(session(), lambda _: [], kept=False)
    for each in (*asked, Asked("stop")):
        call.ask(each)
    shown: list[Moment] = []
    call.run(shown.append)
    return shown


def test_keys_alone_move_the_call() -> None:
    """Next, next, back: the line follows the hand, without any sound."""
    steps = [moment.view.step for moment in by_keys(Asked("next"), Asked("next"), Asked("back"))]
    assert steps[:4] == ["greet", "remind", "ask-status", "remind"]


def test_a_number_jumps_to_that_row() -> None:
    """3 is the third step of the list."""
    shown = by_keys(Asked("jump", "3"))
    assert shown[1].view.step == shown[0].view.steps[2].id


def test_voicemail_and_receptionist_have_keys_of_their_own() -> None:
    """V decides the outcome, R asks for the person."""
    assert by_keys(Asked("voicemail"))[1].view.outcome == "voicemail"
    assert by_keys(Asked("receptionist"))[1].view.step == "ask-for"


@pytest.mark.parametrize("asked", [Asked("jump", "99"), Asked("jump", "0"), Asked("jump", "no-step"), Asked("dance")])
def test_what_means_nothing_does_nothing(asked: Asked) -> None:
    """A wrong key moves nothing and breaks nothing."""
    shown = by_keys(asked)
    assert shown[1].view.step == shown[0].view.step


def test_after_the_question_the_silence_is_timed() -> None:
    """Say nothing, let them talk: the seconds run from when it became the thing to do."""
    call = LiveCall(session(), lambda _: [], kept=False)
    call.ask(Asked("jump", "listen"))
    shown = follow(call, lambda moment: (moment.waiting or 0.0) > 0.3)
    assert shown[0].waiting is None


def test_the_hand_is_served_before_the_ears() -> None:
    """A key that is pressed while words wait is obeyed first."""
    tells: list[Callable[[Heard], None]] = []

    def sides(tell: Callable[[Heard], None]) -> Sequence[Hearing]:
        tells.append(tell)
        return []

    call = LiveCall(session(), sides, kept=False)
    for n in range(20):
        tells[0](Utterance(1.0 + n, Speaker.ME, "i see"))
    call.ask(Asked("voicemail"))
    call.ask(Asked("stop"))
    shown: list[Moment] = []
    call.run(shown.append)
    assert shown[1].view.outcome == "voicemail"
    assert len(call.session.events) == 22, "and what was heard is not lost"


def test_words_of_each_side_are_that_sides() -> None:
    """Latency is measured where words caused a cue."""
    tells: list[Callable[[Heard], None]] = []

    def sides(tell: Callable[[Heard], None]) -> Sequence[Hearing]:
        tells.append(tell)
        return []

    call = LiveCall(session(), sides, kept=False)
    tells[0](Partial(2.0, Speaker.THEM, "we have not made a decision yet"))
    shown = follow(call, lambda moment: moment.view.outcome == "pending")
    told = next(moment for moment in shown if moment.view.outcome == "pending")
    assert told.latency is not None
    assert told.view.captions[0].speaker is Speaker.THEM


def heard_through(recognizer: Recognizer, opened: Callable[[Device, Put], Capture]) -> LiveCall:
    """A call whose microphone is `opened` and goes to `recognizer`."""
    return LiveCall(
        session(),
        lambda tell: [Hearing(Speaker.ME, MICROPHONE, lambda _: recognizer, tell, open_device=opened)],
        kept=False,
    )


def test_a_slow_recogniser_is_told_in_seconds() -> None:
    """Three times slower than the sound: after two seconds it is more than a second behind, and the screen says so."""
    call = heard_through(Slow(), lambda _, put: Tone(put))
    shown = follow(call, lambda moment: any("behind" in trouble for trouble in moment.troubles))
    assert shown[-1].state


def test_what_a_slow_recogniser_cannot_take_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for half a second, the rest is left out, said, and the recogniser's clock still goes on."""
    monkeypatch.setattr(hearing, "BACKLOG_SECONDS", 0.5)
    slow = Slow()
    call = heard_through(slow, lambda _, put: Tone(put))
    shown = follow(call, lambda moment: any("left out" in trouble for trouble in moment.troubles))
    assert shown[-1].sides[0].lost > 0


def test_a_device_that_is_unplugged_is_said_and_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gone: said at once, tried again; back: heard again; the call is where it was, and its clock went on."""
    monkeypatch.setattr(hearing, "REOPEN_SECONDS", 0.2)
    opened: list[Tone] = []

    def opens(device: Device, put: Put) -> Capture:
        if len(opened) == 1 and not opened[0].closed.is_set():
            raise AudioError("two at once")
        if len(opened) == 1 and time.monotonic() - began < 1.5:
            raise AudioError("USB Headset: is not there")
        opened.append(Tone(put))
        return opened[-1]

    call = heard_through(Deaf(), opens)
    began = time.monotonic()
    call.ask(Asked("next"))
    threading.Timer(0.7, lambda: setattr(opened[0], "gone", "USB Headset was unplugged")).start()
    away: list[Moment] = []

    def back(moment: Moment) -> bool:
        if moment.sides[0].away:
            away.append(moment)
        return bool(away) and not moment.sides[0].away and moment.sides[0].level > 0.5

    shown = follow(call, back)
    assert away[0].troubles[0].startswith("USB Headset was unplugged")
    assert shown[-1].view.step == "remind"
    assert call.now == pytest.approx(time.monotonic() - began, abs=0.6)


def test_a_recogniser_that_catches_up_at_once_is_no_trouble() -> None:
    """At a turn's end it looks back at the turn: a warning that comes and goes would only frighten."""
    call = LiveCall(session(), lambda _: [], kept=False)
    late, caught_up = (SideHealth(Speaker.ME, "mic", 0.5, 0.0, behind, 0.0, "") for behind in (1.6, 0.1))
    assert call._troubles([late], 10.0) == call._troubles([late], 11.9) == []
    assert call._troubles([caught_up], 12.0) == call._troubles([late], 12.1) == call._troubles([late], 14.0) == []
    assert call._troubles([late], 14.2) == ["Recogniser 1.6 s behind (you)"]


def test_who_was_told_to_say_nothing_is_not_asked_for_sound() -> None:
    """While they answer, the caller's silence is right; the other side's is said."""
    call = LiveCall(session(), lambda _: [], kept=False)
    quiet = [SideHealth(speaker, "device", 0.0, 25.0, 0.0, 0.0, "") for speaker in (Speaker.ME, Speaker.THEM)]
    assert [one.partition(" for")[0] for one in call._troubles(quiet, 1.0)] == [
        "No sound from you", "No sound from them"
    ]  # fmt: skip
    call.ask(Asked("jump", "4"))
    call.ask(Asked("stop"))
    call.run(lambda _: None)
    assert call.session.view.delivery is Delivery.SILENT
    assert [one.partition(" for")[0] for one in call._troubles(quiet, 1.0)] == ["No sound from them"]


def test_a_side_that_gives_no_sound_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here after half a second, in life after twenty."""
    monkeypatch.setattr(live, "UNHEARD_SECONDS", 0.5)

    def mute(device: Device, put: Put) -> Capture:
        return Tone(lambda samples: put(np.zeros(len(samples), np.int16)))

    call = heard_through(Deaf(), mute)
    shown = follow(call, lambda moment: bool(moment.troubles))
    assert shown[-1].troubles[0].startswith("No sound from you for")


def test_while_paused_nothing_is_heard_and_the_clock_goes_on() -> None:
    """The recogniser gets silence."""

    @dataclass
    class Loudest:
        peak: int = 0

        def accept(self, samples: Samples) -> Sequence[Heard]:
            self.peak = max(self.peak, int(np.abs(samples).max()))
            return ()

        def flush(self) -> Sequence[Heard]:
            return ()

    loudest = Loudest()
    call = heard_through(loudest, lambda _, put: Tone(put))
    call._sides[0].paused = True
    call._paused = True
    shown = follow(call, lambda _: call.now > 0.6)
    assert loudest.peak == 0
    assert shown[0].state == "Listening is paused"


def test_a_device_is_chosen_by_part_of_its_name() -> None:
    """Full name, part of it, or the default; several are a fault that names them."""
    speaker = Device("s", "what Speakers (Realtek) plays", Kind.LOOPBACK, "fake", True)
    webcam = Device("w", "USB Webcam", Kind.MICROPHONE, "fake")
    devices = (MICROPHONE, webcam, speaker)
    assert choose(devices, "headset", Kind.MICROPHONE) is MICROPHONE
    assert choose(devices, "USB Webcam", Kind.LOOPBACK) is webcam, "a cable may be the other side"
    assert choose(devices, None, Kind.LOOPBACK) is speaker
    with pytest.raises(AudioError, match=r"^USB: could be any of USB Headset, USB Webcam: name one of them in full$"):
        choose(devices, "USB", Kind.MICROPHONE)
    with pytest.raises(AudioError, match=r"^Jabra: no such input: there are USB Headset"):
        choose(devices, "Jabra", Kind.MICROPHONE)


def test_no_sound_is_kept_before_they_agree() -> None:
    """The sentence to read aloud stands until the hand tells that they agreed; the journal has both."""
    call = LiveCall(session(), lambda _: [], kept=True, consent=Consent.REQUIRE)
    assert not call.keeping
    call.ask(Asked("agreed"))
    call.ask(Asked("stop"))
    shown: list[Moment] = []
    call.run(shown.append)
    assert shown[0].asking and not shown[0].kept
    assert shown[-1].kept and not shown[-1].asking
    marks = [event.target for event in call.session.events if isinstance(event, Command)]
    assert marks == ["consent: require", "consent: they agreed that the sound is kept"]


def test_without_recording_nobody_is_asked() -> None:
    """No sound is kept, nothing is to be read aloud, and a stray key changes nothing."""
    shown = by_keys(Asked("agreed"))
    assert not any(moment.kept or moment.asking for moment in shown)


def test_when_a_recogniser_fails_the_call_goes_on_by_hand() -> None:
    """It is said, the caller is not thrown out of the call, and keys still move it."""

    class Broken(Slow):
        def accept(self, samples: Samples) -> Sequence[Heard]:  # noqa: ARG002
            raise RecognizerError("the recogniser's process has ended")

    call = heard_through(Broken(), lambda _, put: Tone(put))
    call.ask(Asked("next"))
    shown = follow(call, lambda moment: any("no longer heard" in trouble for trouble in moment.troubles))
    assert shown[-1].view.step == "remind"
