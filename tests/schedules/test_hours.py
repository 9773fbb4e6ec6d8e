"""When an amenity is there, by the clock of its house."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules import hours
from schedules.hours import Timetable
from schedules.models import Amenity, OpeningHours, QuietTime, SpecialDay
from shelters.models import Shelter
from tests.factories.schedules import AmenityFactory, OpeningHoursFactory
from tests.factories.shelters import ShelterFactory

MONDAY = date(2026, 11, 23)
FALL_BACK, SPRING_FORWARD = date(2026, 11, 1), date(2027, 3, 14)
TIJUANA = ZoneInfo("America/Tijuana")


def table(*clocks, minutes=60, special=(), quiet=(), zone="America/Tijuana", **facts):
    """A timetable that is not in the database: hours as pairs of clocks."""
    amenity = Amenity(shelter=Shelter(time_zone=zone), slot_minutes=minutes)
    opened = [
        OpeningHours(opens=time(*opens), closes=time(*closes), first_on=date(2026, 1, 5), **facts)
        for opens, closes in clocks
    ]
    nights = [QuietTime(begins=time(*begins), ends=time(*ends)) for begins, ends in quiet]
    return Timetable(amenity, opened, {one.on: one for one in special}, nights)


def clocks(slots, zone=TIJUANA):
    return [f"{slot.starts_at.astimezone(zone):%H:%M}" for slot in slots]


def test_sixteen_hours_are_sixteen_slots_an_hour_long():
    slots = table([(6,), (22,)]).slots(MONDAY)

    assert clocks(slots) == [f"{hour:02}:00" for hour in range(6, 22)]
    assert slots[0].starts_at == datetime(2026, 11, 23, 14, tzinfo=UTC)
    assert {slot.ends_at - slot.starts_at for slot in slots} == {timedelta(hours=1)}


def test_what_is_left_of_an_hour_is_no_slot():
    assert clocks(table([(9,), (10, 30)], minutes=20).slots(MONDAY)) == [
        "09:00", "09:20", "09:40", "10:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("recurrence", "days"),
    [
        ("FREQ=DAILY", [0, 1, 2, 3, 4, 5, 6]),
        ("FREQ=WEEKLY;BYDAY=MO,WE", [0, 2]),
        ("FREQ=DAILY;INTERVAL=2", [0, 2, 4, 6]),
        ("FREQ=MONTHLY;BYDAY=-1SU", [6]),
    ],
)
def test_days_recur_as_rfc_5545_says(recurrence, days):
    times = table([(9,), (10,)], recurrence=recurrence)

    open_on = [day for day in range(7) if times.slots(MONDAY + timedelta(days=day))]

    assert open_on == days


def test_hours_hold_from_their_first_to_their_last_day():
    times = table([(9,), (10,)], recurrence="FREQ=DAILY", last_on=MONDAY)

    assert times.slots(MONDAY)
    assert not times.slots(MONDAY + timedelta(days=1))
    assert not times.slots(date(2026, 1, 4))


def test_a_special_day_has_its_own_hours_or_none():
    shut = SpecialDay(on=MONDAY)
    short = SpecialDay(on=MONDAY + timedelta(days=1), opens=time(10), closes=time(12))
    times = table([(6,), (22,)], special=[shut, short])

    assert times.slots(MONDAY) == []
    assert clocks(times.slots(MONDAY + timedelta(days=1))) == ["10:00", "11:00"]


def test_nothing_is_given_in_quiet_times_past_midnight_too():
    times = table([(5,), (23,)], quiet=[((22,), (6,)), ((14,), (15,))])

    assert clocks(times.slots(MONDAY)) == [f"{hour:02}:00" for hour in range(6, 22) if hour != 14]


def test_quiet_times_are_cut_out_before_slots_are_counted():
    assert clocks(table([(9,), (12,)], quiet=[((9, 30), (10, 15))]).slots(MONDAY)) == ["10:15"]


def test_hours_past_midnight_belong_to_the_day_on_which_they_begin():
    slots = table([(22,), (2,)]).slots(MONDAY)

    assert clocks(slots) == ["22:00", "23:00", "00:00", "01:00"]
    assert slots[-1].ends_at == datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_hours_that_overlap_give_each_slot_once():
    assert clocks(table([(9,), (12,)], [(11,), (14,)]).slots(MONDAY)) == [
        "09:00", "10:00", "11:00", "12:00", "13:00",
    ]  # fmt: skip


def test_what_the_day_before_has_past_midnight_is_not_given_again():
    times = table([(22,), (7,)], [(6,), (9,)])

    assert clocks(times.slots(MONDAY))[:2] == ["07:00", "08:00"]


@pytest.mark.parametrize(("day", "slots"), [(FALL_BACK, 25), (SPRING_FORWARD, 23), (MONDAY, 24)])
def test_a_day_of_23_or_25_hours_has_so_many_slots(day, slots):
    times = table([(0,), (12,)], [(12,), (0,)])

    found = times.slots(day)

    assert len(found) == slots
    assert all(one.ends_at == next_.starts_at for one, next_ in pairwise(found))
    assert {slot.starts_at.astimezone(TIJUANA).date() for slot in found} == {day}


@pytest.mark.parametrize(("day", "slots"), [(FALL_BACK, 9), (SPRING_FORWARD, 7)])
def test_the_night_in_which_clocks_change_is_longer_or_shorter(day, slots):
    night = table([(22,), (6,)]).slots(day - timedelta(days=1))

    assert len(night) == slots


def test_a_time_that_clocks_skip_opens_nothing_twice():
    assert table([(2, 30), (3,)], minutes=15).slots(SPRING_FORWARD) == []


SOME_CLOCKS = st.tuples(st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
SPANS = st.lists(st.tuples(SOME_CLOCKS, SOME_CLOCKS).filter(lambda span: span[0] != span[1]), max_size=3)


@settings(max_examples=60)
@given(SPANS, SPANS, st.sampled_from([5, 20, 60, 240]), st.sampled_from([FALL_BACK, SPRING_FORWARD, MONDAY]))
def test_no_two_slots_of_two_days_overlap_and_none_is_in_a_quiet_time(opened, quiet, minutes, day):
    times = table(*opened, minutes=minutes, quiet=quiet)

    found = sorted(
        (slot for near in (-1, 0, 1) for slot in times.slots(day + timedelta(days=near))),
        key=lambda slot: slot.starts_at,
    )

    assert all(one.ends_at <= next_.starts_at for one, next_ in pairwise(found))
    assert all(slot.ends_at - slot.starts_at == timedelta(minutes=minutes) for slot in found)
    nights = [
        (datetime.combine(on, time(*begins), TIJUANA), datetime.combine(on, time(*ends), TIJUANA))
        for on in (day,)
        for begins, ends in quiet
        if begins < ends
    ]
    utc = [(begins.astimezone(UTC), ends.astimezone(UTC)) for begins, ends in nights]
    assert not [
        slot for slot in found for night in utc if night[0] < slot.ends_at and slot.starts_at < night[1]
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_timetables_cost_the_same_however_many_there_are(house, count, django_assert_num_queries):
    shelter = ShelterFactory(organization=house)
    amenities = AmenityFactory.create_batch(count, shelter=shelter)
    for amenity in amenities:
        OpeningHoursFactory(amenity=amenity)
    QuietTime.objects.create(
        organization=house, shelter=shelter, why="quiet", begins=time(21), ends=time(7), kinds=["charging"]
    )
    QuietTime.objects.create(
        organization=house, shelter=shelter, why="quiet", begins=time(8), ends=time(9), kinds=["wifi"]
    )

    with django_assert_num_queries(3):
        found = hours.timetables(amenities)

    assert {tuple(clocks(times.slots(MONDAY))) for times in found.values()} == {
        tuple(f"{hour:02}:00" for hour in range(7, 21))
    }


def test_the_slots_of_one_amenity(house):
    amenity = AmenityFactory(shelter=ShelterFactory(organization=house, time_zone="America/Matamoros"))
    OpeningHoursFactory(amenity=amenity, opens=time(8), closes=time(10))

    found = hours.slots(amenity, MONDAY)

    assert clocks(found, ZoneInfo("America/Matamoros")) == ["08:00", "09:00"]
