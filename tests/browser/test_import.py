"""A list of shelters comes in through the browser, on a phone and on a desk."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from shelters.models import Places, Shelter
from tests.browser.conftest import Town, Visiting, press
from tests.shelters.sheets.files import DIRTY, TORONTO, as_text, needs_toronto

pytestmark = pytest.mark.usefixtures("town")


def look_at(page: Page, file: Path) -> None:
    press(page.get_by_role("link", name="Import from a file"))
    page.locator("#file").set_input_files(file)
    press(page.get_by_role("button", name="Look at it first"))


def check(page: Page) -> None:
    """Nothing to scroll sideways, nothing that a screen reader stumbles over."""
    width: Any = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0
    assert Axe().run(page).response["violations"] == []


@pytest.mark.parametrize("width", [360, 1280])
def test_a_file_is_looked_at_and_imported(visit: Visiting, town: Town, tmp_path: Path, width: int) -> None:
    file = tmp_path / "albergues.csv"
    file.write_bytes(DIRTY)
    page = visit(town.coordinator, width=width).go("/admin/shelters/shelter/")

    look_at(page, file)
    expect(page.locator("main")).to_contain_text("5 shelters, 3 with a capacity, 1,405 places, 2 not stated")
    page.get_by_text("Which column is which?").click()
    check(page)
    press(page.get_by_role("button", name="Import all rows"))

    expect(page.locator(".messagelist")).to_contain_text("Imported: 5 new, 0 changed, 0 unchanged.")
    assert Shelter.objects.filter(organization=town.norte.organization).count() == 6


@pytest.mark.parametrize("width", [360, 1280])
def test_wrong_rows_say_what_to_do(visit: Visiting, town: Town, tmp_path: Path, width: int) -> None:
    file = tmp_path / "albergues.csv"
    file.write_bytes(as_text("nombre,grupo,cupo", "Casa,pilots,lots", ",men,3"))
    page = visit(town.coordinator, width=width).go("/admin/shelters/shelter/")

    look_at(page, file)

    expect(page.locator("main")).to_contain_text("Nothing can be imported yet.")
    expect(page.get_by_role("button", name="Import all rows")).to_have_count(0)
    check(page)


@needs_toronto
def test_the_file_of_toronto_comes_in_by_browser(visit: Visiting, town: Town) -> None:
    page = visit(town.coordinator).go("/admin/shelters/shelter/")

    look_at(page, TORONTO)
    press(page.get_by_role("button", name="Import all rows"))

    expect(page.locator(".messagelist")).to_contain_text("Imported: 59 new, 0 changed, 0 unchanged.")
    assert Places.objects.filter(shelter__organization=town.norte.organization, installed=None).count() == 5
