"""The count page over HTTP."""

import pytest

from shelters.models import Availability, BusCount, OverCapacity, Places
from tests.factories.shelters import PlacesFactory, ShelterFactory


@pytest.fixture
def places(house):
    return PlacesFactory(shelter=ShelterFactory(organization=house, mode="count"), installed=20, in_use=5)


def test_a_figure_is_saved(signed_in, desk, places):
    answer = signed_in(desk).post(f"/count/{places.shelter_id}/", {f"in_use_{places.pk}": "8"})

    assert answer.url == "/count/"
    assert Places.objects.get().in_use == 8


def test_a_surprising_figure_is_kept_and_asked_about(signed_in, desk, places):
    client = signed_in(desk)
    client.post(f"/count/{places.shelter_id}/", {f"in_use_{places.pk}": "8"})

    asked = client.post(f"/count/{places.shelter_id}/", {f"in_use_{places.pk}": "80"})
    before = Places.objects.get().in_use
    client.post(f"/count/{places.shelter_id}/", {f"in_use_{places.pk}": "80", "confirmed": str(places.pk)})

    assert asked.status_code == 409
    assert 'value="80"' in asked.text
    assert (before, Places.objects.get().in_use) == (8, 80)


def test_figures_are_confirmed(signed_in, desk, places):
    client = signed_in(desk)
    client.post(f"/count/{places.shelter_id}/", {f"in_use_{places.pk}": "8"})
    Availability.objects.update(as_of="2026-01-01T00:00:00Z")

    client.post(f"/count/{places.shelter_id}/confirm/")

    assert not Availability.objects.get().is_stale


def test_a_bus_is_counted_and_closed(signed_in, desk, places):
    client = signed_in(desk)
    client.post(f"/count/{places.shelter_id}/bus/", {"men": "40", "women": "30", "children": "20"})
    bus = BusCount.objects.get()

    client.post(f"/count/bus/{bus.pk}/close/")

    assert bus.waiting == 90
    assert BusCount.objects.get().waiting == 0


def test_places_over_capacity_take_a_reason_and_an_end(signed_in, coordinator, places):
    client = signed_in(coordinator)
    form = {"group": str(places.group_id), "places": "5", "reason": "cold", "hours": "24"}

    client.post(f"/count/{places.shelter_id}/over/", form)
    act = OverCapacity.objects.get()
    client.post(f"/count/over/{act.pk}/close/")

    assert act.places == 5
    assert OverCapacity.objects.get().closed_at is not None


def test_volunteers_do_not_go_over_capacity(signed_in, desk, places):
    answer = signed_in(desk).post(f"/count/{places.shelter_id}/over/", {})

    assert answer.status_code == 403


def test_foreign_houses_are_as_absent(signed_in, stranger, places):
    for path in ("", "confirm/", "bus/", "over/"):
        assert signed_in(stranger).post(f"/count/{places.shelter_id}/{path}", {}).status_code == 404


@pytest.mark.parametrize("houses", [1, 3])
def test_the_page_costs_the_same_whatever_its_length(signed_in, desk, houses, django_assert_num_queries):
    for _number in range(houses):
        PlacesFactory(shelter=ShelterFactory(organization=desk.organization, mode="count"))
    client = signed_in(desk)
    client.get("/desk/")

    with django_assert_num_queries(10):
        client.get("/count/")
