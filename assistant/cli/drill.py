"""`callprompter drill`: one step again and again, until it sits."""

import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Outline, ProfileFile

if TYPE_CHECKING:
    from assistant.call.script import Script

KEYS = "? shows a line · ! says it to me · Enter alone: stop"


def drill(
    step: Annotated[str | None, typer.Argument(help="The step, as greet; default: the one you leave out most.")] = None,
    times: Annotated[int, typer.Option(min=1, max=20, help="How often in a row it must sit.")] = 3,
    outline: Outline = "follow-up",
    profile: ProfileFile = None,
) -> None:
    """Practise one step again and again, by typing what you would say: greet, gracious, voicemail-number..."""
    from assistant.forms import meant, quoted
    from assistant.opening import open_script
    from assistant.rehearse.drill import attempt

    script = open_script(outline, profile, date.today())
    steps = [each.id for each in script.outline.steps.values() if each.heard and each.by == "me"]
    step = step or _weakest(steps)
    if step not in steps:
        raise typer.BadParameter(f"there is no step {quoted(step)} to say{meant(step, steps)}", param_hint="STEP")
    of = script.outline.steps[step]
    print(f"{of.title}. {KEYS}", file=sys.stderr)
    print(f"    [{of.cue}]")
    row = tries = 0
    while row < times:
        text = _ask()
        if not text:
            break
        if text == "?":
            print(f"    [{script.lines[step]}]")
            continue
        if text == "!":
            _say(script, step)
            continue
        found = attempt(script, step, text)
        tries += 1
        row = row + 1 if found.sat else 0
        print(f"    yes, {row} in a row: “{found.because}”" if found.sat else f"    not yet: {'; '.join(found.faults)}")
    sits = row >= times
    print(f"It sits after {tries} tries." if sits else f"{tries} tries. Come back to it.", file=sys.stderr)


def _ask() -> str:
    print("you: ", end="", flush=True)
    try:
        return sys.stdin.readline().strip()
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return ""


def _weakest(steps: list[str]) -> str:
    """The step that the latest rehearsals left out most; the first one where they left out none."""
    from assistant.store.progress import weakest

    left_out = [step for step, _, _ in weakest() if step in steps]
    return left_out[0] if left_out else steps[0]


def _say(script: "Script", step: str) -> None:
    """Play a model of the line, the number in it slowly; without sound, show it."""
    import numpy as np

    from assistant.call.outline import Delivery
    from assistant.errors import AudioError, VoiceError
    from assistant.voices.paced import read_number
    from assistant.voices.playing import play
    from assistant.voices.pyttsx3 import SystemVoice

    line, phone = script.lines[step], script.profile.phone
    try:
        with SystemVoice() as voice:
            if script.outline.steps[step].delivery is Delivery.SLOW and phone in line and phone:
                before = voice.render(line.partition(phone)[0])
                samples = np.concatenate([before, read_number(voice, phone, times=2).samples])
            else:
                samples = voice.render(line)
        playback = play(samples)
        try:
            while not playback.wait(0.1):
                pass
        except KeyboardInterrupt:
            print(file=sys.stderr)
        finally:
            playback.stop()
    except (AudioError, VoiceError) as error:
        print(f"callprompter: {error}", file=sys.stderr)
        print(f"    [{line}]")
