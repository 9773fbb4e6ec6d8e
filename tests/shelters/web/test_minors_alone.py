"""Minors without an adult stay on the first page of coordinators until they were handed over."""

from shelters.actions import households, stays
from shelters.parties import Party, PersonAnswer
from tests.callers import sign_in
from tests.factories.shelters import ShelterFactory, make_room

TITLE = "Minors without an adult"


def test_the_card_stays_until_the_hand_over_is_recorded(client, coordinator, house):
    room = make_room(ShelterFactory(organization=house), 1, code="minors-hand-over")
    alone = households.open_household(Party((PersonAnswer("12-17"),)), by=coordinator)
    sign_in(client, coordinator)
    english = {"Accept-Language": "en"}
    assert TITLE not in client.get("/admin/", headers=english).text

    stays.check_in(alone, into={alone.persons.get(): room.beds.get()}, by=coordinator)
    assert TITLE in client.get("/admin/", headers=english).text

    stays.check_out(alone, by=coordinator, reason="handed_over")
    assert TITLE not in client.get("/admin/", headers=english).text


def test_volunteers_do_not_see_the_card(client, coordinator, desk, house):
    room = make_room(ShelterFactory(organization=house), 1, code="minors-hand-over")
    alone = households.open_household(Party((PersonAnswer("12-17"),)), by=coordinator)
    stays.check_in(alone, into={alone.persons.get(): room.beds.get()}, by=coordinator)
    sign_in(client, desk)

    assert TITLE not in client.get("/admin/", headers={"Accept-Language": "en"}).text
