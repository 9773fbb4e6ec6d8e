"""Which seats are free: neither taken nor out of use just then."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schedules import seats
from schedules.models import Outage
from tests.factories.accounts import MembershipFactory
from tests.factories.schedules import AmenityFactory, TurnFactory, WindowFactory, tomorrow_at
from tests.factories.shelters import ShelterFactory


@pytest.fixture
def sockets(house):
    return AmenityFactory(shelter=ShelterFactory(organization=house), seats=3)


def window_at(amenity, hour, **facts):
    return WindowFactory(amenity=amenity, starts_at=tomorrow_at(amenity, hour), **facts)


def break_down(amenity, *, whole_house=False, **facts):
    return Outage.objects.create(
        organization=amenity.organization,
        shelter=amenity.shelter,
        amenity=None if whole_house else amenity,
        noted_by=MembershipFactory(organization=amenity.organization),
        **{"why": "broken", "begun_at": timezone.now() - timedelta(hours=1)} | facts,
    )


def test_taken_seats_are_not_free(sockets):
    window, empty = window_at(sockets, 10), window_at(sockets, 11)
    TurnFactory(window=window)

    assert seats.free_seats([window, empty]) == {window.pk: [2, 3], empty.pk: [1, 2, 3]}


def test_a_broken_seat_stays_broken_until_somebody_says_otherwise(sockets):
    window = window_at(sockets, 10)
    broken = break_down(sockets, seat=2)

    assert seats.free_seats([window]) == {window.pk: [1, 3]}

    broken.ended_at = timezone.now()
    broken.save()
    assert seats.free_seats([window]) == {window.pk: [1, 2, 3]}


def test_what_works_again_can_be_given_for_the_rest_of_the_slot(sockets):
    now = timezone.now()
    over, here = (
        WindowFactory(amenity=sockets, starts_at=now + begins, ends_at=now + begins + timedelta(hours=1))
        for begins in (timedelta(minutes=-90), timedelta(minutes=-30))
    )
    cut = break_down(sockets, whole_house=True, why="power")
    assert seats.free_seats([over, here]) == {over.pk: [], here.pk: []}

    cut.ended_at = now - timedelta(minutes=1)
    cut.save()

    assert seats.free_seats([over, here]) == {over.pk: [], here.pk: [1, 2, 3]}


def test_a_broken_amenity_has_no_seats_and_its_neighbour_has(sockets):
    other = AmenityFactory(shelter=sockets.shelter, kind="washing", seats=1)
    windows = window_at(sockets, 10), window_at(other, 10)
    break_down(sockets)

    assert seats.free_seats(windows) == {windows[0].pk: [], windows[1].pk: [1]}


@pytest.mark.parametrize("why", ["power", "no_link"])
def test_a_cut_of_today_does_not_keep_tomorrow_from_being_planned(sockets, why):
    now = timezone.now()
    today = WindowFactory(
        amenity=sockets, starts_at=now - timedelta(minutes=1), ends_at=now + timedelta(hours=1)
    )
    tomorrow = window_at(sockets, 10)
    break_down(sockets, whole_house=True, why=why)

    assert seats.free_seats([today, tomorrow]) == {today.pk: [], tomorrow.pk: [1, 2, 3]}


def test_an_outage_with_an_end_hits_what_it_overlaps(sockets):
    windows = [window_at(sockets, hour) for hour in (9, 10, 11)]
    break_down(
        sockets, whole_house=True, why="maintenance",
        begun_at=windows[1].starts_at, ended_at=windows[1].starts_at + timedelta(minutes=5),
    )  # fmt: skip

    assert [seats.free_seats(windows)[window.pk] for window in windows] == [[1, 2, 3], [], [1, 2, 3]]


def test_an_outage_of_another_house_hits_nobody_here(sockets):
    window = window_at(sockets, 10)
    break_down(AmenityFactory(shelter=ShelterFactory(organization=sockets.organization)), whole_house=True)

    assert seats.free_seats([window]) == {window.pk: [1, 2, 3]}


def test_no_windows_no_seats():
    assert seats.free_seats([]) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_free_seats_cost_the_same_however_many_windows(sockets, count, django_assert_num_queries):
    windows = [window_at(sockets, 10 + hour) for hour in range(count)]
    for window in windows:
        TurnFactory(window=window)
        break_down(sockets, seat=window.starts_at.hour % 24 + 1)

    with django_assert_num_queries(3):
        assert len(seats.free_seats(windows)) == count
