"""The sounds of a telephone: a voice in its band, ringing, the beep of a mailbox, the tone of being on hold.

Frequencies are those of the North American network (Precise Tone Plan: ringing is 440 and 480 Hz, 2 s in every 6); the
band of a narrow line is 300 to 3400 Hz (ITU-T G.712). The beep and the hold tone have no standard.
"""

import numpy as np

from assistant.audio import SAMPLE_RATE, Samples

BAND = (300.0, 3400.0)  # Hz
EDGE = 60.0  # Hz over which the band fades out on either side: no ringing of the filter can be heard
RING_SECONDS = 1.2  # a short ring: who practises has heard rings enough
LEVEL = 3000.0  # of each tone, of 32768: softer than the voice


def banded(samples: Samples) -> Samples:
    """`samples` as a narrow telephone line lets them through; the same length."""
    if not len(samples):
        return samples
    spectrum = np.fft.rfft(samples.astype(np.float64))
    hertz = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)
    low = np.clip((hertz - BAND[0] + EDGE) / EDGE, 0, 1)
    high = np.clip((BAND[1] + EDGE - hertz) / EDGE, 0, 1)
    heard = np.fft.irfft(spectrum * low * high, len(samples))
    return np.clip(heard, -32_768, 32_767).astype(np.int16)


def ring() -> Samples:
    """One ring, and the click of somebody who picks up."""
    silence = np.zeros(round(0.3 * SAMPLE_RATE), np.int16)
    click = np.zeros(160, np.int16)
    click[40:44] = (4000, -6000, 5000, -2000)
    return np.concatenate([_tone(RING_SECONDS, 440, 480), silence, click, silence])


def beep() -> Samples:
    """The beep of a mailbox."""
    return _tone(0.6, 1000)


def hold() -> Samples:
    """On hold: two soft tones, again and again, for four seconds."""
    pair = np.concatenate([_tone(0.4, 523) // 2, _tone(0.4, 392) // 2, np.zeros(round(1.2 * SAMPLE_RATE), np.int16)])
    return np.concatenate([pair, pair])


def _tone(seconds: float, *hertz: float) -> Samples:
    """Tones together, faded in and out over 10 ms so that they do not click."""
    t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    fade = np.clip(np.minimum(t, seconds - t) / 0.01, 0, 1)
    together = np.sum([np.sin(2 * np.pi * each * t) for each in hertz], axis=0)
    tones: Samples = (LEVEL * fade * together).astype(np.int16)
    return tones
