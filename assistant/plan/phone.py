"""Telephone numbers, checked and shown in their country's grouping (by `phonenumbers`)."""

from assistant.errors import PlanError
from assistant.forms import quoted

FEWEST, MOST = 3, 17  # digits of a number: an extension; the longest that E.164 has room for, and a prefix


def checked(text: str, what: str) -> str:
    """`text` as written, once it can be a number. Raises PlanError for a number of no country.

    One without + is only looked at for its length: its country need not be the job's.
    """
    import phonenumbers

    written = " ".join(text.split())
    if not written:
        return ""
    if not written.startswith("+"):
        digits = sum(character.isdigit() for character in written)
        if digits < FEWEST or digits > MOST:
            raise _impossible(what, written)
        return written
    try:
        number = phonenumbers.parse(written)
    except phonenumbers.NumberParseException as error:
        if error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE:
            hint = "no country has that code; mend the digits after the +"
            raise PlanError(f"{what} cannot be {quoted(written)}: {hint}") from error
        raise _impossible(what, written) from error
    if not phonenumbers.is_possible_number(number):
        place = phonenumbers.region_code_for_country_code(number.country_code or 0)
        raise PlanError(f"{what} cannot be {quoted(written)}: too long or too short for {place}; mend the digits")
    return written


def international(text: str, country: str) -> str:
    """A number told without + as one of `country`, with its code, so that it needs no country later.

    Where that cannot be told it stays as written; so does one of the US, which a profile takes a bare number for.
    """
    import phonenumbers

    if not text or text.startswith("+") or country in ("", "US"):
        return text
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_possible_number(number):
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def shown(text: str, country: str) -> str:
    """The number in its country's grouping, with the code of a country other than `country`."""
    import phonenumbers

    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_possible_number(number):
        return text
    home = phonenumbers.country_code_for_region(country) if country else 0
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, form.NATIONAL if number.country_code == home else form.INTERNATIONAL)


def _impossible(what: str, text: str) -> PlanError:
    return PlanError(f"{what} cannot be {quoted(text)}: write it as 617-555-0142, or +44 20 7946 0123 from abroad")
