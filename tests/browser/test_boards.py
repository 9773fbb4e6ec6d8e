"""Boards, plans and outages as a house sees them: on a phone, on a desk, on the wall, on paper."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from schedules.actions import boards
from schedules.models import Amenity, Outage, Turn
from shelters.actions import stays
from shelters.models import Bed, Household
from tests.browser.conftest import Town, Visiting, press
from tests.browser.looking import tour
from tests.factories.appointments import ProgrammeFactory
from tests.factories.schedules import AmenityFactory, TurnFactory, WindowFactory
from tests.factories.shelters import make_household

HERE = ZoneInfo("America/Tijuana")


def families(town: Town, number: int) -> list[Household]:
    """Who sleeps in Casa Norte."""
    made = [make_household(town.norte.organization, "man") for _each in range(number)]
    beds = Bed.objects.free().filter(room__shelter=town.norte, room__name="Hombres").order_by("label")
    for family, bed in zip(made, beds, strict=False):
        stays.check_in(family, into={family.persons.get(): bed}, by=town.coordinator)
    return made


@pytest.fixture
def sockets(town: Town) -> Amenity:
    """Four sockets in the night and in the morning, and four families with turns; a tablet and Wi-Fi."""
    sockets = AmenityFactory(shelter=town.norte, name="Enchufes del comedor", seats=4)
    now = timezone.now().astimezone(HERE).replace(minute=0, second=0, microsecond=0)
    here = families(town, 4)
    for hours, some in ((0, here[:3]), (1, here[3:]), (6, [])):
        window = WindowFactory(amenity=sockets, starts_at=now + timedelta(hours=hours))
        for family in some:
            TurnFactory(window=window, household=family, given_by=town.coordinator)
    tomorrow = now.date() + timedelta(days=1)
    for kind, clock in (("tablet", time(6)), ("wifi", time(6)), ("charging", time(5))):
        amenity = AmenityFactory(shelter=town.norte, kind=kind, name=f"{kind} 2", slot_minutes=30)
        WindowFactory(amenity=amenity, starts_at=datetime.combine(tomorrow, clock, tzinfo=HERE))
    return sockets


def test_boards_and_outages_are_accessible_and_narrow(visit: Visiting, town: Town, sockets: Amenity) -> None:
    secret = boards.make(town.norte, by=town.coordinator)
    programme = ProgrammeFactory(organization=town.norte.organization, name_en="Línea de citas")
    programme.rules.update(rush_from=time(8), rush_until=time(8, 30))
    gone = Outage.objects.create(
        organization=town.norte.organization, shelter=town.norte, why="power", noted_by=town.volunteer,
        begun_at=timezone.now() - timedelta(hours=3), ended_at=timezone.now() - timedelta(hours=1),
    )  # fmt: skip
    turn = Turn.objects.earliest("starts_at")
    Turn.objects.filter(pk=turn.pk).update(state="lost", outage=gone)
    family = Turn.objects.latest("starts_at").household
    today = timezone.now().astimezone(HERE).date()
    paths = {
        "boards": "/turns/boards/",
        "plan": f"/turns/plan/{town.norte.pk}/?day={today}",
        "pack": f"/turns/pack/{town.norte.pk}/?day={today}",
        "outages": "/turns/outages/",
        "outage": f"/turns/outages/{gone.pk}/",
        "together": f"/turns/together/{family.pk}/",
        "household": f"/households/{family.pk}/",
        "wall": f"/wall/{secret}/",
    }
    pages = {name: (town.coordinator, path) for name, path in paths.items()}

    assert [tour(visit, pages, width=width) for width in (360, 1280)] == [{}, {}]


def test_a_screen_that_nobody_scrolls_shows_all_of_it(visit: Visiting, town: Town, sockets: Amenity) -> None:
    secret = boards.make(town.norte, by=town.coordinator)
    opened = visit(town.volunteer)
    opened.page.clock.install()
    opened.page.set_viewport_size({"width": 1280, "height": 330})
    page = opened.go(f"/wall/{secret}/")
    tops = [page.evaluate("scrollY")]

    for _part in range(8):
        page.clock.run_for(15_000)
        tops.append(page.evaluate("scrollY"))
        page.wait_for_load_state("networkidle")
    last = page.evaluate(
        "document.querySelector('main').getBoundingClientRect().bottom + scrollY - innerHeight"
    )
    page.get_by_role("button", name="Stand still").click()
    held = page.evaluate("scrollY")
    page.clock.run_for(120_000)

    assert len(set(tops)) > 1
    assert tops.count(0) > 1
    assert abs(max(tops) - last) < 2
    assert page.evaluate("scrollY") == held


def test_a_cut_is_written_down_and_ended_at_the_desk(visit: Visiting, town: Town, sockets: Amenity) -> None:
    page = visit(town.volunteer).go("/turns/outages/")
    page.get_by_label("Why").select_option("power")
    press(page.get_by_role("button", name="Write it down"))
    press(page.get_by_role("link", name="It works again Casa Norte"))
    press(page.get_by_role("button", name="It works again"))

    expect(page.get_by_text("3 turns are lost and come first next time.")).to_be_visible()
    assert Turn.objects.filter(state="lost").count() == 3


def test_a_family_takes_all_pieces_of_a_task(visit: Visiting, town: Town, sockets: Amenity) -> None:
    programme = ProgrammeFactory(organization=town.norte.organization, name_en="Línea de citas")
    programme.rules.update(rush_from=time(8), rush_until=time(8, 30))
    (family,) = families(town, 1)

    page = visit(town.volunteer).go(f"/households/{family.pk}/")
    press(page.get_by_role("link", name="Look what is free"))
    press(page.get_by_role("button", name="Take all of it"))

    expect(page.get_by_text("The family has all of it.")).to_be_visible()
    assert set(family.turns.values_list("kind", flat=True)) == {"tablet", "wifi", "charging"}
