"""Odd answers into every form of turns, loans, boards and Wi-Fi, as it stands on its page: refused in words
or written down, never a fault."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from config import demo_turns
from schedules.actions import boards, outages, routers, vouchers
from schedules.models import Amenity, Draw, LentDevice, Turn, TurnRequest
from tests.contract.odd_pages import Page, broken_by
from tests.factories.appointments import ProgrammeFactory
from tests.factories.shelters import ShelterFactory, make_household

pytestmark = pytest.mark.django_db
QUERIES = (
    "day",
    "household",
    "window",
    "shelter",
    "for",
    "only",
    "from",
    "page",
    "fas",
    "login",
    "programme",
)


@pytest.fixture
def pages(house: Any, coordinator: Any) -> list[Page]:
    """Who opens which page: something of each kind is there."""
    shelter = ShelterFactory(organization=house)
    families = [make_household(house, "woman", "child") for _family in range(9)]
    demo_turns.share(shelter, by=coordinator)
    programme = ProgrammeFactory(organization=house, network=None)
    programme.rules.update(
        rush_from=timezone.now().time(), rush_until=(timezone.now() + timedelta(hours=1)).time()
    )
    wifi = Amenity.objects.get(kind="wifi")
    vouchers.make(wifi, vouchers.today_of(wifi), by=coordinator)
    cut, _moved = outages.begin(shelter, why="power", by=coordinator)
    router, _key = routers.make(wifi, label="Router", lasts_days=30, by=coordinator)
    secret = boards.make(shelter, by=coordinator)
    drawn = Draw.objects.filter(done_at__isnull=False)[0]
    turn, asked = Turn.objects.open()[0], TurnRequest.objects.filter(draw=drawn)[0]
    mine = ["/amenities/", f"/amenities/houses/{shelter.pk}/", f"/amenities/houses/{shelter.pk}/add/wifi/",
            "/turns/", "/turns/draws/", f"/turns/draws/{drawn.pk}/", f"/turns/why/{asked.pk}/",
            "/turns/boards/", "/turns/outages/", f"/turns/outages/{cut.pk}/",
            f"/turns/plan/{shelter.pk}/", f"/turns/pack/{shelter.pk}/", f"/turns/one/{turn.pk}/",
            "/wifi/", "/wifi/routers/", f"/wifi/{wifi.pk}/strips/", f"/loans/houses/{shelter.pk}/",
            f"/loans/houses/{shelter.pk}/devices/", f"/loans/houses/{shelter.pk}/labels/"]  # fmt: skip
    for amenity in Amenity.objects.filter(kind__in=["charging", "wifi"]):
        mine += [f"/amenities/{amenity.pk}/", f"/turns/at/{amenity.pk}/"]
    mine.append(f"/turns/at/{turn.amenity_id}/marks/")
    for family in (families[0], families[-1]):
        mine += [f"/households/{family.pk}/turns/",
                 f"/loans/households/{family.pk}/"]  # fmt: skip
    for device in LentDevice.objects.filter(label__in=["M1", "C1"]):
        mine += [f"/loans/devices/{device.pk}/", f"/loans/devices/{device.pk}/change/"]
    shared = LentDevice.objects.get(is_shared=True)
    mine.append(f"/loans/devices/{shared.pk}/turn-over/")
    of_all = [f"/wall/{secret}/", f"/wall/{secret}/draws/", f"/wall/{secret}/draws/{drawn.pk}/",
              f"/captive/{router.prefix}/portal/", "/tablet/rest/"]  # fmt: skip
    return [*((coordinator, address) for address in mine), *((None, address) for address in of_all)]


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
def test_nothing_odd_breaks_a_page(pages: list[Page]) -> None:
    here = ("/amenities/", "/turns/", "/households/", "/wifi/", "/loans/", "/wall/", "/captive/", "/tablet/")

    broken, forms = broken_by(pages, below=here, queries=QUERIES)

    assert broken == {}
    assert forms > 40
