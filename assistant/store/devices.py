"""Which devices the user chose last, by their full names: a number means another one once something is plugged in."""

import json
from collections.abc import Mapping, Sequence

from assistant.audio.devices import Device, Kind, choose
from assistant.files import write_whole
from assistant.settings import config_folder, private_folder

NAME = "devices.json"


def remembered() -> Mapping[str, str]:
    """The names by kind; empty where nothing is remembered, or the file was spoilt: the system's devices serve then."""
    try:
        told = json.loads((config_folder() / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return {str(kind): str(name) for kind, name in told.items()} if isinstance(told, dict) else {}


def remember(names: Mapping[Kind, str | None]) -> None:
    """Keep the names that were chosen; None leaves what is remembered. Raises StoreError."""
    before = remembered()
    now = {**before, **{kind.value: name for kind, name in names.items() if name}}
    if now != before:
        private_folder(config_folder())
        write_whole(config_folder() / NAME, (json.dumps(now, ensure_ascii=False, indent=1) + "\n").encode())


def usual(devices: Sequence[Device], name: str | None, kind: Kind) -> Device:
    """The device asked for by `name`; else the one remembered, where it is plugged in; else the system's.

    Raises AudioError where the one asked for is not there, or there is none at all.
    """
    if name is None:
        last = remembered().get(kind.value)
        if any(device.name == last for device in devices):
            name = last
    return choose(devices, name, kind)
