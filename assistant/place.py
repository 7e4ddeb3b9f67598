"""Where the caller is, as far as the machine tells: the time zone, and the country of it."""

import os
import sys
from pathlib import Path

LOCALTIME = Path("/etc/localtime")


def own_zone() -> str:
    """The machine's time zone by its IANA name, or an empty string where it does not tell."""
    from assistant.errors import PlanError
    from assistant.plan.days import zone_of

    name = os.environ.get("TZ", "").removeprefix(":")
    if not name and sys.platform != "win32" and LOCALTIME.is_symlink():
        name = str(LOCALTIME.resolve()).rpartition("zoneinfo/")[2]
    try:
        return zone_of(name).key if "/" in name and not name.startswith("Etc/") else ""
    except PlanError:
        return ""


def country_of_zone(zone: str) -> str:
    """The two letters of the country that a time zone is of, or an empty string."""
    from importlib.resources import files

    table = files("tzdata").joinpath("zoneinfo", "zone.tab")
    for line in table.read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        if not line.startswith("#") and len(fields) > 2 and fields[2] == zone:
            return fields[0]
    return ""


def zones_of_country(country: str) -> tuple[str, ...]:
    """The time zones of a country, the most populous first as the table of the zones has it."""
    from importlib.resources import files

    table = files("tzdata").joinpath("zoneinfo", "zone.tab")
    rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return tuple(fields[2] for fields in rows if fields[0] == country)


def countries() -> tuple[tuple[str, str], ...]:
    """Every country, two letters and English name, by name."""
    from importlib.resources import files

    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab")
    rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return tuple(sorted(((fields[0], fields[1]) for fields in rows), key=lambda row: row[1]))
