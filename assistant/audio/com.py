"""Windows: a thread that opens a sound device must have joined COM, or the device cannot be opened there.

PortAudio and SoundCard join it for the thread that loads them alone; a call's devices are opened on threads of its own.
"""

import sys

MULTITHREADED = 0  # COINIT_MULTITHREADED


def join() -> None:
    """Let this thread use COM, for as long as it lives; nothing where this is not Windows. Again does no harm."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.ole32.CoInitializeEx(None, MULTITHREADED)  # "already done" and "otherwise" are both well
