"""The system's own voice by pyttsx3, in a child process so that one that hangs can be ended (see `pyttsx3_child`)."""

import json
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from assistant.audio import Samples
from assistant.audio.recording import Me, open_recording
from assistant.errors import VoiceError
from assistant.voices import USUAL_WPM

LIMIT = 20.0  # s that an answer may take: an engine's first start on a busy machine takes a few


class SystemVoice:
    """A Voice that speaks by the system's engine. Close it, or use it as a context manager."""

    def __init__(self, voice: str = "", limit: float = LIMIT, command: Sequence[str] | None = None) -> None:
        """`voice` is the end of a voice's id, as "en-gb"; `command` runs the child. Raises VoiceError."""
        self._limit = limit
        self._answers: queue.Queue[str] = queue.Queue()
        run = list(command or (sys.executable, "-m", "assistant.voices.pyttsx3_child", voice))
        try:
            self._child = subprocess.Popen(
                run, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
            )
        except OSError as error:
            raise VoiceError(f"text-to-speech cannot be started ({error.strerror}): go on without a voice") from error
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._answer()

    def render(self, text: str, rate_wpm: int = USUAL_WPM) -> Samples:
        """See Voice. Raises VoiceError."""
        if not any(sign.isalnum() for sign in text):
            return np.zeros(0, np.int16)
        with tempfile.TemporaryDirectory(prefix="callprompter-voice-") as folder:
            path = Path(folder) / "said.wav"
            self._ask({"text": text, "rate": rate_wpm, "path": str(path)})
            self._answer()
            parts = [chunk.samples for chunk in open_recording(path, Me.MIXED).chunks()]
        return np.concatenate(parts) if parts else np.zeros(0, np.int16)

    def close(self) -> None:
        """End the engine's process."""
        self._child.kill()
        self._child.wait()
        self._reader.join()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                self._quietly(pipe)

    @staticmethod
    def _quietly(pipe: Any) -> None:
        """A pipe may still hold what the dead child never read."""
        try:
            pipe.close()
        except OSError:
            return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self) -> None:
        for line in self._child.stdout or ():
            self._answers.put(line)
        self._answers.put("")

    def _ask(self, data: dict[str, object]) -> None:
        if self._child.stdin is None or self._child.poll() is not None:
            raise VoiceError("text-to-speech has ended: start again, or go on without a voice")
        try:
            self._child.stdin.write(json.dumps(data) + "\n")
            self._child.stdin.flush()
        except OSError as error:
            raise VoiceError(f"text-to-speech has ended ({error.strerror}): go on without a voice") from error

    def _answer(self) -> None:
        """Wait for the child's answer. Raises VoiceError; the child is ended then."""
        try:
            line = self._answers.get(timeout=self._limit)
        except queue.Empty:
            self.close()
            message = f"text-to-speech gave no answer within {self._limit:g} s: go on without a voice"
            raise VoiceError(message) from None
        why = str(json.loads(line).get("error", "")) if line else "its engine ended"
        if why:
            self.close()
            how = "install eSpeak NG" if sys.platform == "linux" else "check the system's speech settings"
            raise VoiceError(f"text-to-speech cannot be used ({why}): {how}, or go on without a voice")
