"""A roster of helpers comes in through the browser, on a phone and on a desk, and goes out again."""

from pathlib import Path

from playwright.sync_api import Page, expect

from accounts.models import Organization
from accounts.rights import Role
from alerts.models import Helper
from tests.alerts.rosters import BAR
from tests.browser.conftest import Opening, press, width_too_much
from tests.browser.looking import findings_light_and_dark
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.alerts import AlertsOfficeFactory, HelperFactory


def check(page: Page) -> None:
    """Nothing to scroll sideways, by day and by night nothing that a screen reader stumbles over."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        assert width_too_much(page) <= 0
    page.emulate_media(color_scheme="light")
    assert findings_light_and_dark(page) == []
    page.set_viewport_size({"width": 360, "height": 740})


def test_a_roster_is_looked_at_imported_and_taken_back(
    opening: Opening, house: Organization, tmp_path: Path
) -> None:
    office = OrganizationFactory(network=house.network)
    AlertsOfficeFactory(organization=office)
    HelperFactory(
        organization=office, name="Luis Gómez", source="state_bar", licence="123457", kind="representative",
        cost="paid", checked_on="2026-01-05", check_again_by="2026-12-05", area="Chula Vista",
    )  # fmt: skip
    page = opening(MembershipFactory(organization=office, role=Role.MODERATOR)).go("/alerts/helpers/")
    file = tmp_path / "bar.csv"
    file.write_bytes(BAR)

    press(page.get_by_role("link", name="Import from a file"))
    page.locator("#file").set_input_files(file)
    page.get_by_label("Register that the file is from").select_option("state_bar")
    check(page)
    press(page.get_by_role("button", name="Look at it first"))
    expect(page.locator("main")).to_contain_text("Rows that are marked below are not imported.")
    page.get_by_text("Which column is which?").click()
    check(page)
    page.get_by_role("button", name="Import the good rows").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.locator(".messagelist")).to_contain_text("Kept: 3 new, 1 changed, 0 the same.")
    check(page)
    press(page.get_by_role("button", name="Take this import back"))
    expect(page.locator(".messagelist")).to_contain_text("Taken back: 4 helpers.")
    assert Helper.objects.get().area == "Chula Vista"
