"""Counting heads in three taps."""

import pytest
from playwright.sync_api import expect

from shelters.models import Places
from tests.browser.conftest import Town, Visiting, press

pytestmark = pytest.mark.usefixtures("town")


def test_a_count_takes_three_taps(visit: Visiting, town: Town) -> None:
    page = visit(town.counter).go("/admin/")
    press(page.locator(".doors").get_by_role("link", name="Count"))
    page.get_by_role("button", name="One more: Men").click()
    press(page.get_by_role("button", name="Save the count"))

    expect(page.locator("main")).to_contain_text("41 in use")
    assert Places.objects.get(group__code="men").in_use == 41


def test_a_surprising_figure_asks_once_more(visit: Visiting, town: Town) -> None:
    page = visit(town.counter).go("/count/")
    page.get_by_role("spinbutton", name="Women 20 in use").fill("200")
    press(page.get_by_role("button", name="Save the count"))
    press(page.get_by_role("button", name="Yes, 200 is right"))

    expect(page.locator("main")).to_contain_text("160 over")


def test_a_bus_is_counted_and_its_families_come_from_the_desk(visit: Visiting, town: Town) -> None:
    page = visit(town.counter).go("/count/")
    page.get_by_text("A group has arrived").click()
    for name, people in (("Men", "40"), ("Women", "30"), ("Children", "20")):
        page.get_by_label(name, exact=True).last.fill(people)
    press(page.get_by_role("button", name="Save the group"))

    expect(page.locator("main")).to_contain_text("90 of 90 wait: 40 men, 30 women, 20 children")
    press(page.get_by_role("link", name="Next family"))
    page.get_by_role("button", name="One more: Men, 18 to 59").click()
    expect(page.locator("#kept")).to_contain_text("kept")
    press(page.get_by_role("button", name="Find places"))
    press(page.get_by_role("button", name="Check in now").first)
    page.goto(page.url.split("/households/")[0] + "/count/")
    expect(page.locator("main")).to_contain_text("89 of 90 wait")
