"""Phone numbers as people write them, in one form. The same steps are in static/alerts/points.js."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from alerts.errors import BadPoint

MEXICO = "MX"
MEXICAN = "52"
AMERICAN = "1"
# What Mexico put before ten digits until 2019; it still stands on cards and in chats.
OLD_MEXICAN = re.compile(r"^(?:044|045|01)(?=\d{10}$)")
ABROAD = re.compile(r"^(?:00|011(?=\d{10}))")
SHORT = re.compile(r"^(?:[09]\d\d|[2-8]11|\d{5,6})$")
TEN_AMERICAN = re.compile(r"^[2-9]\d{2}[2-9]\d{6}$")
EXTENSION = re.compile(r"\s*(?:ext|extensi[oó]n|x)\.?\s*\d{1,6}$", re.IGNORECASE)


def read_phone(typed: str, *, region: str = MEXICO) -> tuple[str, bool]:
    """A number in E.164 such as +526645554471, a short number such as 911 as it is, and whether the country
    was said and not guessed.

    +52 1 664 and +52 664 are one number. Without a country it is one of `region`; in Mexico, where +1 is
    across the street, one with an area code that only the United States or Canada have is theirs.

    Raises: BadPoint.
    """
    said = EXTENSION.sub("", typed.strip()).replace("(0)", "")
    digits = re.sub(r"[^0-9]", "", said)
    if said.startswith("+"):
        return _possible(digits), True
    if SHORT.match(digits):
        return digits, True
    if abroad := ABROAD.match(digits):
        return _possible(digits[abroad.end() :]), True
    dialled = OLD_MEXICAN.sub("", digits) if region == MEXICO else digits
    if len(dialled) > 10 and not dialled.startswith("0"):
        return _possible(dialled), True
    read = _in_one_form(dialled, region)
    return (by_area(read) if region == MEXICO and dialled == digits else read), False


def _possible(digits: str) -> str:
    if digits.startswith(MEXICAN + "1") and len(digits) == 13:
        digits = MEXICAN + digits[3:]
    return _in_one_form("+" + digits, None)


def _in_one_form(number: str, region: str | None) -> str:
    try:
        read = phonenumbers.parse(number, region)
    except NumberParseException:
        raise BadPoint from None
    if phonenumbers.is_possible_number_with_reason(read) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise BadPoint
    return phonenumbers.format_number(read, PhoneNumberFormat.E164)


def spaced(value: str) -> str:
    """+52 664 555 4471, as people read it aloud; a short number as it is."""
    if not value.startswith("+"):
        return value
    return phonenumbers.format_number(phonenumbers.parse(value), PhoneNumberFormat.INTERNATIONAL)


def by_area(mexican: str) -> str:
    """+1 619 555 0101 of +52 619 555 0101: Mexico has no area 619. Other numbers as they are."""
    if not TEN_AMERICAN.match(without_country(mexican)):
        return mexican
    return mexican if phonenumbers.is_valid_number(phonenumbers.parse(mexican)) else with_other_home(mexican)


def is_read_without_country(value: str) -> bool:
    """Whether somebody who leaves the country out may mean this number: a Mexican one always."""
    if value.startswith(f"+{MEXICAN}"):
        return True
    return value.startswith(f"+{AMERICAN}") and by_area(with_other_home(value)) == value


def with_other_home(value: str) -> str:
    """The number of the neighbour with the same ten digits: +1 664 555 4471 of +52 664 555 4471, and back."""
    home = AMERICAN if value.startswith(f"+{MEXICAN}") else MEXICAN
    return f"+{home}{without_country(value)}"


def without_country(value: str) -> str:
    """6645554471 of +526645554471."""
    return phonenumbers.national_significant_number(phonenumbers.parse(value))
