"""The caller's facts: what is read, what is refused, how a field is said and written."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ProfileError
from assistant.profile import FIELDS, WAYS, Profile, digits, fill, national, parse, said, written

FULL = """\
name = "Priya Sharma"
phone = "617-555-0142"
email = "priya@example.com"
interviewer = "Ms. Jordan Lee"
company = "Harbor Lights Media, Inc."
position = "associate producer"
interview_date = "2026-11-10"
strengths = ["five years of radio", "a calm hand", "good ears"]
concerns = ["I can work weekends"]
questions = ["How is the podcast?", "Who left?"]
"""
PRIYA = parse(FULL, "p.toml")


def refused(text: str) -> list[str]:
    with pytest.raises(ProfileError) as error:
        parse(text, "p.toml")
    return str(error.value).splitlines()


def test_a_profile_is_read_with_all_its_fields() -> None:
    assert (
        Profile(
            name="Priya Sharma",
            phone="617-555-0142",
            email="priya@example.com",
            interviewer="Ms. Jordan Lee",
            company="Harbor Lights Media, Inc.",
            position="associate producer",
            interview_date=date(2026, 11, 10),
            strengths=("five years of radio", "a calm hand", "good ears"),
            concerns=("I can work weekends",),
            questions=("How is the podcast?", "Who left?"),
        )
        == PRIYA
    )


def test_only_the_name_is_needed() -> None:
    assert parse('name = "Priya"', "p.toml") == Profile("Priya")


def test_a_toml_date_is_a_date_too() -> None:
    assert parse('name = "P"\ninterview_date = 2026-11-10', "p.toml").interview_date == date(2026, 11, 10)


def test_the_keys_of_a_job_are_passed_over() -> None:
    """A job file of `callprompter plan` holds the profile's keys and more: one file serves both."""
    text = 'name = "P"\ncountry = "US"\npromised = "2026-12-01"\n[[contacts]]\ndate = "2026-11-11"\nkind = "called"\n'
    assert parse(text, "p.toml") == Profile("P")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'p.toml:1: "name" is missing: add a line like name = "Priya Sharma"'),
        ('\nname = " "', 'p.toml:2: "name" is empty: write your name, as name = "Priya Sharma"'),
        ('name = "P"\nphoen = "1"', 'p.toml:2: unknown key "phoen"; did you mean "phone"?'),
        (
            'name = "P"\ninterview_date = "2026-02-30"',
            'p.toml:2: "interview_date" cannot be "2026-02-30": write year-month-day, as "2026-11-10"',
        ),
        (
            'name = "P"\ninterview_date = 2026-02-30',
            'p.toml:2: a date that cannot be: write it as year-month-day, as interview_date = "2026-11-10"',
        ),
        (
            'name = "P"\ninterview_date = "last Tuesday"',
            'p.toml:2: "interview_date" cannot be "last Tuesday": write year-month-day, as "2026-11-10"',
        ),
        (
            'name = "P"\nphone = "call me"',
            'p.toml:2: "phone" cannot be "call me": write it as 617-555-0142, or +44 20 7946 0123 from abroad',
        ),
        (
            'name = "P"\nphone = "555-01"',
            'p.toml:2: "phone" cannot be "555-01": write it as 617-555-0142, or +44 20 7946 0123 from abroad',
        ),
        ('name = "P"\nphone = 6175550142', 'p.toml:2: "phone" must be a text in quotes, not 6175550142'),
        ('name = "P"\nemail = "priya"', 'p.toml:2: "email" cannot be "priya": write it as priya@example.com'),
        (
            'name = "P"\nstrengths = "radio"',
            'p.toml:2: "strengths" must be a list of texts: strengths = ["one", "another"]',
        ),
        (
            'name = "P"\nphone 617',
            "p.toml:2: not TOML (Expected '=' after a key in a key/value pair): write key = \"value\", one a line",
        ),
        ('name = "P', 'p.toml:1: not TOML (Unterminated string): write key = "value", one a line'),
    ],
)
def test_a_fault_says_what_is_wrong_where_and_what_to_write(text: str, message: str) -> None:
    assert refused(text) == [message]


def test_every_fault_is_told_at_once_in_the_order_of_the_lines() -> None:
    lines = refused('phone = "x"\nname = ""\nage = "7"\ninterview_date = "2026-13-01"\n')
    assert [line.split(":")[1] for line in lines] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("phone", "spoken", "shown"),
    [
        ("617-555-0142", "6175550142", "617-555-0142"),
        ("(617) 555-0142", "6175550142", "617-555-0142"),
        ("+1 617 555 0142", "6175550142", "617-555-0142"),
        ("1-617-555-0142", "6175550142", "617-555-0142"),
        ("617.555.0142 ext. 7", "6175550142", "617-555-0142"),
        ("+44 20 7946 0123", "02079460123", "020 7946 0123"),
    ],
)
def test_a_number_is_said_as_it_is_dialled_within_its_country(phone: str, spoken: str, shown: str) -> None:
    """Numbers set aside for fiction (555-01xx) are as good as any."""
    profile = parse(f'name = "P"\nphone = "{phone}"', "p.toml")
    assert (digits(profile.phone), written(profile, "phone")) == (spoken, shown)


def test_a_number_from_the_country_of_the_job_file_is_understood() -> None:
    profile = parse('name = "P"\nphone = "020 7946 0123"\ncountry = "GB"', "p.toml")
    assert (profile.phone, national(profile.phone)) == ("+44 20 7946 0123", "020 7946 0123")


@pytest.mark.parametrize(
    ("field", "ways"),
    [
        ("interviewer", ["jordan lee", "jordan", "ms lee", "miss lee", "ms jordan lee"]),
        ("name", ["priya sharma", "priya"]),
        ("company", ["harbor lights media", "harbor lights", "harbor lights media inc"]),
        ("position", ["associate producer", "producer"]),
        ("interview_date", ["tuesday november tenth", "november tenth", "the tenth", "tuesday", "last tuesday"]),
        ("phone", ["six one seven five five five zero one four two", "six one seven five five five oh one four two"]),
        ("email", ["priya at example dot com"]),
        ("strengths", ["five years of radio", "a calm hand", "good ears"]),
    ],
)
def test_a_field_is_said_in_these_ways_among_others(field: str, ways: list[str]) -> None:
    assert [way for way in ways if way not in said(PRIYA, field)] == []


@pytest.mark.parametrize(
    ("field", "value", "ways"),
    [
        ("interviewer", "Dr. O'Neil-Smith", ["dr o'neil smith", "doctor o'neil smith"]),
        ("interviewer", "Jordan Lee, Head of Radio", ["jordan lee", "jordan", "ms lee", "mr lee"]),
        ("company", "The New York Post", ["new york post", "the new york post"]),
        ("company", "3M", ["three m"]),
        ("company", "Smith & Sons Ltd.", ["smith and sons", "smith"]),
        ("position", "Producer / Editor (remote)", ["producer", "editor"]),
        ("position", "Senior Data Analyst", ["data analyst", "analyst"]),
    ],
)
def test_what_people_write_is_said_as_people_say_it(field: str, value: str, ways: list[str]) -> None:
    found = said(Profile(**{"name": "P", field: value}), field)
    assert [way for way in ways if way not in found] == []


@pytest.mark.parametrize(
    ("day", "way"),
    [
        (1, "november first"),
        (20, "november twentieth"),
        (21, "november twenty first"),
        (30, "the thirtieth of november"),
    ],
)
def test_a_day_is_said_in_words(day: int, way: str) -> None:
    assert way in said(Profile("P", interview_date=date(2026, 11, day)), "interview_date")


@given(st.builds(Profile, *[st.text(max_size=40)] * 6, st.dates(), *[st.lists(st.text(max_size=30)).map(tuple)] * 3))
def test_every_way_is_plain_words_and_there_are_not_too_many(profile: Profile) -> None:
    """Whatever people write into a field."""
    for field in FIELDS:
        ways = said(profile, field)
        assert len(ways) <= WAYS
        assert all(way == " ".join(way.split()) and way for way in ways)
        written(profile, field)


def test_a_field_is_written_as_it_is_read_on_the_screen() -> None:
    assert written(PRIYA, "interview_date") == "Tuesday, November 10"
    assert written(PRIYA, "strengths") == "five years of radio, a calm hand and good ears"
    assert written(PRIYA, "concerns") == "I can work weekends"
    assert written(PRIYA, "questions") == "How is the podcast?"


def test_a_line_is_filled_in_or_not_at_all() -> None:
    assert fill("This is {name}, {phone}.", PRIYA) == "This is Priya Sharma, 617-555-0142."
    assert fill("This is {name}, {phone}.", Profile("P")) is None


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing but ProfileError leaves `parse`."""
    try:
        parse(text, "p.toml")
    except ProfileError as error:
        assert all(line.startswith("p.toml:") for line in str(error).split("\n"))


@given(
    st.sampled_from([*FIELDS, "country"]),
    st.one_of(
        st.sampled_from(["1", "true", "1.5", "[]", "[1]", "{}", "12:00:00", "1979-05-27T07:32:00Z", "nan"]),
        st.text(st.characters(codec="utf-8", exclude_characters="'", exclude_categories=["C"]), max_size=20).map(
            lambda text: f"'{text}'"
        ),
    ),
)
def test_any_value_of_any_key_is_read_or_refused(key: str, value: str) -> None:
    text = f"{key} = {value}" if key == "name" else f'name = "P"\n{key} = {value}'
    try:
        parse(text, "p.toml")
    except ProfileError as error:
        assert str(error).startswith("p.toml:")
