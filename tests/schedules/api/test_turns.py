"""Amenities, requests and turns over the API, for the staff of their own house."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from partners.actions import keys
from partners.scopes import Scope
from privacy.models import AuditEntry
from privacy.verbs import Verb
from schedules.actions import planning
from schedules.models import Draw, Turn, TurnRequest, TurnWindow
from tests.callers import Caller
from tests.factories.accounts import OrganizationFactory
from tests.factories.schedules import (
    AmenityFactory,
    DrawFactory,
    OpeningHoursFactory,
    TurnFactory,
    TurnRequestFactory,
    tomorrow_at,
)
from tests.factories.shelters import ShelterFactory, make_household


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child")


@pytest.fixture
def sockets(house, desk):
    amenity = AmenityFactory(shelter=ShelterFactory(organization=house), name="Enchufes", seats=2)
    OpeningHoursFactory(amenity=amenity, opens=time(8), closes=time(10))
    planning.plan(amenity, by=desk)
    return amenity


@pytest.fixture
def day(sockets):
    """The day after tomorrow: its draw is tomorrow evening."""
    return (tomorrow_at(sockets, 8) + timedelta(days=1)).date()


@pytest.fixture
def windows(sockets, day):
    return list(TurnWindow.objects.filter(amenity=sockets, day=day).order_by("starts_at"))


def test_amenities_with_their_rule(desk, sockets):
    AmenityFactory(shelter=sockets.shelter, retired_at=timezone.now())

    told = Caller(desk).get("amenities/").json()["results"]

    assert [row["name"] for row in told] == ["Enchufes"]
    assert told[0]["zone"] == "America/Tijuana"
    assert told[0]["sentence"].startswith("Who had a turn longest ago")
    assert Caller(desk).get(f"amenities/?shelter={sockets.shelter_id}&kind=wifi").json()["results"] == []


def test_the_plan_of_a_day_has_short_codes_only(desk, sockets, family, windows, day):
    TurnFactory(window=windows[0], household=family)

    told = Caller(desk).get(f"amenities/{sockets.pk}/plan/?day={day}")

    assert [(window["free"], len(window["taken"])) for window in told.json()["windows"]] == [
        ([2], 1),
        ([1, 2], 0),
    ]
    assert told.json()["windows"][0]["taken"][0]["called"] == family.code[8:12]
    assert told.json()["draw"]["seed_hash"]
    assert "seed" not in told.json()["draw"]
    assert family.code not in told.content.decode()
    assert AuditEntry.objects.filter(verb=Verb.TURNS_LISTED).count() == 1


def test_free_places_of_a_day(desk, sockets, windows, day):
    for _household in range(2):
        TurnFactory(window=windows[0])

    told = Caller(desk).get(f"amenities/{sockets.pk}/free/?day={day}").json()

    assert [(window["id"], window["free"]) for window in told] == [(str(windows[1].pk), [1, 2])]
    assert Caller(desk).get(f"amenities/{sockets.pk}/free/").status_code == 200
    assert Caller(desk).get(f"amenities/{sockets.pk}/free/?day=soon").status_code == 400


def test_a_request_is_made_once_and_taken_back(desk, sockets, family, day):
    caller = Caller(desk)
    order = {"household": str(family.pk), "amenity": str(sockets.pk), "day": str(day), "earliest": "09:00"}

    first = caller.post("turn-requests/", order, Idempotency_Key="r-1")
    again = caller.post("turn-requests/", order, Idempotency_Key="r-1")
    twice = caller.post("turn-requests/", order)

    assert (first.status_code, first.json()) == (201, again.json())
    assert (twice.status_code, twice.json()["code"]) == (409, "asked_already")
    assert first.json()["earliest"] == "09:00"
    gone = caller.post(f"turn-requests/{first.json()['id']}/withdraw/", {})
    assert gone.json()["withdrawn_at"]
    assert TurnRequest.objects.count() == 1


@pytest.mark.parametrize("hours", [{}, {"earliest": "09:00", "latest": "17:30"}])
def test_the_answer_to_asking_is_what_the_serializer_says(desk, sockets, family, day, hours):
    order = {"household": str(family.pk), "amenity": str(sockets.pk), "day": str(day), **hours}

    told = Caller(desk).post("turn-requests/", order)

    said = Caller(desk).get(f"turn-requests/{told.json()['id']}/")
    assert (told.status_code, told.content) == (201, said.content)


def test_asking_takes_few_statements(desk, sockets, family, day, house, django_assert_num_queries):
    """Everybody asks on the same day: docs/developers/benchmarks.md."""
    caller = Caller(desk)
    order = {"amenity": str(sockets.pk), "day": str(day)}
    caller.post("turn-requests/", order | {"household": str(family.pk)})
    other = make_household(house, "woman")

    with django_assert_num_queries(6 if connection.vendor == "postgresql" else 9):
        caller.post("turn-requests/", order | {"household": str(other.pk)})

    assert TurnRequest.objects.count() == 2


@pytest.mark.parametrize("foreign", ["household", "amenity"])
def test_nobody_asks_for_or_with_what_is_not_theirs(desk, sockets, family, day, foreign):
    """The answer is that of something that is not there."""
    order = {"household": str(family.pk), "amenity": str(sockets.pk), "day": str(day)}
    elsewhere = ShelterFactory()
    theirs = {
        "household": make_household(elsewhere.organization, "woman"),
        "amenity": DrawFactory(amenity=AmenityFactory(shelter=elsewhere), day=day).amenity,
    }

    told = [
        Caller(desk).post("turn-requests/", order | {foreign: str(key)})
        for key in (theirs[foreign].pk, uuid4())
    ]

    assert [answer.status_code for answer in told] == [404, 404]
    assert told[0].json() == told[1].json()
    assert not TurnRequest.objects.exists()


def test_nobody_asks_for_a_day_that_has_no_draw(desk, sockets, family, day):
    order = {"household": str(family.pk), "amenity": str(sockets.pk), "day": str(day + timedelta(days=9))}

    assert Caller(desk).post("turn-requests/", order).status_code == 404


def test_a_free_place_is_given_moved_and_cancelled(desk, family, windows):
    caller = Caller(desk)
    Draw.objects.update(done_at=timezone.now())
    order = {"household": str(family.pk), "window": str(windows[0].pk)}

    given = caller.post("turns/", order, Idempotency_Key="t-1")
    again = caller.post("turns/", order, Idempotency_Key="t-1")
    second = caller.post("turns/", order)
    moved = caller.post(f"turns/{given.json()['id']}/move/", {"window": str(windows[1].pk)})
    ended = caller.post(f"turns/{moved.json()['id']}/cancel/", {})
    back = caller.post(f"turns/{moved.json()['id']}/undo/", {})

    assert (given.status_code, given.json()) == (201, again.json())
    assert given.json()["seats"] == [1]
    assert second.json()["code"] == "has_open_turn"
    assert moved.json()["moved_from"] == given.json()["id"]
    assert ended.json()["state"] == "cancelled"
    assert (back.json()["state"], back.json()["seats"]) == ("given", [1])


def test_how_a_turn_went(desk, windows):
    now = timezone.now()
    TurnWindow.objects.filter(pk=windows[0].pk).update(
        starts_at=now - timedelta(minutes=5), ends_at=now + timedelta(minutes=55)
    )
    window = TurnWindow.objects.get(pk=windows[0].pk)
    first, second = TurnFactory(window=window), TurnFactory(window=window)

    assert Caller(desk).post(f"turns/{first.pk}/came/", {}).json()["state"] == "came"
    assert Caller(desk).post(f"turns/{second.pk}/missed/", {}).json()["state"] == "missed"


def test_an_offer_is_taken(desk, windows):
    turn = TurnFactory(window=windows[0], state="offered", offered_until=timezone.now() + timedelta(hours=1))

    assert Caller(desk).post(f"turns/{turn.pk}/accept/", {}).json()["state"] == "given"


def test_a_volunteer_sees_one_household_and_no_list(desk, coordinator, family, windows):
    turn = TurnFactory(window=windows[0], household=family)
    TurnFactory(window=windows[0])
    own = f"turns/?household={family.pk}"

    assert [row["id"] for row in Caller(desk).get(own).json()["results"]] == [str(turn.pk)]
    assert Caller(desk).get("turns/").status_code == 403
    assert Caller(desk).get("turn-requests/").status_code == 403
    assert len(Caller(coordinator).get("turns/?open=true").json()["results"]) == 2
    assert Caller(coordinator).get("turns/?open=false").json()["results"] == []
    assert Caller(desk).get(f"turns/{turn.pk}/").json()["kind"] == "charging"


def test_whoever_sees_no_people_reads_nothing(reader, stranger, sockets, family, windows):
    turn = TurnFactory(window=windows[0], household=family)

    for path in (
        "amenities/",
        f"amenities/{sockets.pk}/plan/",
        "turns/",
        f"turn-requests/?household={family.pk}",
    ):
        assert Caller(reader).get(path).status_code == 403
    for path in (f"amenities/{sockets.pk}/", f"amenities/{sockets.pk}/plan/", f"turns/{turn.pk}/"):
        assert Caller(stranger).get(path).status_code == 404
    order = {"household": str(family.pk), "window": str(windows[0].pk)}
    assert Caller(stranger).post("turns/", order).status_code == 404
    assert not Turn.objects.exclude(pk=turn.pk).exists()


@pytest.mark.parametrize("path", ["amenities/", "turns/", "turn-requests/"])
def test_no_key_reads_turns(coordinator, house, path):
    partner = OrganizationFactory(network=house.network, kind="partner")
    _key, secret = keys.make(partner, label="L", scopes=list(Scope), lasts_days=90, by=coordinator)

    assert Caller(key=secret).get(path).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_whatever_their_length(
    coordinator, sockets, windows, count, django_assert_num_queries
):
    for number in range(count):
        TurnFactory(window=windows[number % 2])
        TurnRequestFactory(draw=sockets.draws.first())
    caller = Caller(coordinator)
    caller.get("turns/")

    with django_assert_num_queries(6 if connection.vendor == "postgresql" else 7):
        assert len(caller.get("turns/").json()["results"]) == count
