"""J1 in a real browser: five people at 23:40, only 3 + 2."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from shelters.models import ArrivalDraft, Availability, Hold, Household, Referral, SplitNote, Stay
from tests.browser.conftest import Town, Visiting, press

pytestmark = pytest.mark.usefixtures("town")


def answer(page: Page) -> None:
    """2 adults, 3 children (0-4, 5-11, 12-17), one lower bunk."""
    people = (
        "Women, 18 to 59",
        "Men, 18 to 59",
        "Boys, 12 to 17",
        "Children, 5 to 11",
        "Small children, 0 to 4",
    )
    with kept(page, "babies=1"):
        for name in people:
            page.get_by_role("button", name=f"One more: {name}").click()
    with kept(page, "need_lower=1"):
        page.get_by_role("button", name="One more: lower bunk").click()
    expect(page.locator("#kept")).to_contain_text("kept 23:4")


@contextmanager
def kept(page: Page, answer: str) -> Iterator[None]:
    """Wait until the site has this answer: fields are sent a moment after they change."""
    with page.expect_response(lambda response: answer in (response.request.post_data or "")):
        yield


def find(page: Page) -> None:
    press(page.get_by_role("button", name="Find places"))
    page.wait_for_url("**/desk/places/")


def test_a_family_of_five_gets_two_adjacent_rooms(visit: Visiting, town: Town) -> None:
    page = visit(town.volunteer).go("/desk/")
    answer(page)
    expect(page.get_by_label("The doors closed at 22:00")).to_be_visible()
    find(page)

    options = page.locator(".option")
    expect(options).to_have_count(2)
    expect(options.nth(0)).to_contain_text("Familias-1, Familias-2: the family would sleep in 2 rooms")
    expect(options.nth(1)).to_contain_text("Templo Este")
    expect(options.nth(1)).to_contain_text(re.compile("confirmed 2 h 3\\d min ago"))
    expect(options.nth(1).get_by_role("link")).to_have_attribute("href", re.compile("^tel:"))

    press(options.nth(0).get_by_role("button", name="Check in now"))
    expect(page.get_by_role("heading", name="Who sleeps with whom")).to_be_visible()
    press(page.get_by_role("button", name="Yes, they sleep like this"))
    page.wait_for_url("**/households/*/")

    household = Household.objects.latest("opened_at")
    assert household.stays.in_use().count() == 5
    assert SplitNote.objects.get(household=household).adults.keys() == {"3", "4", "5"}
    assert set(household.stays.values_list("late_reason", flat=True)) == {"not_stated"}
    families = Availability.objects.get(shelter=town.norte, group__code="families")
    assert families.free == 0
    assert not ArrivalDraft.objects.exists()


def test_a_baby_with_its_parent_needs_no_bed(visit: Visiting, town: Town) -> None:
    page = visit(town.volunteer).go("/desk/")
    answer(page)
    page.get_by_role("button", name="One more: Small children who sleep with a parent").click()
    find(page)

    expect(page.locator(".card.tight")).to_contain_text("4 beds")


def test_the_neighbour_keeps_five_places_and_sees_no_name(visit: Visiting, town: Town) -> None:
    page = visit(town.volunteer).go("/desk/")
    answer(page)
    find(page)
    press(page.locator(".option").nth(1).get_by_role("button", name="The family agrees: hold 90 minutes"))
    page.wait_for_url("**/desk/held/")

    expect(page.locator(".code.big")).to_have_text(re.compile(r"^\w{4}-\w{4}-\w{4}-.$"))
    expect(page.locator("main")).to_contain_text("Held until 01:1")
    assert Referral.objects.get().people == 5
    assert Hold.objects.get().organization == town.este.organization
    assert not Household.objects.filter(organization=town.norte.organization, stays=None).exists()

    there = visit(town.neighbour).go("/admin/")
    expect(there.locator("main")).to_contain_text("5 people")
    expect(there.locator("main")).to_contain_text("3 children")


def test_answers_survive_a_reload(visit: Visiting, town: Town) -> None:
    page = visit(town.volunteer).go("/desk/")
    answer(page)
    page.reload()

    expect(page.locator("#n-boys")).to_have_value("1")
    expect(page.locator("#n-need_lower")).to_have_value("1")


def test_a_family_is_placed_without_javascript(visit: Visiting, town: Town) -> None:
    page = visit(town.volunteer, java_script_enabled=False).go("/desk/")
    press(page.get_by_role("button", name="One more: Men, 18 to 59"))
    expect(page.locator("#n-men")).to_have_value("1")
    press(page.get_by_role("button", name="Find places"))
    press(page.get_by_role("button", name="Check in now").first)

    assert Stay.objects.in_use().latest("starts_at").bed.room.name == "Hombres"  # type: ignore[union-attr]  # a bed was chosen above


def test_a_child_alone_never_gets_a_room_for_adults(visit: Visiting, town: Town) -> None:
    page = visit(town.volunteer).go("/desk/")
    page.get_by_role("button", name="One more: Boys, 12 to 17").click()
    expect(page.locator("#kept")).to_contain_text("kept")
    find(page)

    expect(page.get_by_role("heading", name="A child without an adult of the family")).to_be_visible()
    expect(page.get_by_role("button", name="Check in now")).to_have_count(0)
