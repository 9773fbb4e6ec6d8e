"""When duties are due, and how closed days move them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from appointments.models import Closure, Duty, DutyMark
from appointments.occurrences import occurrences
from tests.factories.accounts import MembershipFactory
from tests.factories.appointments import ProgrammeFactory, TrackingFactory
from tests.factories.shelters import make_household

WEDNESDAY = date(2026, 12, 2)
FIVE_ZONES = (
    "America/Tijuana", "America/Hermosillo", "America/Ciudad_Juarez", "America/Matamoros",
    "America/Mexico_City",
)  # fmt: skip


@pytest.fixture
def tracking(house):
    comar = ProgrammeFactory(organization=house)
    return TrackingFactory(household=make_household(house, "woman"), programme=comar)


def sign(tracking, *, first_on=WEDNESDAY, zone="America/Tijuana", **facts):
    return Duty.objects.create(
        organization=tracking.organization,
        tracking=tracking,
        first_on=first_on,
        zone=zone,
        made_by=MembershipFactory(organization=tracking.organization),
        **facts,
    )


def close(tracking, first, last):
    programme = tracking.programme
    return Closure.objects.create(
        organization=programme.organization, network=programme.network, programme=programme,
        first_day=first, last_day=last,
    )  # fmt: skip


def days(duty, first=WEDNESDAY, last=date(2027, 1, 31)):
    return [one.on for one in occurrences([duty], first=first, last=last)]


def test_every_week_on_its_weekday_until_the_last_day(tracking):
    duty = sign(tracking, last_on=date(2026, 12, 20))

    assert days(duty) == [date(2026, 12, 2), date(2026, 12, 9), date(2026, 12, 16)]


@pytest.mark.parametrize("weeks", [1, 2, 4])
def test_the_rhythm_goes_on_wherever_one_looks(tracking, weeks):
    duty = sign(tracking, every_weeks=weeks)
    whole = days(duty)

    assert all((day - WEDNESDAY).days % (7 * weeks) == 0 for day in whole)
    assert days(duty, first=date(2026, 12, 20)) == [day for day in whole if day >= date(2026, 12, 20)]
    assert days(duty, first=date(2026, 11, 1)) == whole


def test_a_holiday_moves_it_to_the_next_day_on_which_the_office_is_open(tracking):
    duty = sign(tracking)
    holiday = close(tracking, date(2026, 12, 9), date(2026, 12, 9))

    moved = occurrences([duty], first=date(2026, 12, 9), last=date(2026, 12, 15))

    assert [(one.due_on, one.on, one.closure) for one in moved] == [
        (date(2026, 12, 9), date(2026, 12, 10), holiday)
    ]


def test_a_weekend_after_the_closure_is_no_open_day(tracking):
    duty = sign(tracking, first_on=date(2026, 12, 4))
    close(tracking, date(2026, 12, 4), date(2026, 12, 4))

    assert days(duty, last=date(2026, 12, 10)) == [date(2026, 12, 7)]


def test_an_office_that_opens_on_saturdays_by_rhythm_does_so_after_a_closure(tracking):
    duty = sign(tracking, first_on=date(2026, 12, 5))
    close(tracking, date(2026, 12, 5), date(2026, 12, 5))

    assert days(duty, last=date(2026, 12, 10)) == [date(2026, 12, 6)]


def test_the_closure_over_christmas_leaves_one_way_to_the_office(tracking):
    """COMAR, closed until 5 January."""
    duty = sign(tracking)
    close(tracking, date(2026, 12, 18), date(2027, 1, 5))

    found = occurrences([duty], first=date(2026, 12, 18), last=date(2027, 1, 13))

    assert [(one.due, one.on) for one in found] == [
        ((date(2026, 12, 23), date(2026, 12, 30), date(2027, 1, 6)), date(2027, 1, 6)),
        ((date(2027, 1, 13),), date(2027, 1, 13)),
    ]


def test_one_closure_after_the_other_moves_it_on(tracking):
    duty = sign(tracking)
    close(tracking, date(2026, 12, 9), date(2026, 12, 10))
    close(tracking, date(2026, 12, 11), date(2026, 12, 14))

    assert days(duty, first=date(2026, 12, 9), last=date(2026, 12, 15)) == [date(2026, 12, 15)]


def test_another_programmes_closure_moves_nothing(tracking, house):
    duty = sign(tracking)
    other = TrackingFactory(household=tracking.household, programme=ProgrammeFactory(organization=house))
    close(other, WEDNESDAY, WEDNESDAY)

    assert days(duty)[0] == WEDNESDAY


def test_what_became_of_it_is_found_under_its_day_by_the_rhythm(tracking):
    duty = sign(tracking)
    close(tracking, WEDNESDAY, WEDNESDAY)
    mark = DutyMark.objects.create(
        organization=duty.organization, duty=duty, due_on=WEDNESDAY, outcome="done", by=duty.made_by
    )

    (one,) = occurrences([duty], first=WEDNESDAY, last=date(2026, 12, 8))

    assert (one.on, one.mark) == (date(2026, 12, 3), mark)


@pytest.mark.parametrize("zone", FIVE_ZONES)
@pytest.mark.parametrize("first_on", [date(2026, 3, 4), date(2026, 10, 28)])
def test_the_clock_on_the_wall_stays_across_both_changes(tracking, zone, first_on):
    """Week after week at 08:00 there, and one leaves 90 real minutes before."""
    duty = sign(tracking, first_on=first_on, zone=zone, at=time(8), lead_minutes=90)

    found = occurrences([duty], first=first_on, last=date(first_on.year, first_on.month + 1, 27))

    walls = [one.starts_at.astimezone(ZoneInfo(zone)) for one in found]
    assert {(wall.hour, wall.minute, wall.date()) for wall in walls} == {(8, 0, one.on) for one in found}
    assert {(one.starts_at - one.leaves_at).total_seconds() for one in found} == {90 * 60}


def test_a_clock_time_that_is_skipped_still_has_a_moment(tracking):
    """On 8 March 2026 the clocks of Tijuana jump from 02:00 to 03:00."""
    duty = sign(tracking, first_on=date(2026, 3, 8), at=time(2, 30))

    (one,) = occurrences([duty], first=date(2026, 3, 8), last=date(2026, 3, 8))

    assert one.starts_at.astimezone(ZoneInfo("America/Tijuana")) == datetime(
        2026, 3, 8, 3, 30, tzinfo=ZoneInfo("America/Tijuana")
    )


@pytest.mark.parametrize("count", [1, 3])
def test_many_duties_cost_two_queries(tracking, count, django_assert_num_queries):
    duties = [sign(tracking) for _each in range(count)]

    with django_assert_num_queries(2):
        found = occurrences(duties, first=WEDNESDAY, last=WEDNESDAY)

    assert len(found) == count
