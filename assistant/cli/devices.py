"""`callprompter devices`: the sound inputs with their levels; and a test that records you and plays it back."""

import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.audio.devices import Device
    from assistant.audio.meters import Meters

LOOK_SECONDS = 1.0  # for which the levels are measured where they are printed once
REDRAWS = 10  # a second
METER = 20  # characters


def devices(
    test: Annotated[bool, typer.Option("--test", help="Record you for two seconds and play it back.")] = False,
    name: Annotated[str | None, typer.Option("--device", help="The microphone of the test, by name.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON, with their levels.")] = False,
) -> None:
    """Show your microphones and what plays the other side, each with its level; Ctrl+C ends it."""
    from rich.console import Console

    from assistant.audio.devices import Kind, choose, inputs
    from assistant.audio.meters import Meters

    found = inputs()
    if test:
        _test(choose(found, name, Kind.MICROPHONE))
        return
    console = Console()
    with Meters(found) as meters:
        if as_json or not console.is_terminal:
            meters.wait()
            time.sleep(LOOK_SECONDS)
            _print(found, meters, as_json)
        else:
            _watch(console, found, meters)


def _print(found: "tuple[Device, ...]", meters: "Meters", as_json: bool) -> None:
    import json

    rows = [
        {
            "name": device.name,
            "kind": device.kind.value,
            "default": device.default,
            "level": round(meters.levels.get(device, 0.0), 2),
            "trouble": meters.troubles.get(device, ""),
        }
        for device in found
    ]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        mark = "*" if row["default"] else " "
        print(f"{mark} {row['kind']:<11} {float(str(row['level'])):4.0%}  {row['name']}  {row['trouble']}".rstrip())
    print("* is used where you name none (live --device NAME --them NAME)", file=sys.stderr)


def _watch(console: object, found: "tuple[Device, ...]", meters: "Meters") -> None:
    """Bars that move until Ctrl+C."""
    from rich.console import Console, Group
    from rich.live import Live
    from rich.text import Text

    assert isinstance(console, Console)  # noqa: S101 - the only caller gives one
    with Live(console=console, auto_refresh=False) as shown:
        try:
            while True:
                rows = [Text("Speak, and play some sound: the bars should move.  Ctrl+C ends.", "dim")]
                for device in found:
                    filled = round(meters.levels.get(device, 0.0) * METER)
                    bar = Text("█" * filled + "·" * (METER - filled), "green")
                    name = Text(device.name, "bold" if device.default else "")
                    trouble = Text(meters.troubles.get(device, ""), "yellow")
                    rows.append(Text(" ").join((Text(f"{device.kind.value:<11}"), bar, name, trouble)))
                shown.update(Group(*rows), refresh=True)
                time.sleep(1 / REDRAWS)
        except KeyboardInterrupt:
            return


def _test(device: "Device") -> None:
    """Two seconds of the microphone, then the same from the speaker."""
    import numpy as np

    from assistant.audio.devices import open_capture
    from assistant.audio.intake import Intake, level
    from assistant.audio.microphone import play

    intake = Intake(10.0)
    capture = open_capture(device, intake.put)
    taken = []
    try:
        first = intake.take(5.0)
        print(f"Speak: {device.name} is being recorded for two seconds", file=sys.stderr)
        until = time.monotonic() + 2.0
        while first is not None and time.monotonic() < until:
            piece = intake.take(0.1)
            taken += [piece.samples] if piece else []
    finally:
        capture.close()
    samples = np.concatenate([np.zeros(0, np.int16), *taken])
    loud = max((level(samples[at : at + 1600]) for at in range(0, len(samples), 1600)), default=0.0)
    print(f"{device.name}: {len(samples) / capture.rate:.1f} s, loudest {loud:.0%}")
    if loud < 0.3:
        print("That is nearly silence: is it muted, or another microphone?", file=sys.stderr)
    print("This is what was heard.", file=sys.stderr)
    play(samples, capture.rate)
