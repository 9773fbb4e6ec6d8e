"""Ways to offices for duties that come again: on which day of the house, in one query."""

from datetime import date, time

import pytest

from appointments.models import Duty, DutyMark
from appointments.ways import ways
from tests.factories.appointments import (
    ClosureFactory,
    DutyFactory,
    ProgrammeFactory,
    TrackingFactory,
)
from tests.factories.shelters import ShelterFactory, make_household

MONDAY, TUESDAY, WEDNESDAY = date(2027, 1, 11), date(2027, 1, 12), date(2027, 1, 13)


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house, time_zone="America/Tijuana")


@pytest.fixture
def comar(house):
    return ProgrammeFactory(organization=house, name_en="COMAR")


@pytest.fixture
def sign(house, comar):
    """`sign(at=time(9))` is the weekly signature of another family without a bed."""

    def made(**facts):
        tracking = TrackingFactory(household=make_household(house, "woman"), programme=comar)
        return DutyFactory(tracking=tracking, **{"first_on": TUESDAY, **facts})

    return made


def found(shelter, first=TUESDAY, last=None):
    return ways(
        Duty.objects.all(), first=first, last=last or first, houses=[shelter], otherwise="America/Tijuana"
    )


def test_all_day_ones_come_first_then_in_the_order_of_leaving(sign, shelter):
    late, early, whole_day = sign(at=time(11)), sign(at=time(9)), sign()

    assert [way.duty for way in found(shelter)] == [whole_day, early, late]


@pytest.mark.parametrize(
    ("first", "last", "on"),
    [
        (MONDAY, MONDAY, []),
        (TUESDAY, TUESDAY, [TUESDAY]),
        (MONDAY, date(2027, 1, 20), [TUESDAY, date(2027, 1, 19)]),
    ],
)
def test_only_the_days_that_are_asked_for(first, last, on, sign, shelter):
    sign()

    assert [way.occurrence.on for way in found(shelter, first, last)] == on


def test_who_must_leave_on_the_evening_before_is_on_both_days(sign, shelter):
    sign(at=time(4), lead_minutes=300)

    assert [len(found(shelter, day)) for day in (MONDAY, TUESDAY, WEDNESDAY)] == [1, 1, 0]


def test_the_clock_is_that_of_the_house(sign, shelter):
    sign(at=time(9), zone="America/Mexico_City")

    [way] = found(shelter)

    assert (f"{way.leaves:%H:%M}", f"{way.starts:%H:%M}") == ("06:00", "07:00")


def test_a_closure_moves_it(sign, shelter, comar):
    sign()
    ClosureFactory(programme=comar, first_day=TUESDAY, last_day=TUESDAY)
    ClosureFactory(programme=comar, first_day=date(2026, 12, 24), last_day=date(2026, 12, 28))

    assert found(shelter, TUESDAY) == []
    [way] = found(shelter, WEDNESDAY)
    assert (way.occurrence.due_on, way.occurrence.is_moved) == (TUESDAY, True)


def test_what_is_marked_over_or_ended_is_not_there(sign, shelter):
    marked, over, ended = sign(), sign(), sign(first_on=MONDAY.replace(year=2026), last_on=MONDAY)
    DutyMark.objects.create(
        organization=marked.organization, duty=marked, due_on=TUESDAY, outcome="done", by=marked.made_by
    )
    over.tracking.state = "ended"
    over.tracking.save()

    assert ended.last_on < TUESDAY
    assert found(shelter) == []


@pytest.mark.parametrize("count", [1, 3])
def test_many_cost_one_query(count, sign, shelter, comar, django_assert_num_queries):
    for day in (4, 5, 12):
        ClosureFactory(programme=comar, first_day=date(2027, 1, day), last_day=date(2027, 1, day))
    for _each in range(count):
        sign()

    with django_assert_num_queries(1):
        rows = [(way.household.code, str(way.duty.tracking.programme)) for way in found(shelter, WEDNESDAY)]

    assert len(rows) == count
