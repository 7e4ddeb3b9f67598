"""`callprompter drill`: one step again and again, until it sits."""

import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Microphone, Model, Outline, ProfileFile, Recognizer, Speaker

if TYPE_CHECKING:
    from assistant.call.script import Script
    from assistant.rehearse.drill import Practised
    from assistant.rehearse.spoken_drill import SpokenDrill
    from assistant.voices.paced import Pace

KEYS = "? shows a line · ! says it to me · Enter alone: stop"


def drill(
    step: Annotated[str | None, typer.Argument(help="The step, as greet; default: the one you leave out most.")] = None,
    times: Annotated[int, typer.Option(min=1, max=20, help="How often in a row it must sit.")] = 3,
    type_: Annotated[bool, typer.Option("--type", help="Type what you say.")] = False,
    seconds: Annotated[float, typer.Option(min=0.3, max=2, help="Of a number: from one digit to the next.")] = 0.55,
    device: Speaker = None,
    microphone: Microphone = None,
    outline: Outline = "follow-up",
    profile: ProfileFile = None,
    recognizer: Recognizer = None,
    model: Model = None,
) -> None:
    """Practise one step again and again, by saying it (or typing): greet, gracious, voicemail-number..."""
    from assistant.errors import AudioError, RecognizerError
    from assistant.forms import meant, quoted
    from assistant.opening import open_script
    from assistant.rehearse.drill import Practised
    from assistant.voices.paced import Pace

    script = open_script(outline, profile, date.today())
    steps = [each.id for each in script.outline.steps.values() if each.heard and each.by == "me"]
    step = step or _weakest(steps)
    if step not in steps:
        raise typer.BadParameter(f"there is no step {quoted(step)} to say{meant(step, steps)}", param_hint="STEP")
    practised, pace = Practised(times), Pace(digit=seconds)
    spoken = False
    if not type_:
        from assistant.rehearse.ear import NO_MICROPHONE, Ear
        from assistant.rehearse.spoken_drill import SpokenDrill, open_drill

        def listening() -> "SpokenDrill":
            ear = Ear(microphone, script, recognizer, model)
            return SpokenDrill(script, step, practised, ear, pace, device)

        try:
            with open_drill(listening) as opened:
                _spoken(opened, script, step)
            spoken = True
        except (AudioError, RecognizerError) as error:
            why = str(error).removesuffix(NO_MICROPHONE)
            print(f"callprompter: {why}; for now, type what you would say", file=sys.stderr)
    if not spoken:
        _typed(script, step, practised, pace, device)
    print(practised, file=sys.stderr)


def _spoken(drill: "SpokenDrill", script: "Script", step: str) -> None:
    """By microphone, to its end, to a key or to Ctrl-C."""
    from rich.console import Console

    from assistant.cli.live import stopped_by_hand
    from assistant.displays.drill_terminal import HELP, KEYS, DrillTerminal
    from assistant.displays.keys import Keys
    from assistant.live.moment import Asked

    of = script.outline.steps[step]
    print(f"{drill.opening}. Say it, and be silent; “say it to me” plays it.", file=sys.stderr)
    with (
        stopped_by_hand(lambda: drill.ask(Asked("stop"))),
        Keys(drill.ask, KEYS),
        DrillTerminal(Console()) as display,
    ):
        print(f"{of.title}. {HELP}", file=sys.stderr)
        display.tell(f"    [{of.cue}]")
        drill.run(display)


def _typed(script: "Script", step: str, practised: "Practised", pace: "Pace", speaker: str | None) -> None:
    """By typing, to its end, to an empty line or to Ctrl-C."""
    from assistant.rehearse.drill import attempt

    of = script.outline.steps[step]
    print(f"{of.title}. {KEYS}", file=sys.stderr)
    print(f"    [{of.cue}]")
    while not practised.sits and (text := _ask()):
        if text == "?":
            print(f"    [{script.lines[step]}]")
        elif text == "!":
            _say(script, step, pace, speaker)
        else:
            for line in practised.take(attempt(script, step, text, pace=pace)):
                print(f"    {line}")


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


def _say(script: "Script", step: str, pace: "Pace", speaker: str | None) -> None:
    """Play a model of the line, the number in it slowly; without sound, show it."""
    from assistant.errors import AudioError, VoiceError
    from assistant.rehearse.model_line import say_line

    try:
        say_line(script, step, pace, speaker, lambda: False)
    except KeyboardInterrupt:
        print(file=sys.stderr)
    except (AudioError, VoiceError) as error:
        print(f"callprompter: {error}", file=sys.stderr)
        print(f"    [{script.lines[step]}]")
