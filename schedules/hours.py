"""When an amenity is there: its opening hours and special days, minus quiet times, cut into slots.

Hours are what the clock of the house shows. Slots are elapsed time, so a night of 23 or 25 hours has one
slot less or more, and none that begins twice.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from dateutil.rrule import rrulestr

from appointments.programmes import instant
from schedules.models import Amenity, OpeningHours, QuietTime, SpecialDay

A_DAY = timedelta(days=1)

# From when to when, in UTC.
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Slot:
    """One turn's length of time, as instants in UTC."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Timetable:
    """The hours of one amenity, read once for any number of days."""

    amenity: Amenity
    hours: Collection[OpeningHours]
    special: Mapping[date, SpecialDay]
    quiet: Collection[QuietTime]

    def slots(self, day: date) -> list[Slot]:
        """The slots of this day of the house, in order. Hours that end after midnight belong to the day on
        which they begin; nothing overlaps what is left of the day before."""
        closed = [*self._quiet_around(day), *self._open_on(day - A_DAY)]
        length = timedelta(minutes=self.amenity.slot_minutes)
        return [
            slot for span in _without(_joined(self._open_on(day)), closed) for slot in _cut(*span, length)
        ]

    def _open_on(self, day: date) -> list[Span]:
        special = self.special.get(day)
        if special is not None:
            if special.opens is None or special.closes is None:
                return []
            clocks = [(special.opens, special.closes)]
        else:
            clocks = [(one.opens, one.closes) for one in self.hours if _falls_on(one, day)]
        return list(self._spans(day, clocks))

    def _quiet_around(self, day: date) -> list[Span]:
        """Quiet times that touch the day: those that begin on it, or on the days before and after."""
        clocks = [(one.begins, one.ends) for one in self.quiet]
        return [span for near in (day - A_DAY, day, day + A_DAY) for span in self._spans(near, clocks)]

    def _spans(self, day: date, clocks: Iterable[tuple[time, time]]) -> Iterator[Span]:
        zone = self.amenity.shelter.time_zone
        for begins, ends in clocks:
            # One that ends at an earlier clock than it begins ends on the next day.
            last_day = day if ends > begins else day + A_DAY
            span = instant(day, begins, zone), instant(last_day, ends, zone, last=True)
            if span[0] < span[1]:
                yield span


def slots(amenity: Amenity, day: date) -> list[Slot]:
    """The slots of this amenity on this day of its house, in order."""
    return timetable(amenity).slots(day)


def timetable(amenity: Amenity) -> Timetable:
    """The hours of one amenity."""
    return timetables([amenity])[amenity.pk]


def timetables(amenities: Collection[Amenity]) -> dict[UUID, Timetable]:
    """The hours of these amenities, which come with their `shelter`. Three queries, however many."""
    hours: dict[UUID, list[OpeningHours]] = defaultdict(list)
    special: dict[UUID, dict[date, SpecialDay]] = defaultdict(dict)
    quiet: dict[UUID, list[QuietTime]] = defaultdict(list)
    keys = [amenity.pk for amenity in amenities]
    for opening in OpeningHours.objects.filter(amenity__in=keys):
        hours[opening.amenity_id].append(opening)
    for unlike in SpecialDay.objects.filter(amenity__in=keys):
        special[unlike.amenity_id][unlike.on] = unlike
    for still in QuietTime.objects.filter(shelter__in={amenity.shelter_id for amenity in amenities}):
        quiet[still.shelter_id].append(still)
    return {
        amenity.pk: Timetable(
            amenity,
            hours[amenity.pk],
            special[amenity.pk],
            [one for one in quiet[amenity.shelter_id] if not one.kinds or amenity.kind in one.kinds],
        )
        for amenity in amenities
    }


def _falls_on(hours: OpeningHours, day: date) -> bool:
    if day < hours.first_on or (hours.last_on is not None and day > hours.last_on):
        return False
    begins = datetime.combine(hours.first_on, time())
    moment = datetime.combine(day, time())
    return bool(rrulestr(hours.recurrence, dtstart=begins).between(moment, moment, inc=True))


def _joined(spans: Iterable[Span]) -> list[Span]:
    """The spans in order. What overlaps is one span; what only touches stays apart."""
    joined: list[Span] = []
    for begins, ends in sorted(spans):
        if joined and begins < joined[-1][1]:
            joined[-1] = joined[-1][0], max(ends, joined[-1][1])
        else:
            joined.append((begins, ends))
    return joined


def _without(spans: Sequence[Span], closed: Iterable[Span]) -> list[Span]:
    """What is left of the spans, in order."""
    left = list(spans)
    for begins, ends in closed:
        left = [
            piece
            for span in left
            for piece in ((span[0], min(span[1], begins)), (max(span[0], ends), span[1]))
            if piece[0] < piece[1]
        ]
    return left


def _cut(begins: datetime, ends: datetime, length: timedelta) -> Iterator[Slot]:
    """Whole slots only: the rest of a span is too short for a turn."""
    while begins + length <= ends:
        yield Slot(begins, begins + length)
        begins += length
