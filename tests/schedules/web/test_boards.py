"""The address of a screen: wrong ones are slow, and darken no screen. Ways from and to boards and outages."""

import re
from datetime import datetime

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.web.guesses import NETWORK
from core.codes import show_code
from privacy import walls
from schedules.actions import boards, outages
from tests.factories.schedules import AmenityFactory, DrawFactory, LoanFactory, TurnFactory, WindowFactory
from tests.factories.shelters import ShelterFactory

pytestmark = pytest.mark.django_db
PLACES = ("turns/boards/", "turns/draws/", "turns/outages/", "turns/at/{amenity}/", "amenities/", "wifi/")


def test_wrong_addresses_are_slow_and_keep_no_screen_dark(coordinator):
    cache.clear()
    shelter = ShelterFactory(organization=coordinator.organization)
    with walls.within(shelter.organization_id):
        secret = boards.make(shelter, by=coordinator)

    wrong = [Client().get(f"/wall/{secret[:-1]}/").status_code for _each in range(NETWORK.most + 1)]
    right = [Client().get(f"/wall/{secret}/{page}").status_code for page in ("", "draws/")]

    assert (wrong[0], wrong[-1]) == (404, 429)
    assert right == [200, 200]


def test_a_screen_and_a_staff_page_show_the_clock_of_the_house(signed_in, coordinator, time_machine):
    time_machine.move_to(datetime.fromisoformat("2026-11-23T10:20:00-10:00"), tick=False)
    shelter = ShelterFactory(organization=coordinator.organization, time_zone="Pacific/Honolulu")
    amenity = AmenityFactory(shelter=shelter)
    window = WindowFactory(amenity=amenity, starts_at=datetime.fromisoformat("2026-11-23T10:00:00-10:00"))
    turn = TurnFactory(window=window)
    DrawFactory(amenity=amenity, draws_at=datetime.fromisoformat("2026-11-23T17:00:00-10:00"))
    with walls.within(shelter.organization_id):
        secret = boards.make(shelter, by=coordinator)

    screen, draws = (Client().get(f"/wall/{secret}/{page}").text for page in ("", "draws/"))
    client = signed_in(coordinator)
    one, plan = (
        client.get(f"/turns/{path}").text
        for path in (f"one/{turn.pk}/", f"plan/{shelter.pk}/?day={window.day}")
    )

    assert ("As of 10:20." in screen, "10:00–" in screen) == (True, True)
    assert "17:00" in draws
    assert "10:00–" in one
    assert (", 10:20." in plan, "10:00</strong>" in plan) == (True, True)


def links(page):
    return set(re.findall(r'href="(/turns/(?:pack|plan)/[^"]+)"', page.text))


def test_everybody_sees_only_papers_that_open(signed_in, desk, coordinator):
    ShelterFactory(organization=desk.organization)

    for member, count in ((desk, 2), (coordinator, 3)):
        client = signed_in(member)
        papers = links(client.get("/turns/boards/"))
        assert len(papers) == count
        assert {client.get(paper).status_code for paper in papers} == {200}


def test_the_pack_calls_whoever_has_a_device_as_short_as_elsewhere(signed_in, coordinator):
    loan = LoanFactory(device__shelter__organization=coordinator.organization, handed_by=coordinator)
    code = loan.household.code

    pack = signed_in(coordinator).get(f"/turns/pack/{loan.device.shelter_id}/").text

    assert code[8:12] in pack
    assert (code in pack, show_code(code) in pack) == (False, False)


def test_a_plan_says_a_rule_only_where_somebody_has_a_turn_and_which_draw_is_ahead(signed_in, desk):
    shelter = ShelterFactory(organization=desk.organization)
    used, empty, ahead = (AmenityFactory(shelter=shelter) for _each in range(3))
    TurnFactory(window=WindowFactory(amenity=used))
    day = WindowFactory(amenity=empty).day
    DrawFactory(amenity=ahead, day=WindowFactory(amenity=ahead).day)

    plan = signed_in(desk).get(f"/turns/plan/{shelter.pk}/?day={day}").text

    assert plan.count(str(used.sentence)) == 1
    assert (plan.count("Nobody."), plan.count("It is drawn on ")) == (1, 1)


def test_what_was_chosen_stays_when_an_outage_is_refused(signed_in, desk):
    shelter = ShelterFactory(organization=desk.organization)
    sockets, other = (AmenityFactory(shelter=shelter, seats=2) for _each in range(2))

    for chosen in (f"amenity={other.pk}", f"amenity={sockets.pk}"):
        answer = signed_in(desk).post("/turns/outages/", {"what": chosen, "why": "broken", "seat": "99"})

        assert answer.status_code == 400
        assert re.findall(r'<option value="(\w+=[^"]+)"\s+selected', answer.text) == [chosen]


def test_a_mistaken_outage_is_taken_back_with_one_tap(signed_in, desk):
    shelter = ShelterFactory(organization=desk.organization)
    outage, _moved = outages.begin(shelter, why="power", by=desk)
    address = f"/turns/outages/{outage.pk}/"
    client = signed_in(desk)
    assert 'value="take_back"' in client.get(address).text

    assert client.post(address, {"act": "take_back"}).headers["Location"] == "/turns/outages/"
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("path", PLACES)
def test_each_page_leads_back_and_says_how_old_it_is(signed_in, coordinator, path):
    amenity = AmenityFactory(shelter=ShelterFactory(organization=coordinator.organization), kind="wifi")
    path = path.format(amenity=amenity.pk)

    page = signed_in(coordinator).get(f"/{path}").text

    assert 'href="/turns/"' in page
    assert re.search(r"As of \d\d:\d\d\.", page)
