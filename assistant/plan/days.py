"""Business days of a country and region; countries, regions and time zones checked (by `holidays` and
`zoneinfo`).

A business day is neither a day of the weekend nor a public holiday. Where the weekend is a single day, the
day before it is left out too: many offices are closed then, and no article's patience suffers by it.
Working days that a government moves to a weekend are not counted either: nobody has to be called on one.
"""

import difflib
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from assistant.errors import PlanError
from assistant.forms import meant, quoted

if TYPE_CHECKING:
    from holidays import HolidayBase

DAY = timedelta(days=1)
YEARS = range(2000, 2100)  # the years in which holidays are known and a job is looked for
SATURDAY, SUNDAY = 5, 6
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class BusinessDays:
    """The business days of one place: codes as `country_of` and `region_of` give them, or empty."""

    def __init__(self, country: str = "", region: str = "") -> None:
        self.country, self.region = country, region
        self._table = _table(country, region) if country else None
        weekend = {int(day) for day in self._table.weekend} if self._table is not None else {SATURDAY, SUNDAY}
        if len(weekend) == 1:
            weekend |= {(day - 1) % 7 for day in weekend}
        self.weekend = frozenset(weekend)

    def holiday(self, day: date) -> str:
        """The name of the public holiday on `day`, or an empty string."""
        name = self._table.get(day) if self._table is not None else None
        return str(name) if name else ""

    def is_business_day(self, day: date) -> bool:
        """Whether offices are open on `day`."""
        return day.weekday() not in self.weekend and not self.holiday(day)

    def on_or_after(self, day: date) -> date:
        """The first business day from `day` on, `day` itself included."""
        while not self.is_business_day(day):
            day += DAY
        return day

    def on_or_before(self, day: date) -> date:
        """The last business day up to `day`, `day` itself included."""
        while not self.is_business_day(day):
            day -= DAY
        return day

    def after(self, day: date, count: int) -> date:
        """The `count`-th business day after `day`; `day` itself is not counted. `count` is at least 1."""
        for _ in range(count):
            day = self.on_or_after(day + DAY)
        return day

    def holidays_between(self, first: date, last: date) -> tuple[tuple[date, str], ...]:
        """The public holidays from `first` to `last`, those at weekends left out: they change no count."""
        days = (first + n * DAY for n in range((last - first).days + 1))
        return tuple((day, name) for day in days if day.weekday() not in self.weekend and (name := self.holiday(day)))


def spoken(day: date) -> str:
    """A day as people say it: "Tuesday 24 November 2026" without the year."""
    return f"{NAMES[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def country_of(text: str) -> str:
    """The two letters of ISO 3166 for `text` (two or three letters, any case). Raises PlanError."""
    codes = _codes()
    code = codes.get(text.strip().upper())
    if code:
        return code
    named = _country_named(text)
    hint = f"; did you mean {named}?" if named else ": write two letters of ISO 3166, as US, GB or DE"
    raise PlanError(f"country {quoted(text)} is not known{hint}")


def region_of(country: str, text: str) -> str:
    """The region's code within `country`: "CA", "US-CA" and "California" are one. Raises PlanError."""
    import holidays

    wanted = text.strip()
    for prefix in (f"{country}-", f"{country.lower()}-"):
        wanted = wanted.removeprefix(prefix)
    table = type(holidays.country_holidays(country))
    aliases = {name.casefold(): code for name, code in table.subdivisions_aliases.items()}
    codes = {code.casefold(): code for code in table.subdivisions}
    found = codes.get(wanted.casefold()) or aliases.get(wanted.casefold())
    if found:
        return str(found)
    if not codes:
        return ""  # no holiday of this country hangs on its region
    names = {**{code: code for code in codes.values()}, **table.subdivisions_aliases}
    raise PlanError(f"region {quoted(text)} is not one of {country}{_choices(wanted, names)}")


def regions_of(country: str) -> tuple[tuple[str, str], ...]:
    """The regions of a country (two letters) whose holidays differ: code and name, by name. Raises PlanError."""
    import holidays

    table = type(holidays.country_holidays(country_of(country)))
    names = {code: name for name, code in reversed(table.subdivisions_aliases.items())}
    return tuple(sorted(((code, names.get(code, code)) for code in table.subdivisions), key=lambda row: row[1]))


def zone_of(text: str) -> ZoneInfo:
    """The time zone of that name. Raises PlanError for an unknown one."""
    try:
        return ZoneInfo(text.strip())
    except (
        ValueError,
        OSError,
        KeyError,
    ) as error:  # ZoneInfoNotFoundError is a KeyError; a folder is an OSError
        near = _near_zone(text)
        hint = f"; did you mean {near}?" if near else ": write it as Europe/Berlin or America/New_York"
        raise PlanError(f"timezone {quoted(text)} is not known{hint}") from error


def moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """That time of that day in `zone`. Raises PlanError where the clocks go forward over it."""
    local = datetime.combine(day, clock, zone)
    if local.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise PlanError(
            f"{clock:%H:%M} does not come on {spoken(day)} {day.year} in {zone.key}: "
            "the clocks go forward over it; write the time that the clock showed"
        )
    return local


def day_of(value: object, what: str) -> date:
    """A day from TOML or text. Raises PlanError: what it cannot be, and what to write."""
    if isinstance(value, datetime):
        raise PlanError(f"{what} is a day without a time: write {value.date().isoformat()}")
    if isinstance(value, str):
        value = _iso(value, what)
    if not isinstance(value, date):
        raise PlanError(f"{what} cannot be {quoted(str(value))}: write year-month-day, as 2026-11-24")
    if value.year not in YEARS:
        raise PlanError(f"{what} cannot be {value.isoformat()}: the year must be 2000 to 2099")
    return value


def _iso(text: str, what: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        pass
    parts = text.strip().split("-")
    if len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts):
        year, month, day = (int(part) for part in parts)
        if year in YEARS and 1 <= month <= 12 and day > 28:
            last = (date(year + month // 12, month % 12 + 1, 1) - DAY).day
            raise PlanError(f"{what}: {MONTHS[month - 1]} {year} has {last} days, not {day}; mend the date")
    raise PlanError(f"{what} cannot be {quoted(text)}: write year-month-day, as 2026-11-24")


def _table(country: str, region: str) -> "HolidayBase":
    import holidays

    names = type(holidays.country_holidays(country)).supported_languages
    language = next((name for name in ("en_US", "en_GB", "en") if name in names), None)
    return holidays.country_holidays(country, subdiv=region or None, language=language)


@cache
def _codes() -> dict[str, str]:
    from holidays.registry import COUNTRIES

    codes = {alias: str(names[1]) for names in COUNTRIES.values() for alias in (names[1], names[2])}
    return codes | {"UK": "GB"}  # ISO 3166 keeps UK free for the United Kingdom


def _country_named(text: str) -> str:
    """`"DE"` for "Germany" or a slip of it, `"GB"` for "UK"; empty where nothing is near."""
    from holidays.registry import COUNTRIES

    named = {module.replace("_", " "): str(names[1]) for module, names in COUNTRIES.items()}
    named |= {"england": "GB", "scotland": "GB", "wales": "GB", "america": "US", "great britain": "GB"}
    near = difflib.get_close_matches(text.strip().casefold(), named, n=1, cutoff=0.8)
    return f"{named[near[0]]} ({near[0].title()})" if near else ""


def _choices(wanted: str, names: dict[str, str]) -> str:
    near = difflib.get_close_matches(wanted.casefold(), [name.casefold() for name in names], n=1, cutoff=0.7)
    if near:
        return next(f"; did you mean {code} ({name})?" for name, code in names.items() if name.casefold() == near[0])
    return meant(wanted, set(names.values()))


def _near_zone(text: str) -> str:
    """The zone that was meant, by its whole name or by its city."""
    zones = available_timezones()
    wanted = text.strip().replace(" ", "_").casefold()
    whole = {zone.casefold(): zone for zone in zones}
    cities = {zone.rpartition("/")[2].casefold(): zone for zone in sorted(zones, reverse=True) if "/" in zone}
    for known in (whole, cities):
        near = difflib.get_close_matches(wanted, known, n=1, cutoff=0.8)
        if near:
            return known[near[0]]
    return ""
