"""Turns in a browser: three taps for a turn, every page accessible, and no wider than a phone."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from schedules.actions import requests, turns
from schedules.models import Amenity, Turn, TurnRequest
from shelters.models import Household
from tests.browser.conftest import Town, Visiting, press, width_too_much
from tests.browser.looking import findings_light_and_dark
from tests.factories.schedules import AmenityFactory, DrawFactory, WindowFactory
from tests.factories.shelters import make_household

SHOTS = os.environ.get("POSADA_TEST_SHOTS", "")


@pytest.fixture
def amenity(town: Town) -> Amenity:
    """Eight sockets: families at it, families to tell, one that comes later; free places and an open draw."""
    made: Amenity = AmenityFactory(shelter=town.norte, name="Enchufes del patio", parents_have_two=True)
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    windows = [WindowFactory(amenity=made, starts_at=now + timedelta(hours=hour)) for hour in range(-2, 6)]
    DrawFactory(amenity=made, draws_at=now + timedelta(hours=20))
    for window in windows[2:4]:
        for _each in range(3):
            family = make_household(town.norte.organization, "woman")
            turns.give(family, window, by=town.coordinator, reason="The draw is over.")
    turns.came(Turn.objects.order_by("starts_at")[0], by=town.volunteer)
    Turn.objects.filter(starts_at=windows[3].starts_at).update(told_at=None)
    return made


@pytest.fixture
def family(town: Town) -> Household:
    return make_household(town.norte.organization, "woman", "child")


def shot(page, name: str) -> None:
    """For whoever wants to look: POSADA_TEST_SHOTS names a folder."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def test_the_pages_are_accessible_and_narrow(
    visit: Visiting, town: Town, amenity: Amenity, family: Household
) -> None:
    turn = Turn.objects.open().order_by("starts_at")[0]
    asked = requests.ask(family, amenity.draws.get(), way="desk", by=town.volunteer)
    pages = {
        "first": "/admin/",
        "list": "/turns/",
        "day": f"/turns/at/{amenity.pk}/",
        "marks": f"/turns/at/{amenity.pk}/marks/",
        "turn": f"/turns/one/{turn.pk}/",
        "household": f"/households/{family.pk}/turns/",
        "section": f"/households/{family.pk}/",
        "slip": f"/turns/one/{turn.pk}/slip/",
        "ticket": f"/turns/asked/{asked.pk}/slip/",
    }
    for width in (360, 1280):
        seen = visit(town.coordinator, width=width)
        for name, path in pages.items():
            page = seen.go(path)
            assert width_too_much(page) <= 0, (name, width)
            for details in page.locator("main details, #content details").all():
                details.evaluate("one => one.open = true")
            assert width_too_much(page) <= 0, (name, width, "opened")
            shot(page, f"{name}-{width}")
            if width == 360:
                assert findings_light_and_dark(page) == [], name
                page.emulate_media(color_scheme="dark")
                shot(page, f"{name}-dark")
                page.emulate_media(color_scheme="light")


def test_three_taps_put_a_family_on_the_list(
    visit: Visiting, town: Town, amenity: Amenity, family: Household
) -> None:
    page = visit(town.volunteer).go("/admin/")

    press(page.get_by_role("link", name="Enchufes del patio"))
    form = page.locator("form").filter(has=page.get_by_role("button", name="Put on the list"))
    form.get_by_label("Code on the card").fill(str(family))
    press(form.get_by_role("button", name="Put on the list"))

    expect(page.get_by_text("Ticket")).to_be_visible()
    assert TurnRequest.objects.get().household == family
    press(page.get_by_role("link", name="Print the slip"))
    expect(page.get_by_text("Your ticket")).to_be_visible()


def test_one_tap_says_that_a_family_came_and_one_takes_it_back(
    visit: Visiting, town: Town, amenity: Amenity
) -> None:
    page = visit(town.volunteer).go(f"/turns/at/{amenity.pk}/")
    came = Turn.objects.filter(state=Turn.State.CAME)

    press(page.get_by_role("button", name="Came", exact=False).first)
    assert came.count() == 2
    press(page.get_by_role("button", name="Take back").first)

    assert came.count() == 1
