"""Linux: inputs of PulseAudio, or of PipeWire in its place, heard through a child process `parec`.

Why not PortAudio here: through ALSA it knows the one device "pulse", without names; and when a device is unplugged, the
sound server moves its stream to another one in silence, which may be the other side's. `parec` says so ("Stream moved
to device"), and then this capture is gone, rather than to give the wrong person's words.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections import Counter
from typing import Any

import numpy as np

from assistant.audio import SAMPLE_RATE
from assistant.audio.devices import Device, Kind, Put
from assistant.errors import AudioError

LATENCY_MS = 20  # how much the server gathers before it hands it on
PATIENCE = 5.0  # s; a sound server that has not answered a question by then does not run
PROGRAMS = ("pactl", "parec")
MOVED = re.compile(r"Stream moved to device (\S+) ")


def usable() -> bool:
    """Whether a sound server is running that these programs can ask."""
    if not sys.platform.startswith("linux") or not all(shutil.which(program) for program in PROGRAMS):
        return False
    return _ask("info").returncode == 0


def inputs() -> tuple[Device, ...]:
    """Every source. Raises AudioError where the server does not tell."""
    defaults, listed = _defaults(), _listed()
    names = Counter(str(source.get("description")) for source in listed)
    found = []
    for source in listed:
        played = source.get("monitor_source") or ""
        kind = Kind.LOOPBACK if played else Kind.MICROPHONE
        default = source["name"] == (f"{defaults['sink']}.monitor" if played else defaults["source"])
        name = str(source.get("description") or source["name"])
        name = f"{name} [{source['name']}]" if names[name] > 1 else name  # two headsets of one make
        found.append(Device(source["name"], name, kind, "pulse", default))
    if not any(device.default and device.kind is Kind.MICROPHONE for device in found):
        # A machine without a microphone has a monitor for its default source: the user may have wired it so.
        found += [
            Device(one.id, f"{one.name} (default input)", Kind.MICROPHONE, "pulse", True)
            for one in found
            if one.id == defaults["source"] and not one.default
        ]
    return tuple(found)


def _listed() -> list[dict[str, Any]]:
    answer = _ask("--format=json", "list", "sources")
    with contextlib.suppress(ValueError):
        listed = json.loads(answer.stdout)
        if isinstance(listed, list):
            return [source for source in listed if isinstance(source, dict) and source.get("name")]
    raise AudioError(f"the sound server does not tell its inputs ({answer.stderr.strip()}): start it again")


def _defaults() -> dict[str, str]:
    told = {}
    for line in _ask("info").stdout.splitlines():
        match = re.fullmatch(r"Default (Sink|Source): (\S+)", line.strip())
        if match:
            told[match[1].lower()] = match[2]
    return {"sink": told.get("sink", ""), "source": told.get("source", "")}


def _ask(*question: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "LC_ALL": "C"}  # the answers are read by their English names
    command = ["pactl", *question]
    try:
        return subprocess.run(command, check=False, capture_output=True, text=True, timeout=PATIENCE, env=environ)
    except (subprocess.TimeoutExpired, OSError) as error:
        return subprocess.CompletedProcess(command, 1, "", str(error))


class PulseCapture:
    """A source being heard by a `parec` of its own, which is ended by its handle."""

    rate = SAMPLE_RATE  # the server resamples

    def __init__(self, device: Device, put: Put) -> None:
        self.gone = ""
        self._device, self._put = device, put
        self._heard_any = threading.Event()
        command = ["parec", "-v", "-d", device.id, f"--rate={self.rate}", "--channels=1", "--format=s16le", "--raw"]
        command += [f"--latency-msec={LATENCY_MS}", "--client-name=Call Prompter", "--stream-name=listening"]
        try:
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, "LC_ALL": "C"},
            )
        except OSError as error:
            raise AudioError(f"{device.name}: parec does not start ({error.strerror})") from error
        self._threads = [threading.Thread(target=each, daemon=True) for each in (self._read, self._watch)]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """End the child and wait for it."""
        self.gone = self.gone or "it was closed"
        self._child.terminate()
        try:
            self._child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(PATIENCE)
        for pipe in (self._child.stdout, self._child.stderr):
            if pipe:
                pipe.close()

    def _read(self) -> None:
        """Copy what comes to `put`, whole samples at a time."""
        if self._child.stdout is None:
            return
        pipe, rest = self._child.stdout.fileno(), b""
        while data := os.read(pipe, 1 << 16):
            data = rest + data
            whole = len(data) & ~1
            rest = data[whole:]
            if not self.gone:
                self._put(np.frombuffer(data[:whole], "<i2").astype(np.int16, copy=False))
        self.gone = self.gone or f"{self._device.name} is gone"

    def _watch(self) -> None:
        """Read what parec tells about its stream."""
        for line in self._child.stderr or ():
            text = line.decode("utf-8", "replace")
            moved = MOVED.search(text)
            if moved and moved[1] != self._device.id:
                self.gone = self.gone or f"{self._device.name} was unplugged"
            elif "No such entity" in text:
                self.gone = self.gone or f"{self._device.name} is not there"
