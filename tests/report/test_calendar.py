"""A plan as calendar events: what RFC 5545 and the big calendars ask for."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from assistant import policies
from assistant.errors import PlanError
from assistant.plan.decide import plan
from assistant.plan.job import Contact, ContactKind, Job, Offer, Person
from assistant.profile import Profile
from assistant.report.calendar import calendar

POLICIES = policies.load()
NOW = datetime(2026, 11, 10, 18, 0, tzinfo=UTC)
JOB = Job(
    Profile("Priya Sharma", interviewer="Dana Okafor", company="Harbor Lights", interview_date=date(2026, 11, 10)),
    country="US",
    region="MA",
    timezone="America/New_York",
    interviewers=(Person("Dana Okafor", address="Ms Okafor", phone="+1 617 555 0188"),),
    offers=(Offer("Beta Radio", date(2026, 11, 30)),),
)


def written(job: Job = JOB, today: date = date(2026, 11, 10), policy: str = "balanced", now: datetime = NOW) -> bytes:
    return calendar(job, plan(job, POLICIES, policy, today), "abc", now)


def events(data: bytes) -> dict[str, dict[str, object]]:
    """The events by UID, each with its decoded properties."""
    cal = Calendar.from_ical(data)
    assert not cal.errors
    return {
        str(event["UID"]): {key: event.decoded(key) for key in ("DTSTART", "DTEND", "SEQUENCE")}
        | {"SUMMARY": str(event["SUMMARY"])}
        for event in cal.walk("VEVENT")
    }


def test_the_call_the_thank_you_and_the_offer_are_events() -> None:
    """The call lies in its window in their zone; message and deadline are whole days."""
    found = events(written())
    assert list(found) == ["abc-call@callprompter", "abc-thank-you@callprompter", "abc-offer-0@callprompter"]
    call = found["abc-call@callprompter"]
    assert str(call["DTSTART"]) == "2026-11-18 10:00:00-05:00"
    assert str(call["DTEND"]) == "2026-11-18 11:30:00-05:00"
    assert call["SUMMARY"] == "Call Ms Okafor at Harbor Lights"
    assert found["abc-thank-you@callprompter"]["DTSTART"] == date(2026, 11, 11)
    assert found["abc-offer-0@callprompter"]["DTSTART"] == date(2026, 11, 30)


def test_every_event_has_an_alarm_and_what_the_rfc_requires() -> None:
    """UID, DTSTAMP, a summary, an alarm with its action, trigger and text; the calendar its version and maker."""
    cal = Calendar.from_ical(written())
    assert (str(cal["VERSION"]), str(cal["METHOD"]), str(cal["CALSCALE"])) == ("2.0", "PUBLISH", "GREGORIAN")
    assert "PRODID" in cal
    for event in cal.walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "STATUS"} <= set(event)
        assert event.decoded("DTSTAMP") == NOW
        [alarm] = event.walk("VALARM")
        assert (str(alarm["ACTION"]), str(alarm["DESCRIPTION"])) == ("DISPLAY", str(event["SUMMARY"]))
        assert "TRIGGER" in alarm


def test_the_lines_are_crlf_and_at_most_75_octets_in_any_script() -> None:
    """Line folding counts octets, not letters, and never cuts a letter."""
    profile = Profile("Zoë", interviewer="दीपिका शर्मा " * 6, company="東京放送" * 12, interview_date=date(2026, 11, 10))
    data = written(Job(profile, country="JP", timezone="Asia/Tokyo"))
    lines = data.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    data.decode()
    assert any("東京放送" * 12 in str(event["SUMMARY"]).replace(" ", "") for event in events_of(data))


def events_of(data: bytes) -> list[dict[str, object]]:
    return [dict(event) for event in Calendar.from_ical(data).walk("VEVENT")]


def test_the_zone_comes_with_its_rules() -> None:
    """Every TZID that is used is defined, and its offsets are right on the day of the call."""
    cal = Calendar.from_ical(written())
    used = {str(event["DTSTART"].params.get("TZID")) for event in cal.walk("VEVENT")} - {"None"}
    assert used == {"America/New_York"} == {str(zone["TZID"]) for zone in cal.walk("VTIMEZONE")}
    [zone] = cal.walk("VTIMEZONE")
    rules = zone.to_tz()
    assert datetime(2026, 11, 18, 10, tzinfo=rules).utcoffset() == timedelta(hours=-5)
    assert datetime(2027, 4, 1, 10, tzinfo=rules).utcoffset() == timedelta(hours=-4)


def test_without_a_zone_the_times_float() -> None:
    """A job without a time zone gives times that every calendar shows as they are."""
    job = Job(Profile("Priya", interview_date=date(2026, 11, 10)))
    data = written(job)
    assert b"DTSTART:20261117T100000\r\n" in data
    assert b"VTIMEZONE" not in data


def test_a_later_plan_moves_the_same_event() -> None:
    """The same UIDs with a higher sequence, so that a calendar moves its event."""
    first = events(written(today=date(2026, 11, 12)))
    later = events(written(today=date(2026, 11, 20), now=NOW + timedelta(minutes=2)))
    assert set(later) == {"abc-call@callprompter", "abc-offer-0@callprompter"} == set(first)
    before, after = first["abc-call@callprompter"], later["abc-call@callprompter"]
    assert after["DTSTART"] > before["DTSTART"]  # type: ignore[operator]
    assert after["SEQUENCE"] > before["SEQUENCE"]  # type: ignore[operator]


def test_the_second_contact_is_an_event_of_its_own() -> None:
    """After a voicemail the second try has its own UID and says that it is the last."""
    job = Job(JOB.profile, contacts=(Contact(date(2026, 11, 18), ContactKind.VOICEMAIL),))
    [(uid, event)] = events(written(job, date(2026, 11, 18))).items()
    assert uid == "abc-second@callprompter"
    assert event["SUMMARY"] == "Call Dana Okafor at Harbor Lights (second and last contact)"


def test_their_own_hours_are_the_events_hours() -> None:
    """The hours that they asked for are those of the event."""
    job = Job(JOB.profile, timezone="Asia/Kolkata", contact_between=(time(14), time(16)))
    call = events(written(job))["abc-call@callprompter"]
    assert (str(call["DTSTART"])[11:], str(call["DTEND"])[11:]) == ("14:00:00+05:30", "16:00:00+05:30")


def test_where_nothing_is_to_be_done_there_is_no_file() -> None:
    """An empty calendar is none: the message says so."""
    job = Job(JOB.profile, contacts=(Contact(date(2026, 11, 12), ContactKind.THEY_CALLED),))
    with pytest.raises(PlanError) as error:
        written(job, date(2026, 11, 13))
    assert str(error.value) == "there is nothing to put into a calendar: no contact and no message is due"
