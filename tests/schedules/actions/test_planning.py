"""Days become windows, and nothing that somebody was told changes."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from accounts.rights import Role
from core.errors import NotAllowed, NotHere
from schedules.actions import planning
from schedules.models import Draw, OpeningHours, SpecialDay, TurnWindow
from tests.factories.accounts import MembershipFactory
from tests.factories.schedules import (
    AmenityFactory,
    OpeningHoursFactory,
    TurnFactory,
    VoucherFactory,
    tomorrow_at,
)
from tests.factories.shelters import ShelterFactory


@pytest.fixture
def sockets(house):
    amenity = AmenityFactory(shelter=ShelterFactory(organization=house))
    OpeningHoursFactory(amenity=amenity, opens=time(8), closes=time(12))
    return amenity


@pytest.fixture
def tomorrow(sockets):
    return tomorrow_at(sockets, 8).date()


def change_hours(amenity, opens, closes):
    OpeningHours.objects.filter(amenity=amenity).update(opens=time(opens), closes=time(closes))


def begins(amenity):
    here = tomorrow_at(amenity, 8).tzinfo
    return [window.starts_at.astimezone(here).hour for window in TurnWindow.objects.filter(amenity=amenity)]


def test_a_day_is_opened_once(desk, sockets, tomorrow):
    first = planning.open_day(sockets, tomorrow, by=desk)

    again = planning.open_day(sockets, tomorrow, by=desk)

    assert [window.pk for window in again] == [window.pk for window in first]
    assert begins(sockets) == [8, 9, 10, 11]
    assert {(window.seats, window.day) for window in first} == {(8, tomorrow)}


def test_a_day_in_which_nobody_has_a_turn_follows_the_hours(desk, sockets, tomorrow):
    planning.open_day(sockets, tomorrow, by=desk)
    change_hours(sockets, 9, 14)

    windows = planning.open_day(sockets, tomorrow, by=desk)

    assert begins(sockets) == [9, 10, 11, 12, 13]
    assert len(windows) == 5


def test_a_window_with_a_turn_stays_and_nothing_is_laid_over_it(desk, sockets, tomorrow):
    windows = planning.open_day(sockets, tomorrow, by=desk)
    turn = TurnFactory(window=windows[1])
    sockets.slot_minutes = 120
    sockets.save()

    planning.open_day(sockets, tomorrow, by=desk)

    assert begins(sockets) == [9, 10]
    assert turn.seats.get().window == windows[1]


def test_a_window_with_a_voucher_stays_as_it_was_printed(desk, sockets, tomorrow):
    windows = planning.open_day(sockets, tomorrow, by=desk)
    VoucherFactory(window=windows[0])
    sockets.seats = 5
    sockets.save()
    SpecialDay.objects.create(organization=sockets.organization, amenity=sockets, on=tomorrow)

    planning.open_day(sockets, tomorrow, by=desk)

    assert [(window.pk, window.seats) for window in TurnWindow.objects.all()] == [(windows[0].pk, 8)]


@pytest.mark.parametrize(("seats", "with_a_turn"), [(12, 12), (3, 3), (1, 8)])
def test_seats_follow_as_far_as_nobody_sits_there(desk, sockets, tomorrow, seats, with_a_turn):
    windows = planning.open_day(sockets, tomorrow, by=desk)
    for _household in range(2):
        TurnFactory(window=windows[0])
    sockets.seats = seats
    sockets.save()

    planned = planning.open_day(sockets, tomorrow, by=desk)

    assert [window.seats for window in planned] == [with_a_turn, seats, seats, seats]
    assert list(TurnWindow.objects.values_list("seats", flat=True)) == [with_a_turn, seats, seats, seats]
    assert {seat.of_seats for seat in windows[0].taken.all()} == {with_a_turn}


def test_what_has_begun_is_not_planned_again(desk, sockets):
    yesterday = timezone.localdate() - timedelta(days=2)
    planning.open_day(sockets, yesterday, by=desk)
    change_hours(sockets, 10, 11)

    planning.open_day(sockets, yesterday, by=desk)

    assert begins(sockets) == [8, 9, 10, 11]


def test_an_amenity_that_was_taken_away_has_no_days(desk, sockets, tomorrow):
    planning.open_day(sockets, tomorrow, by=desk)
    sockets.retired_at = timezone.now()
    sockets.save()

    assert planning.open_day(sockets, tomorrow, by=desk) == []
    assert not TurnWindow.objects.exists()


def test_opening_a_day_needs_the_right(house, sockets, tomorrow):
    viewer = MembershipFactory(organization=house, role=Role.VIEWER)

    with pytest.raises(NotAllowed):
        planning.open_day(sockets, tomorrow, by=viewer)


def test_nobody_opens_a_day_of_a_house_in_which_he_does_not_work(house, sockets, tomorrow):
    limited = MembershipFactory(organization=house, is_limited=True)

    with pytest.raises(NotHere):
        planning.open_day(sockets, tomorrow, by=limited)


def test_days_are_planned_as_far_as_one_may_ask(sockets):
    AmenityFactory(shelter=sockets.shelter, retired_at=timezone.now())
    elsewhere = AmenityFactory(ask_days_ahead=1)
    OpeningHoursFactory(amenity=elsewhere, opens=time(8), closes=time(9))

    now = timezone.now()

    assert planning.plan_ahead(now) == 4 * 4 + 2
    assert planning.plan_ahead(now) == 4 * 4 + 2
    assert TurnWindow.objects.count() == 4 * 4 + 2


def test_a_new_day_comes_with_the_midnight_of_the_house(sockets):
    now = timezone.now()
    planning.plan_ahead(now)
    last = TurnWindow.objects.order_by("day").last().day

    planning.plan_ahead(now + timedelta(days=3))

    assert TurnWindow.objects.order_by("day").last().day == last + timedelta(days=3)


def test_a_locked_house_is_not_planned(sockets):
    sockets.organization.locked_at = timezone.now()
    sockets.organization.save()

    assert planning.plan_ahead() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_a_plan_that_stands_costs_the_same_whatever_its_length(
    desk, sockets, tomorrow, count, django_assert_num_queries
):
    on: list[date] = [tomorrow + timedelta(days=ahead) for ahead in range(count)]
    planning.open_days(sockets, on, by=desk)

    with django_assert_num_queries(7):
        planning.open_days(sockets, on, by=desk)


def test_each_day_that_has_windows_gets_one_draw(sockets, tomorrow):
    SpecialDay.objects.create(organization=sockets.organization, amenity=sockets, on=tomorrow)
    now = timezone.now()

    planning.plan_ahead(now)
    planning.plan_ahead(now)

    days = [draw.day for draw in Draw.objects.filter(amenity=sockets).order_by("day")]
    assert days == [tomorrow + timedelta(days=ahead) for ahead in (-1, 1, 2)]
