"""`callprompter say-number`: a telephone number as it is to be read on a mailbox."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import ProfileFile, Speaker


def say_number(
    number: Annotated[str | None, typer.Argument(help="The number; default: your own, of the profile.")] = None,
    times: Annotated[int, typer.Option(min=1, max=5, help="How often it is read.")] = 1,
    seconds: Annotated[float, typer.Option(min=0.3, max=2, help="From one digit to the next.")] = 0.55,
    out: Annotated[Path | None, typer.Option(help="Write a WAV file; nothing is played.")] = None,
    device: Speaker = None,
    profile: ProfileFile = None,
) -> None:
    """Read a telephone number as it should be left on a mailbox: slowly, in groups, the last digit falling."""
    from assistant.call.numbers import groups
    from assistant.errors import ProfileError, VoiceError
    from assistant.prompts import load_profile
    from assistant.voices.paced import Pace, read_number
    from assistant.voices.playing import play
    from assistant.voices.pyttsx3 import SystemVoice
    from assistant.voices.wav import write_wav

    phone = number if number is not None else load_profile(profile).phone
    if not phone:
        raise ProfileError("the profile has no phone number: add phone, or name one: `callprompter say-number NUMBER`")
    parts = groups(phone)
    if not parts:
        raise VoiceError(f'"{phone}": holds no digit to read: write a number, as 617-555-0142')
    with SystemVoice() as voice:
        reading = read_number(voice, phone, Pace(digit=seconds), times)
    if out is not None:
        write_wav(out, reading.samples)
        print(f"{out}: {' '.join(parts)}, {len(reading.samples) / 16_000:.1f} s", file=sys.stderr)
        return
    print(" - ".join(" ".join(part) for part in parts), file=sys.stderr)
    playback = play(reading.samples, device)
    try:
        while not playback.wait(0.1):
            pass
    finally:
        playback.stop()
