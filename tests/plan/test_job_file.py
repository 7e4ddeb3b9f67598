"""A job's file: what is read, and one clear line for everything that cannot be."""

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import profile
from assistant.errors import PlanError
from assistant.plan.decide import plan
from assistant.plan.job import KEYS, Contact, ContactKind, Job, to_table
from assistant.plan.job_file import parse, read
from assistant.plan.policy import Policy
from assistant.policies import load
from assistant.profile import Profile

BASE = 'name = "Priya"\ninterview_date = 2026-11-10\n'


def test_the_profile_reads_a_jobs_file_too() -> None:
    """Every key of a job is one that a profile passes over."""
    assert {*profile.FIELDS, *profile.JOB_KEYS} == set(KEYS)


def test_dates_may_be_dates_or_texts() -> None:
    """TOML's own dates and quoted ones are the same."""
    own = parse(BASE + "promised = 2026-11-20\n", "job.toml")
    quoted = parse('name = "Priya"\ninterview_date = "2026-11-10"\npromised = "2026-11-20"\n', "job.toml")
    assert own == quoted
    assert own.promised == date(2026, 11, 20)


def test_an_interview_may_be_told_as_one_moment() -> None:
    """TOML's date with a time is the day and the time."""
    job = parse("interview_date = 2026-11-10T10:30:00\n", "job.toml")
    assert (job.profile.interview_date, job.interview_time) == (date(2026, 11, 10), time(10, 30))


def test_a_promise_may_be_told_in_words() -> None:
    """Words are counted from the day of the interview."""
    assert parse(BASE + 'promised = "within a week"', "job.toml").promised == date(2026, 11, 17)
    assert parse(BASE + 'promised = "by the 20th"', "job.toml").promised == date(2026, 11, 20)
    assert parse(BASE + 'promised = "nothing"', "job.toml").promised is None


def test_contacts_are_put_into_the_order_of_their_days() -> None:
    """The order in the file does not matter."""
    job = parse(
        BASE + '[[contacts]]\ndate = 2026-11-20\nkind = "called"\n[[contacts]]\ndate = 2026-11-11\nkind = "thank-you"',
        "job.toml",
    )
    assert [contact.day.day for contact in job.contacts] == [11, 20]


def test_names_in_any_script_are_kept() -> None:
    """Nothing is lost of a name."""
    job = parse(BASE + 'interviewer = "Zoë O\'Brien-Łukasiewicz"\ncompany = "東京放送"\n', "job.toml")
    assert (job.profile.interviewer, job.profile.company) == ("Zoë O'Brien-Łukasiewicz", "東京放送")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('promise = "2026-11-20"', 'unknown key "promise"; did you mean "promised"?'),
        ('timezone = "Europe/Berln"', 'timezone "Europe/Berln" is not known; did you mean Europe/Berlin?'),
        (
            'timezone = "Mars/Olympus"',
            'timezone "Mars/Olympus" is not known: write it as Europe/Berlin or America/New_York',
        ),
        ('timezone = "../../etc/passwd"', 'timezone "../../etc/passwd" is not known: write it as'),
        ('country = "XX"', 'country "XX" is not known: write two letters of ISO 3166, as US, GB or DE'),
        ('country = "Germany"', 'country "Germany" is not known; did you mean DE (Germany)?'),
        ('country = "US"\nregion = "Californa"', 'region "Californa" is not one of US; did you mean CA (California)?'),
        ('region = "CA"', 'region "CA" needs a country: write country too, as US'),
        ('promised = "2027-02-29"', "promised: February 2027 has 28 days, not 29; mend the date"),
        ('promised = "2026-13-01"', 'promised cannot be "2026-13-01": write year-month-day, as 2026-11-24'),
        ('promised = "soon"', 'promised cannot be "soon": write a day as 2026-11-24, or words as "within a week"'),
        ("promised = 5", 'promised cannot be "5": write year-month-day, as 2026-11-24'),
        ("promised = 2026-11-20T10:00:00", "promised is a day without a time: write 2026-11-20"),
        ("promised = 1026-11-20", "promised cannot be 1026-11-20: the year must be 2000 to 2099"),
        (
            "promised = 2026-11-09",
            "promised 2026-11-09 is before the interview on 2026-11-10: mend promised or interview_date",
        ),
        (
            'phone = "+999 123456"',
            'phone cannot be "+999 123456": no country has that code; mend the digits after the +',
        ),
        ('phone = "+1 23"', 'phone cannot be "+1 23": too long or too short for US; mend the digits'),
        ('phone = "call me"', 'phone cannot be "call me": write it as 617-555-0142'),
        ('strengths = "calm"', 'strengths must be a list of texts, as strengths = ["...", "..."]'),
        ("company = 7", 'company must be a text in quotes, as company = "..."'),
        ('interview_time = "25:00"', 'interview_time cannot be "25:00": write hours and minutes, as 14:30'),
        ('contact_by = "fax"', 'contact_by cannot be "fax" (there are: email, phone)'),
        (
            'contact_between = ["16:00", "14:00"]',
            "contact_between: 16:00 is not before 14:00; write the earlier time first",
        ),
        ('contacts = "voicemail"', "contacts must be tables: write [[contacts]] and its keys below"),
        ("[[contacts]]\ndate = 2026-11-12", 'contacts number 1 lacks "kind"'),
        (
            '[[contacts]]\ndate = 2026-11-12\nkind = "voice-mail"',
            'kind of contacts number 1 cannot be "voice-mail"; did you mean "voicemail"?',
        ),
        (
            '[[contacts]]\ndate = 2026-11-12\nkind = "called"\nwhen = "noon"',
            'unknown key "when" in contacts number 1 (there are: date, kind, note, promised)',
        ),
        (
            '[[contacts]]\ndate = 2026-11-09\nkind = "called"',
            "contact called on 2026-11-09 is before the interview on 2026-11-10: only contacts",
        ),
        (
            '[[contacts]]\ndate = 2026-11-12\nkind = "spoke"\npromised = 2026-11-11',
            "contact spoke on 2026-11-12: promised 2026-11-11 is before that day; mend it",
        ),
        ("[[offers]]\ndeadline = 2026-11-30", 'offers number 1 lacks "company"'),
    ],
)
def test_what_cannot_be_is_one_line_that_says_what_and_how(text: str, line: str) -> None:
    """Each fault of a job's file: its line, whole, after the file's name."""
    with pytest.raises(PlanError) as error:
        parse(BASE + text, "job.toml")
    assert str(error.value).startswith(f"job.toml: {line}")
    assert "\n" not in str(error.value)


def test_a_file_that_is_no_toml_says_where() -> None:
    """TOML's own message, with the line."""
    with pytest.raises(PlanError, match=r"^job.toml: not TOML \(.*line 2.*\); mend that line$"):
        parse('name = "Priya"\ncompany = Harbor\n', "job.toml")
    with pytest.raises(PlanError, match="a date must be one of the calendar"):
        parse("interview_date = 2027-02-29\n", "job.toml")


def test_every_fault_is_told_at_once() -> None:
    """Three faults, one line."""
    with pytest.raises(PlanError) as error:
        parse('compny = "x"\ncountry = "XX"\npromised = "soon"\n', "job.toml")
    assert str(error.value).count("; ") >= 2
    for part in ('"compny"', '"XX"', '"soon"'):
        assert part in str(error.value)


def test_a_time_that_the_clocks_left_out_is_refused() -> None:
    """On the last Sunday of March 2026 there was no half past two in Berlin."""
    gap = 'interview_date = 2026-03-29\ninterview_time = "02:30"\ntimezone = "Europe/Berlin"\n'
    with pytest.raises(PlanError, match="02:30 does not come on Sunday 29 March 2026 in Europe/Berlin"):
        parse(gap, "job.toml")
    assert parse(gap.replace("02:30", "03:30"), "job.toml").interview_time == time(3, 30)


@pytest.fixture(scope="module")
def policies() -> dict[str, Policy]:
    return load()


def test_without_the_day_of_the_interview_there_is_no_plan(policies: dict[str, Policy]) -> None:
    """The message asks for the day."""
    with pytest.raises(PlanError) as error:
        plan(Job(Profile("Priya")), policies, "s0", date(2026, 11, 20))
    assert str(error.value) == "interview_date is missing: write the day of the interview, as 2026-11-10"


def test_a_contact_in_the_future_is_refused(policies: dict[str, Policy]) -> None:
    """What has not happened is no contact."""
    job = Job(
        Profile("Priya", interview_date=date(2026, 11, 10)), contacts=(Contact(date(2026, 11, 20), ContactKind.CALLED),)
    )
    with pytest.raises(PlanError) as error:
        plan(job, policies, "s0", date(2026, 11, 19))
    assert str(error.value) == (
        "contact called on Friday 20 November 2026 is in the future (today is 2026-11-19): log what has happened"
    )


def test_an_unknown_policy_says_which_there_are(policies: dict[str, Policy]) -> None:
    """The shared rules are no policy to choose."""
    job = Job(Profile("Priya", interview_date=date(2026, 11, 10)))
    for name in ("s2", "shared"):
        with pytest.raises(PlanError, match=f'^there is no policy "{name}"'):
            plan(job, policies, name, date(2026, 11, 19))


texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20).map(lambda text: " ".join(text.split()))
listed = st.lists(texts.filter(bool), max_size=3).map(tuple)


@given(texts, texts, listed, listed, st.none() | st.integers(0, 60).map(lambda n: date(2026, 11, 10 + n % 20)))
def test_any_text_comes_back_from_its_table(
    name: str, company: str, strengths: tuple[str, ...], notes: tuple[str, ...], promised: date | None
) -> None:
    """`read(to_table(job))` is the same job."""
    told = Profile(name, company=company, interview_date=date(2026, 11, 10), strengths=strengths)
    job = replace(Job(told), notes=notes, promised=promised)
    assert read(to_table(job), "table") == job


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the first table takes long where much runs
@given(
    st.dictionaries(st.sampled_from(KEYS), st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()))
)
def test_nonsense_is_refused_and_never_breaks(table: dict[str, object]) -> None:
    """Whatever stands in a table, it is a job or one line."""
    try:
        read(table, "table")
    except PlanError as error:
        assert "\n" not in str(error)
