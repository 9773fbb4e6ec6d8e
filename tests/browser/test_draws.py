"""Draws as a house and its families see them: before and after, on a phone and on a desk."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from schedules.actions import boards, draws
from schedules.models import Draw
from tests.browser.conftest import Town, Visiting, press
from tests.browser.looking import wrong_with
from tests.factories.schedules import AmenityFactory, TurnRequestFactory, WindowFactory, tomorrow_at
from tests.factories.shelters import make_household

ASKING = 5


@pytest.fixture
def drawn(town: Town) -> Draw:
    """Five families asked for two seats of tomorrow."""
    sockets = AmenityFactory(shelter=town.norte, name="Enchufes del comedor", seats=2)
    window = WindowFactory(amenity=sockets, starts_at=tomorrow_at(sockets, 10))
    draws.announce(sockets, window.day + timedelta(days=1))
    draw = draws.announce(sockets, window.day)
    for _each in range(ASKING):
        family = make_household(town.norte.organization, "man")
        TurnRequestFactory(draw=draw, household=family, asked_by=town.volunteer)
    Draw.objects.filter(pk=draw.pk).update(draws_at=timezone.now())
    return draws.carry_out(draw.pk, draw.organization_id)


def test_draws_are_accessible_and_narrow(visit: Visiting, town: Town, drawn: Draw) -> None:
    secret = boards.make(town.norte, by=town.coordinator)
    ahead = Draw.objects.get(done_at=None)
    last = drawn.requests.get(place=ASKING)
    paths = {
        "draws": "/turns/draws/",
        "ahead": f"/turns/draws/{ahead.pk}/",
        "why": f"/turns/why/{last.pk}/",
        "wall-draws": f"/wall/{secret}/draws/",
        "wall-draw": f"/wall/{secret}/draws/{drawn.pk}/",
    }
    wrong: dict[tuple[str, int], list[str]] = {}

    for name, width in (*((name, 360) for name in paths), ("why", 1280), ("wall-draw", 1280)):
        page = visit(town.volunteer, width=width, color_scheme="light").go(paths[name])
        for summary in page.get_by_text("How to check this draw").all():
            summary.click()
        wrong[name, width] = wrong_with(page, f"{name}-{width}")
        page.context.close()

    assert {name: found for name, found in wrong.items() if found} == {}


def test_a_family_types_its_ticket_on_its_own_telephone(visit: Visiting, town: Town, drawn: Draw) -> None:
    secret = boards.make(town.norte, by=town.coordinator)
    last = drawn.requests.get(place=ASKING)
    page = visit(town.volunteer, java_script_enabled=False).go(f"/wall/{secret}/draws/")

    press(page.get_by_role("link", name=f"{drawn.day:%A}"))
    page.get_by_label("The ticket on the paper").fill(last.ticket.lower())
    press(page.get_by_role("button", name="Show"))

    expect(
        page.get_by_text("It was number 5 of 5. All times that suited it were full by then.")
    ).to_be_visible()
    expect(page.get_by_text("4 had a better lot")).to_be_visible()
