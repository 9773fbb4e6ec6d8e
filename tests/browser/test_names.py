"""A called name in a real browser: written down at arrival, found at the desk, read until its end."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.actions import collecting
from accounts.models.organizations import COLLECTABLE
from accounts.rights import Role
from shelters.models import Household
from shelters.names import words_of
from tests.browser.conftest import Town, Visiting, press
from tests.browser.looking import findings, findings_light_and_dark, wider
from tests.browser.test_desk import find, kept
from tests.factories.accounts import MembershipFactory
from tests.factories.shelters import tell

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def asks(town: Town) -> None:
    collecting.choose(town.norte.organization, asked=COLLECTABLE, by=town.coordinator)


def place_two_men(page: Page) -> Household:
    page.get_by_role("button", name="One more: Men, 18 to 59").click()
    page.get_by_role("button", name="One more: Men, 18 to 59").click()
    expect(page.locator("#kept")).to_contain_text("kept 23:4")
    find(page)
    press(page.get_by_role("button", name="Check in now").first)
    page.wait_for_url("**/households/*/")
    return Household.objects.latest("opened_at")


def test_a_name_is_kept_found_and_read_by_a_colleague_after_they_left(
    visit: Visiting, town: Town, asks: None
) -> None:
    page = visit(town.volunteer).go("/desk/")
    household = place_two_men(page)

    first = page.get_by_label("Person 1:")
    first.fill("Chucho")
    page.get_by_label("Person 2:").fill("664 555 4471")
    page.get_by_label("Notes.").click()
    expect(page.locator("#kept")).to_contain_text("This looks like the number of a document")
    page.get_by_label("Person 2:").fill("")
    page.get_by_label("Notes.").fill("Two bags under the stairs")
    with kept(page, "bags"):
        page.get_by_label("Notes.").blur()
    expect(page.locator("#kept")).to_have_text("kept")
    assert words_of(Household.objects.get(pk=household.pk)).notes.text == "Two bags under the stairs"
    assert first.input_value() == "Chucho"

    press(page.get_by_role("button", name="Save"))
    expect(page.locator(".called-name")).to_have_text("Chucho")
    assert "Chucho" not in page.title() + page.url

    page.goto(page.url.partition("/households/")[0] + "/desk/")
    page.get_by_label("Called name of somebody who is here").fill("chu")
    press(page.get_by_role("button", name="Find", exact=True))
    expect(page.locator(".plain-list li")).to_contain_text(str(household))
    expect(page.locator(".plain-list li")).to_contain_text(
        household.stays.earliest("person__number").bed.room.name
    )
    assert "chu" not in page.url
    press(page.get_by_role("link", name="Open"))
    press(page.get_by_role("button", name="Check out"))
    expect(page.get_by_text("They left. Names and notes are erased:")).to_be_visible()

    colleague = MembershipFactory(organization=town.norte.organization, role=Role.VOLUNTEER)
    there = visit(colleague).go(f"/households/{household.pk}/")
    expect(there.locator(".called-name")).to_have_text("Chucho")
    expect(there.get_by_text("Two bags under the stairs").first).to_be_visible()


def test_names_are_written_down_without_javascript(visit: Visiting, town: Town, asks: None) -> None:
    page = visit(town.volunteer, java_script_enabled=False).go("/desk/")
    press(page.get_by_role("button", name="One more: Men, 18 to 59"))
    press(page.get_by_role("button", name="Find places"))
    press(page.get_by_role("button", name="Check in now").first)
    page.get_by_label("Person 1:").fill("Chucho")
    press(page.get_by_role("button", name="Save"))

    expect(page.locator(".called-name")).to_have_text("Chucho")


def test_a_coordinator_decides_what_is_asked(visit: Visiting, town: Town) -> None:
    page = visit(town.coordinator).go("/admin/")
    press(page.get_by_role("link", name="What is asked about guests"))
    press(page.get_by_role("button", name=re.compile("Ask from now on.*Called name")))

    expect(page.get_by_role("button", name=re.compile("Do not ask any more.*Called name"))).to_be_visible()
    town.norte.organization.refresh_from_db()
    assert town.norte.organization.collects == {"called_name"}


def test_these_pages_are_accessible_and_narrow_enough(visit: Visiting, town: Town) -> None:
    family = Household.objects.filter(organization=town.norte.organization).latest("opened_at")
    tell(family, by=town.coordinator)
    page = visit(town.coordinator, color_scheme="light").go("/desk/")
    wrong = {}

    def look(name: str) -> None:
        page.set_viewport_size({"width": 360, "height": 740})
        page.emulate_media(color_scheme="light")
        found = [*findings_light_and_dark(page), *wider(page)]
        page.set_viewport_size({"width": 1280, "height": 900})
        wrong[name] = [*found, *findings(page), *wider(page)]

    look("desk")
    page.get_by_label("Called name of somebody who is here").fill("quetzal")
    press(page.get_by_role("button", name="Find", exact=True))
    look("found")
    press(page.get_by_role("link", name="Open").first)
    page.get_by_text("Write down or change").click()
    look("household")
    page.goto(page.url.partition("/households/")[0] + "/asked/")
    look("asked")
    press(page.get_by_role("button", name=re.compile("Do not ask any more.*Notes")))
    look("asked no more")

    assert {name: found for name, found in wrong.items() if found} == {}
