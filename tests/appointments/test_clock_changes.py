"""Five zones of the border, both changes of the clocks in two years: one table over everything with a time.

Along the border the clocks change with the United States; in Mexico City and Hermosillo they do not.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from appointments import programmes
from appointments.actions import previews, workshops
from appointments.actions.workshops import Plan
from appointments.models import Appointment, Duty, ProgrammeRule
from appointments.occurrences import Occurrence, rhythm
from appointments.web.ical_zones import described
from tests.factories.shelters import ShelterFactory

SPRING = (date(2026, 3, 8), date(2027, 3, 14))
AUTUMN = (date(2026, 11, 1), date(2027, 11, 7))
CHANGES = (SPRING[0], AUTUMN[0], SPRING[1], AUTUMN[1])
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
MEXICO_CITY, NEW_YORK = "America/Mexico_City", "America/New_York"


@dataclass(frozen=True)
class Zone:
    """Hours that its clocks are behind UTC, and what they show at 08:00 in Mexico City."""

    name: str
    winter: int
    summer: int
    eight_in_winter: time
    eight_in_summer: time

    @property
    def changes(self) -> bool:
        return self.winter != self.summer

    def behind(self, day: date) -> timedelta:
        """By so much its clocks are behind UTC from 03:00 of that day on."""
        year = day.year - 2026
        return timedelta(hours=self.summer if SPRING[year] <= day < AUTUMN[year] else self.winter)


ZONES = (
    Zone("America/Tijuana", 8, 7, time(6), time(7)),
    Zone("America/Hermosillo", 7, 7, time(7), time(7)),
    Zone("America/Ciudad_Juarez", 7, 6, time(7), time(8)),
    Zone("America/Matamoros", 6, 5, time(8), time(9)),
    Zone(MEXICO_CITY, 6, 6, time(8), time(8)),
)
each_zone = pytest.mark.parametrize("zone", ZONES, ids=lambda zone: zone.name.rpartition("/")[2])
each_change = pytest.mark.parametrize("change", CHANGES, ids=str)


def at(zone: Zone, day: date, hour: int) -> datetime:
    """The instant of an hour of that day after 03:00, by the table and not by the program."""
    return datetime.combine(day, time(hour), UTC) + zone.behind(day)


@each_zone
@each_change
def test_one_leaves_so_many_real_minutes_before(zone, change):
    """At 04:00 of the night with four hours on the way, the clock at leaving is an hour off."""
    appointment = Appointment(starts_at=at(zone, change, 4), zone=zone.name, lead_minutes=240)

    leaving = appointment.leaves_at.astimezone(ZoneInfo(zone.name)).replace(tzinfo=None)

    midnight = datetime.combine(change, time())
    shift = timedelta(hours=(-1 if change in SPRING else 1) if zone.changes else 0)
    assert appointment.local.time() == time(4)
    assert appointment.starts_at - appointment.leaves_at == timedelta(hours=4)
    assert leaving == midnight + shift


@each_zone
@each_change
def test_eight_in_mexico_city_moves_here_on_the_day_of_the_change(zone, change):
    shown = [
        programmes.clock_here(time(8), MEXICO_CITY, zone.name, on=day).time()
        for day in (change - DAY, change)
    ]

    seasons = [zone.eight_in_winter, zone.eight_in_summer]
    assert shown == (seasons if change in SPRING else seasons[::-1])


@each_zone
@each_change
def test_the_change_is_told_a_week_before_and_only_where_it_is_one(zone, change):
    rule = ProgrammeRule(zone=MEXICO_CITY, rush_from=time(8), rush_until=time(8, 5))
    noons = [datetime.combine(change - timedelta(days=days), time(18), UTC) for days in (8, 7, 1, 0)]

    told = [programmes.clock_change(rule, zone.name, noon) for noon in noons]

    assert [each.on if each else None for each in told] == (
        [None, change, change, None] if zone.changes else [None] * 4
    )


@each_zone
@each_change
def test_a_weekly_duty_stays_at_its_hour_on_the_wall(zone, change):
    duty = Duty(first_on=change - WEEK, zone=zone.name, at=time(8), lead_minutes=90)
    days = list(rhythm(duty, first=change - WEEK, last=change + WEEK))
    found = [Occurrence(duty, (day,), day, None, None) for day in days]

    assert [one.starts_at for one in found] == [
        at(zone, day, 8) for day in (change - WEEK, change, change + WEEK)
    ]
    assert [one.starts_at - one.leaves_at for one in found] == [timedelta(minutes=90)] * 3


@pytest.mark.django_db
@pytest.mark.parametrize("year", [0, 1], ids=["2026", "2027"])
@each_zone
def test_a_weekly_workshop_stays_at_its_hour_on_the_wall(zone, year, house, coordinator):
    first, last = SPRING[year] - WEEK, AUTUMN[year] + WEEK
    plan = Plan(topic="rights", on=first, at=time(16, 30), weekdays=(first.weekday(),), last_on=last)
    shelter = ShelterFactory(organization=house, time_zone=zone.name)
    with time_machine.travel(at(zone, first, 8), tick=False):
        sessions = workshops.plan(shelter, plan, by=coordinator)

    days = [first + WEEK * number for number in range((last - first) // WEEK + 1)]
    half_past_four = [at(zone, day, 16) + timedelta(minutes=30) for day in days]
    assert {SPRING[year], AUTUMN[year]} < set(days)
    assert [session.starts_at for session in sessions] == half_past_four


@each_zone
def test_a_calendar_tells_programs_when_the_clocks_change(zone):
    component = described(zone.name, date(2026, 1, 1), date(2027, 12, 31))

    # RFC 5545: DTSTART is the clock of before, TZOFFSETFROM what it is ahead of UTC.
    first, *changes = [
        (part["dtstart"].dt - part["tzoffsetfrom"].td, -part["tzoffsetto"].td)
        for part in component.subcomponents
    ]
    hours = timedelta(hours=zone.winter), timedelta(hours=zone.summer)
    expected = [
        (
            datetime.combine(change, time(2)) + (hours[0] if change in SPRING else hours[1]),
            hours[1] if change in SPRING else hours[0],
        )
        for change in CHANGES
    ]
    assert first == (datetime.combine(date(2026, 1, 1), time()), hours[0])
    assert changes == (expected if zone.changes else [])


def test_noon_in_new_york_on_the_day_that_cbp_one_ended():
    """J3: 20 January 2025, as the clock of each house showed it."""
    noon = programmes.instant(date(2025, 1, 20), time(12), NEW_YORK)

    shown = previews.on_clocks({zone.name for zone in ZONES}, noon)

    assert [(clock.city, f"{clock.shows:%H:%M}") for clock in shown] == [
        ("Tijuana", "09:00"),
        ("Ciudad Juarez", "10:00"),
        ("Hermosillo", "10:00"),
        ("Matamoros", "11:00"),
        ("Mexico City", "11:00"),
    ]
