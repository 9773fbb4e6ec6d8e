"""A zone in the words of RFC 5545: each change of its clocks in some years, as the clock before it says.

icalendar writes the onset by the clock after the change, so that programs are an hour wrong for an hour.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar

DAY = timedelta(days=1)
EXACT = timedelta(seconds=1)


def described(zone: str, first: date, last: date) -> icalendar.Timezone:
    """The VTIMEZONE of a zone, good from the first to the last day."""
    clock = ZoneInfo(zone)
    begins = datetime.combine(first, time(), UTC)
    component = icalendar.Timezone()
    component.add("tzid", zone)
    component.add_component(_observance(begins, begins, clock))
    for change in _changes(clock, begins, datetime.combine(last, time(), UTC)):
        component.add_component(_observance(change - EXACT, change, clock))
    return component


def _observance(before: datetime, onset: datetime, clock: ZoneInfo) -> icalendar.cal.component.Component:
    there, then = before.astimezone(clock), onset.astimezone(clock)
    is_summer = bool(then.dst())
    part = icalendar.TimezoneDaylight() if is_summer else icalendar.TimezoneStandard()
    offset = there.utcoffset() or timedelta()
    by_the_old_clock = (onset + offset).replace(tzinfo=None)
    part.add("dtstart", by_the_old_clock)
    # Says the same again: some readers take no onset that does not recur.
    part.add("rdate", by_the_old_clock)
    part.add("tzoffsetfrom", offset)
    part.add("tzoffsetto", then.utcoffset() or timedelta())
    part.add("tzname", then.tzname() or "")
    return part


def _changes(clock: ZoneInfo, begins: datetime, ends: datetime) -> Iterator[datetime]:
    """The instants at which its offset changes; no zone changes twice in a day."""
    day = begins
    while day < ends:
        if day.astimezone(clock).utcoffset() != (day + DAY).astimezone(clock).utcoffset():
            yield _between(clock, day, day + DAY)
        day += DAY


def _between(clock: ZoneInfo, early: datetime, late: datetime) -> datetime:
    old = early.astimezone(clock).utcoffset()
    while late - early > EXACT:
        middle = early + (late - early) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(clock).utcoffset() == old:
            early = middle
        else:
            late = middle
    return late
