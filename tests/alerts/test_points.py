"""Contact points are one, however they are written. The browser holds to the same list: test_check.py."""

import json
import re
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from alerts import points
from alerts.errors import BadPoint
from alerts.models import PointKind
from alerts.points import Point, asked, digest, keys, phones_asked, reach, read_point, shown

VECTORS = json.loads(Path(__file__).with_name("points.json").read_text())


@pytest.mark.parametrize("vector", VECTORS["read"], ids=lambda vector: vector["typed"])
def test_reads_what_people_write(vector):
    point = read_point(vector["typed"])

    assert point.kind == vector["kind"]
    assert point.value == vector.get("value", point.value)
    assert asked(vector["typed"]) == vector.get("asked", keys(point))
    assert shown(point) == vector.get("shown", shown(point))


@pytest.mark.parametrize("typed", VECTORS["refused"])
def test_refuses_what_is_no_contact_point(typed):
    with pytest.raises(BadPoint):
        read_point(typed)


@pytest.mark.parametrize(
    "vector", [each for each in VECTORS["read"] if each["kind"] not in ("account", "licence")], ids=str
)
def test_what_is_shown_is_read_as_the_same_again(vector):
    point = read_point(vector["typed"])

    assert read_point(shown(point), kind=point.kind) == point


def test_a_number_and_its_stored_keys_meet_with_and_without_the_country():
    stored = keys(read_point("+1 202 555 0143"))

    assert set(asked("202 555 0143")) & set(stored) == {"phone:+12025550143", "phone:2025550143"}
    assert not set(asked("+52 202 555 0143")) & set(stored)


@pytest.mark.parametrize("vector", VECTORS["phones"], ids=str)
def test_says_which_numbers_are_looked_up(vector):
    assert [re.sub("[ -]", "", each) for each in phones_asked(vector["typed"])] == vector["numbers"]


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("664 555 0100", "tel:+526645550100"),
        ("911", "tel:911"),
        ("Ayuda@Ejemplo.org", "mailto:ayuda@ejemplo.org"),
        ("https://ayuda.example/citas", "https://ayuda.example/citas"),
        ("facebook: ayuda", ""),
        ("cédula 1234567", ""),
        ("4111 1111 1111 1111", ""),
    ],
)
def test_what_dials_writes_to_or_opens_it(typed, address):
    assert reach(read_point(typed)).address == address


def test_an_account_and_its_stored_keys_meet_with_and_without_the_network():
    named, bare = keys(read_point("tiktok: citas")), keys(read_point("@citas"))

    assert set(asked("@citas")) & set(named)
    assert set(asked("tiktok.com/@citas")) & set(bare)
    assert not set(asked("instagram.com/citas")) & set(named)


def test_a_page_of_a_flagged_site_is_found():
    assert keys(read_point("cbp-citas.com"))[0] in asked("https://cbp-citas.com/pagar?id=7")


def test_the_digits_of_an_account_are_kept_nowhere():
    point = read_point("4111-1111-1111-1111")

    assert point == read_point("4111 1111 1111 1111", kind="account")
    assert "1111111" not in point.value
    assert keys(point) == [f"account:{point.value}"]


def test_a_kind_that_was_said_decides():
    assert read_point("abogado_rapido", kind="handle") == Point(PointKind.HANDLE, "@abogado_rapido")
    assert read_point("1234567", kind="licence") == Point(PointKind.LICENCE, "1234567")
    assert read_point("6645554471", kind="account").kind == PointKind.ACCOUNT
    with pytest.raises(BadPoint):
        read_point("citas@ejemplo.org", kind="phone")


def test_another_country_can_be_the_home():
    assert read_point("202 555 0143", region="US").value == "+12025550143"


def test_digests_differ_between_networks():
    assert digest("phone:911", "a") != digest("phone:911", "b")
    assert len(digest("phone:911", "a")) == 64


def test_agrees_with_the_library_about_numbers_of_every_country():
    numbers = [phonenumbers.example_number(region) for region in phonenumbers.SUPPORTED_REGIONS]
    written = {
        phonenumbers.format_number(number, PhoneNumberFormat.E164): phonenumbers.format_number(
            number, PhoneNumberFormat.INTERNATIONAL
        )
        for number in numbers
    }

    assert {value: read_point(text).value for value, text in written.items()} == {
        value: value for value in written
    }


@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_it(typed):
    try:
        point = read_point(typed)
    except BadPoint:
        return
    assert point.kind in PointKind.values
    assert 0 < len(point.value) <= points.LONGEST
    assert asked(typed)
