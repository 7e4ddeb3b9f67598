"""A sound card of wires: PulseAudio with two null sinks, for live tests on a machine that has no sound at all."""

import os
import subprocess
import sys
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from assistant.audio import SAMPLE_RATE, Samples
from assistant.audio.recording import Me, open_recording
from assistant.events import Speaker

ROOT = Path(__file__).parent.parent.parent
DEMO = ROOT / "prompts" / "demo"
MICROPHONE = "Test Headset Microphone"
SPEAKER = "Test Headset Speaker"


@dataclass(frozen=True)
class Wires:
    """The sound server: `environ` is what programs need to find it."""

    environ: dict[str, str]

    def pactl(self, *args: str) -> str:
        """Ask the server, or tell it."""
        done = subprocess.run(
            ["pactl", *args], env=self.environ, capture_output=True, text=True, timeout=10, check=True
        )
        return done.stdout.strip()

    def play(self, path: Path, sink: str) -> subprocess.Popen[bytes]:
        """Play a file into "mic" (the caller's voice) or "speaker" (the other side's)."""
        return subprocess.Popen(["paplay", f"--device={sink}", str(path)], env=self.environ)

    def plug_in(self) -> None:
        """Plug the microphone in: a source "headset" that hears what is played into the sink "mic"."""
        named = f'source_properties=device.description="{MICROPHONE.replace(" ", chr(92) + " ")}"'
        self.pactl("load-module", "module-remap-source", "master=mic.monitor", "source_name=headset", named)
        self.pactl("set-default-source", "headset")

    def unplug(self) -> None:
        """Unplug the microphone: what hears it loses it."""
        self.pactl("unload-module", "module-remap-source")


@contextmanager
def sound_card(folder: Path) -> Iterator[Wires]:
    """A sound server of one's own in `folder`: a microphone "headset", fed through the sink "mic"; a speaker.

    Within it the environment names that server, and CALLPROMPTER_HOME a folder in there.
    """
    before = dict(os.environ)
    os.environ |= {
        "XDG_RUNTIME_DIR": str(folder),
        "PULSE_SERVER": f"unix:{folder}/pulse/native",
        "HOME": str(folder),
        "CALLPROMPTER_HOME": os.environ.get("CALLPROMPTER_HOME", str(folder / "home")),
    }
    server = subprocess.Popen(
        ["pulseaudio", "--exit-idle-time=-1", "-n", "-L", "module-native-protocol-unix auth-anonymous=1"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    card = Wires(dict(os.environ))
    try:
        for _ in range(100):
            if subprocess.run(["pactl", "info"], capture_output=True).returncode == 0:
                break
            time.sleep(0.05)
        named = f'sink_properties=device.description="{SPEAKER.replace(" ", chr(92) + " ")}"'
        card.pactl("load-module", "module-null-sink", "sink_name=speaker", "rate=48000", "channels=2", named)
        card.pactl("load-module", "module-null-sink", "sink_name=mic", "rate=16000", "channels=1")
        card.plug_in()
        card.pactl("set-default-sink", "speaker")
        yield card
    finally:
        server.terminate()
        server.wait(10)
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def wires(tmp_path: Path, needs: Callable[..., None]) -> Iterator[Wires]:
    """The sound card, for one test."""
    needs("pulseaudio", "pactl", "parec", "paplay")
    folder = tmp_path / "s"
    folder.mkdir(mode=0o700)
    with sound_card(folder) as card:
        yield card


def split(recording: Path, folder: Path, start: float = 0.0, end: float = 1e9) -> tuple[Path, Path]:
    """The two channels of a recording from `start` to `end` (s), each in a WAV file of its own."""
    mine, theirs = channels(recording, start, end)
    return wav(mine, folder / "me.wav"), wav(theirs, folder / "them.wav")


def mixed(recording: Path, folder: Path, start: float, end: float) -> Path:
    """Both channels of a stretch of a recording in one, as one microphone hears a telephone on its loudspeaker."""
    mine, theirs = channels(recording, start, end)
    return wav((mine.astype(np.int32) + theirs * 0.6).clip(-32768, 32767).astype(np.int16), folder / "both.wav")


def channels(recording: Path, start: float, end: float) -> tuple[Samples, Samples]:
    """The caller's and the other side's samples from `start` to `end` (s)."""
    found: dict[object, list[Samples]] = {Speaker.ME: [], Speaker.THEM: []}
    for chunk in open_recording(recording, Me.LEFT).chunks():
        if start <= chunk.start < end:
            found[chunk.speaker].append(chunk.samples)
    return np.concatenate(found[Speaker.ME]), np.concatenate(found[Speaker.THEM])


def wav(samples: Samples, path: Path) -> Path:
    """The samples as a file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(samples.tobytes())
    return path


def program(*args: str) -> list[str]:
    """The command line that starts the program as a user does."""
    return [sys.executable, "-m", "assistant", *args]
