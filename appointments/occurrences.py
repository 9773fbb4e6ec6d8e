"""When duties are due: the rhythm of the weeks, moved on by the days on which the office is closed.

`due_on` is the day by the rhythm; `on` the day on which the office is open. A closure of several weeks
moves several duties to the same day: that is one way to the office, and one occurrence.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from appointments.models import Closure, Duty, DutyMark
from appointments.programmes import instant

SATURDAY = 5
# Nothing is moved further than this: an office that is closed for longer has closed.
LONGEST_CLOSURE = timedelta(days=200)


@dataclass(frozen=True)
class Occurrence:
    """One way to the office: the days by the rhythm that it settles, and what became of it."""

    duty: Duty
    due: tuple[date, ...]
    on: date
    closure: Closure | None
    mark: DutyMark | None

    @property
    def due_on(self) -> date:
        """The last day by the rhythm: its name among the marks."""
        return self.due[-1]

    @property
    def is_moved(self) -> bool:
        """Whether the office is closed on the day by the rhythm."""
        return self.on != self.due_on

    @property
    def starts_at(self) -> datetime | None:
        """The moment, in UTC, where the duty has a time."""
        return instant(self.on, self.duty.at, self.duty.zone) if self.duty.at else None

    @property
    def leaves_at(self) -> datetime | None:
        """When the family must leave the house: elapsed minutes, whatever the clocks do that night."""
        return self.starts_at - timedelta(minutes=self.duty.lead_minutes) if self.starts_at else None


def occurrences(duties: Collection[Duty], *, first: date, last: date) -> list[Occurrence]:
    """What is due from `first` to `last`, in order. Two queries, however many duties there are.

    The duties come with `tracking`.
    """
    if not duties:
        return []
    closures = closures_of({duty.tracking.programme_id for duty in duties}, first=first, last=last)
    marks = {
        (mark.duty_id, mark.due_on): mark for mark in DutyMark.objects.filter(duty__in=[d.pk for d in duties])
    }
    found = [
        one
        for duty in duties
        for one in of_duty(duty, closures[duty.tracking.programme_id], marks, first=first, last=last)
    ]
    return sorted(found, key=lambda one: (one.on, one.duty.at is not None, one.duty.at, str(one.duty.pk)))


def closures_of(programmes: Collection[UUID], *, first: date, last: date) -> Mapping[UUID, list[Closure]]:
    """Closures that may move something into these days, by programme."""
    rows = Closure.objects.filter(
        programme__in=programmes, last_day__gte=first - LONGEST_CLOSURE, first_day__lte=last
    )
    found: dict[UUID, list[Closure]] = defaultdict(list)
    for closure in rows.order_by("first_day"):
        found[closure.programme_id].append(closure)
    return found


def open_day(due_on: date, closures: Iterable[Closure]) -> tuple[date, Closure | None]:
    """The first day from `due_on` on which the office is open, and what it was closed for.

    Only a duty that falls on a weekend by its own rhythm is moved to one.
    """
    closures, day, why = list(closures), due_on, None
    works_on_weekends = due_on.weekday() >= SATURDAY
    while day - due_on < LONGEST_CLOSURE:
        closed = next((one for one in closures if one.first_day <= day <= one.last_day), None)
        if closed is None and (day == due_on or works_on_weekends or day.weekday() < SATURDAY):
            return day, why
        why = closed or why
        day = (closed.last_day if closed else day) + timedelta(days=1)
    return day, why


def rhythm(duty: Duty, *, first: date, last: date) -> Iterator[date]:
    """The days of the duty from `first` to `last`, before any closure moves them."""
    step = timedelta(weeks=duty.every_weeks)
    day = duty.first_on + max(0, -(-(first - duty.first_on) // step)) * step
    end = last if duty.last_on is None else min(last, duty.last_on)
    while day <= end:
        yield day
        day += step


def of_duty(
    duty: Duty,
    closures: Collection[Closure],
    marks: Mapping[tuple[UUID, date], DutyMark],
    *,
    first: date,
    last: date,
) -> Iterator[Occurrence]:
    """What is due of one duty from `first` to `last`, with closures and marks that were read before."""
    earliest = min([first, *(one.first_day for one in closures)])
    by_day: dict[date, list[tuple[date, Closure | None]]] = defaultdict(list)
    for due_on in rhythm(duty, first=earliest, last=last):
        on, closure = open_day(due_on, closures)
        by_day[on].append((due_on, closure))
    for on, moved in by_day.items():
        if first <= on <= last:
            due = tuple(due_on for due_on, _closure in moved)
            closure = next((closure for _day, closure in moved if closure), None)
            yield Occurrence(duty, due, on, closure, marks.get((duty.pk, due[-1])))
