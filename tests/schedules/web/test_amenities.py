"""Pages on which amenities are set up."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from schedules.models import Amenity, OpeningHours, Outage, Priority, QuietTime, SpecialDay, TurnWindow
from tests.factories.schedules import AmenityFactory, OpeningHoursFactory, TurnFactory, tomorrow_at
from tests.factories.shelters import ShelterFactory

USUAL = {"name": "Sockets", "seats": "8", "slot_minutes": "60", "opens": "06:00", "closes": "22:00"}


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house)


@pytest.fixture
def sockets(shelter):
    amenity = AmenityFactory(shelter=shelter, name="Enchufes")
    OpeningHoursFactory(amenity=amenity, opens=time(8), closes=time(12))
    return amenity


@pytest.fixture
def client(signed_in, coordinator):
    return signed_in(coordinator)


def words(answer):
    return answer.content.decode()


def test_sockets_are_added_with_usual_numbers(client, shelter):
    tiles = words(client.get(f"/amenities/houses/{shelter.pk}/add/"))
    assert f"/amenities/houses/{shelter.pk}/add/charging/" in tiles

    form = words(client.get(f"/amenities/houses/{shelter.pk}/add/charging/"))
    assert 'value="06:00"' in form
    added = client.post(f"/amenities/houses/{shelter.pk}/add/charging/", USUAL, follow=True)

    amenity = Amenity.objects.get()
    assert "It can be asked for from now on." in words(added)
    assert (amenity.kind, amenity.seats, amenity.uplink_mbit) == ("charging", 8, None)
    assert TurnWindow.objects.filter(day=tomorrow_at(amenity, 8).date()).count() == 16


@pytest.mark.parametrize("field", ["slot_minutes", "seats"])
def test_a_number_beyond_everything_is_refused_in_words(client, sockets, field):
    kept = Amenity.objects.values().get()

    answer = client.post(f"/amenities/{sockets.pk}/", USUAL | {"part": "settings", field: "9" * 31})

    assert answer.status_code == 400
    assert "9" * 31 in words(answer)
    assert Amenity.objects.values().get() == kept


def test_a_link_gets_an_estimate_that_is_called_one(client, shelter):
    asked = USUAL | {
        "name": "Wi-Fi",
        "uplink_mbit": "50",
        "access_points": "2",
        "act": "suggest",
        "seats": "",
    }

    shown = words(client.post(f"/amenities/houses/{shelter.pk}/add/wifi/", asked))

    assert "35 users at once: an estimate" in shown
    assert 'name="seats" value="35"' in shown
    assert not Amenity.objects.exists()


def test_a_link_without_numbers_gets_no_estimate(client, shelter):
    asked = USUAL | {"name": "Wi-Fi", "act": "suggest", "uplink_mbit": "", "access_points": ""}

    client.post(f"/amenities/houses/{shelter.pk}/add/wifi/", asked)

    assert not Amenity.objects.filter(uplink_mbit__isnull=False).exists()


def test_more_users_than_the_link_bears_are_warned_of(client, shelter):
    link = AmenityFactory(shelter=shelter, kind="wifi", seats=60, uplink_mbit=50, access_points=2)

    assert "too slow for 60 at once: we estimate 35" in words(client.get(f"/amenities/{link.pk}/"))


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"seats": "0"}, "greater than or equal to 1"),
        ({"opens": "late"}, "Enter a valid time"),
        ({"closes": "06:00"}, "hours_have_a_length"),
    ],
)
def test_wrong_answers_stay_in_the_form(client, shelter, facts, told):
    answer = client.post(f"/amenities/houses/{shelter.pk}/add/charging/", USUAL | facts)

    assert answer.status_code == 400
    assert "Sockets" in words(answer)
    assert not Amenity.objects.exists()


def test_hours_past_midnight_say_so(client, sockets):
    page = f"/amenities/{sockets.pk}/"
    day = timezone.now().date() + timedelta(days=3)
    client.post(page, {"part": "special", "on": day, "opens": "09:00", "closes": "10:00"})

    assert "of the next day" not in client.get(page).content.decode()

    client.post(page, {"part": "special", "on": day + timedelta(days=1), "opens": "10:00", "closes": "09:00"})

    assert "10:00–09:00 of the next day" in client.get(page).content.decode()


def test_hours_and_special_days_come_and_go(client, sockets):
    page = f"/amenities/{sockets.pk}/"
    day = tomorrow_at(sockets, 8).date()
    weekly = {"part": "hours", "weekdays": ["SA", "MO"], "opens": "14:00", "closes": "16:00", "first_on": day}

    client.post(page, weekly)
    client.post(page, {"part": "special", "on": day, "opens": "", "closes": ""})
    shown = words(client.get(page))

    assert OpeningHours.objects.filter(recurrence="FREQ=WEEKLY;BYDAY=MO,SA").exists()
    assert "Monday, Saturday" in shown
    assert "every day" in shown
    assert "shut" in shown
    for what in (f"hours={OpeningHours.objects.first().pk}", f"special={SpecialDay.objects.get().pk}"):
        client.post(f"{page}remove/", {"what": what})
    assert (OpeningHours.objects.count(), SpecialDay.objects.count()) == (1, 0)


def test_the_rule_is_changed(client, sockets):
    asked = {
        "part": "settings", "name": "Enchufes", "seats": "6", "slot_minutes": "30", "rule": "lottery",
        "draws_at": "19:00", "ask_days_ahead": "2", "turns_a_day": "1", "offer_minutes": "0",
    }  # fmt: skip

    shown = words(client.post(f"/amenities/{sockets.pk}/", asked, follow=True))

    sockets.refresh_from_db()
    assert (sockets.rule, sockets.seats, sockets.draws_at) == ("lottery", 6, time(19))
    assert "All are drawn by lot; each time without a turn adds one more lot." in shown


def test_what_was_told_is_named_and_not_taken_away(client, sockets):
    client.post(f"/amenities/{sockets.pk}/", {"part": "special", "on": "2030-01-01"})
    TurnFactory(window=TurnWindow.objects.last())
    client.post(f"/amenities/{sockets.pk}/remove/", {"what": f"hours={sockets.hours.get().pk}"})

    shown = words(client.get(f"/amenities/{sockets.pk}/"))
    refused = words(client.post(f"/amenities/{sockets.pk}/remove/", {"what": "amenity"}, follow=True))

    assert "hours that do not hold any more" in shown
    assert "Turns to come that were told to families: 1." in refused


def test_nights_and_priorities_of_a_house(client, shelter):
    page = f"/amenities/houses/{shelter.pk}/"

    client.post(
        page, {"part": "quiet", "why": "quiet", "begins": "22:00", "ends": "06:00", "kinds": ["shower"]}
    )
    client.post(
        page,
        {
            "part": "priority",
            "name_es": "Cita mañana",
            "criterion": "appointment_soon",
            "rank": "1",
            "is_used": "on",
        },
    )
    shown = words(client.get(page))

    assert "22:00–06:00" in shown
    assert "shower" in shown
    assert "appointment today or tomorrow" in shown
    client.post(page, {"do": f"rest={Priority.objects.get().pk}"})
    assert not Priority.objects.get().is_used
    client.post(page, {"do": f"use={Priority.objects.get().pk}"})
    assert Priority.objects.get().is_used
    client.post(page, {"do": f"quiet_over={QuietTime.objects.get().pk}"})
    assert not QuietTime.objects.exists()
    assert 'name="rank" value="2"' in words(client.get(page))
    assert client.post(page, {"part": "priority", "rank": "17"}).status_code == 400
    assert client.post(page, {"do": "everything"}).status_code == 404


def test_volunteers_read_the_list_and_change_nothing(signed_in, desk, sockets):
    client = signed_in(desk)

    shown = words(client.get("/amenities/"))

    assert "Who had a turn longest ago comes first" in shown
    assert "Everything here is free" in shown
    assert f"/amenities/{sockets.pk}/" not in shown
    assert client.get(f"/amenities/{sockets.pk}/").status_code == 403
    assert client.post(f"/amenities/{sockets.pk}/remove/", {"what": "amenity"}).status_code == 403


def test_what_is_broken_is_said(client, sockets, coordinator):
    facts = {"organization": sockets.organization, "shelter": sockets.shelter, "noted_by": coordinator}
    Outage.objects.create(amenity=sockets, seat=1, why="broken", **facts)
    assert "1 seat out of use" in words(client.get("/amenities/"))

    Outage.objects.create(why="power", begun_at=timezone.now(), **facts)
    assert "out of use: power cut" in " ".join(words(client.get("/amenities/")).split())


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(client, shelter, count, django_assert_num_queries):
    for amenity in AmenityFactory.create_batch(count, shelter=shelter):
        OpeningHoursFactory(amenity=amenity)
    client.get("/amenities/")

    with django_assert_num_queries(5):
        client.get("/amenities/")
