"""Who must go to an office on which day for a duty that comes again; as days.py does for appointments."""

from collections.abc import Collection, Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, UUIDField

from appointments.models import Closure, Duty, DutyMark, Tracking
from appointments.occurrences import LONGEST_CLOSURE, Occurrence, of_duty
from shelters.models import Household, Shelter, Stay

# The day of the office may be another one than that of the house; and the way there takes two at most.
AROUND = timedelta(days=3)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Way:
    """One way to an office, and the house in which the family sleeps; none for families without a bed here.

    `leaves` and `starts` are by the clock of the house; None where the office takes people all day.
    """

    occurrence: Occurrence
    shelter: Shelter | None
    zone: str

    @property
    def duty(self) -> Duty:
        """What the family goes for."""
        return self.occurrence.duty

    @property
    def household(self) -> Household:
        """Who goes."""
        return self.duty.tracking.household

    @property
    def leaves(self) -> datetime | None:
        """When to leave."""
        moment = self.occurrence.leaves_at
        return moment.astimezone(ZoneInfo(self.zone)) if moment else None

    @property
    def starts(self) -> datetime | None:
        """When it is."""
        moment = self.occurrence.starts_at
        return moment.astimezone(ZoneInfo(self.zone)) if moment else None

    def falls_on(self, day: date) -> bool:
        """Whether the family leaves, or has to be there, on this day of the house."""
        if self.leaves is None or self.starts is None:
            return self.occurrence.on == day
        return self.leaves.date() <= day <= self.starts.date()


def ways(
    rows: QuerySet[Duty], *, first: date, last: date, houses: Collection[Shelter], otherwise: str
) -> list[Way]:
    """What of these duties falls on a day from `first` to `last` and is not marked: all-day ones first, then
    in the order of leaving.

    Families in other houses than `houses` are left out. `otherwise` is the zone for families without a bed.
    One query, however many there are.
    """
    bed = Stay.objects.open().filter(household=OuterRef("tracking__household")).order_by("starts_at")
    housed = rows.annotate(house=Subquery(bed.values("shelter")[:1], output_field=UUIDField()))
    by_key = {shelter.pk: shelter for shelter in houses}
    days = {first + timedelta(days=ahead) for ahead in range((last - first).days + 1)}
    found = []
    for one in unmarked(housed, first=first - AROUND, last=last + AROUND):
        house: UUID | None = one.duty.house  # type: ignore[attr-defined]  # annotated
        if house is None or house in by_key:
            shelter = by_key.get(house) if house else None
            way = Way(one, shelter, shelter.time_zone if shelter else otherwise)
            if any(way.falls_on(day) for day in days):
                found.append(way)
    return sorted(found, key=_by_leaving)


def unmarked(rows: QuerySet[Duty], *, first: date, last: date) -> list[Occurrence]:
    """What is due from `first` to `last` of which nobody has said what became of it, in order.

    Duties in programmes that are over for the family are left out. One query, however many there are.
    """
    told = DutyMark.objects.filter(duty=OuterRef("pk"), due_on__lte=last).order_by("-due_on")
    going_on = rows.exclude(tracking__state__in=Tracking.OVER)
    each = going_on.annotate(last_marked=Subquery(told.values("due_on")[:1]))
    return _in_order(
        one
        for duty, closures in _with_closures(each, first=first, last=last)
        for one in of_duty(duty, closures, {}, first=first, last=last)
        if one.due_on != duty.last_marked  # type: ignore[attr-defined]  # annotated
    )


def dropped(rows: QuerySet[Duty], *, first: date, ahead: timedelta) -> list[Occurrence]:
    """What will not be: days from `first` on after a duty or its programme ended for the family. Only those
    that lay within `ahead` then: nobody was told of later ones. One query, however many there are.
    """
    since = first - ahead
    over = Q(tracking__state__in=Tracking.OVER, tracking__state_since__date__gte=since - DAY)
    ended = rows.filter(over | Q(last_on__gte=since))
    found = []
    for duty, closures in _with_closures(ended, first=first, last=first + ahead):
        left_out = _left_out_from(duty)
        last = min(first, left_out) + ahead
        as_before = copy(duty)
        as_before.last_on = None
        found += [
            one for one in of_duty(as_before, closures, {}, first=first, last=last) if one.due_on >= left_out
        ]
    return _in_order(found)


def _left_out_from(duty: Duty) -> date:
    """The first day by the rhythm that is none any more."""
    tracking, days = duty.tracking, []
    if duty.last_on is not None:
        days.append(duty.last_on + DAY)
    if tracking.is_over:
        days.append(tracking.state_since.astimezone(ZoneInfo(duty.zone)).date())
    return min(days)


def _in_order(found: Iterable[Occurrence]) -> list[Occurrence]:
    return sorted(found, key=lambda one: (one.on, one.duty.at is not None, one.duty.at, str(one.duty.pk)))


def _with_closures(rows: QuerySet[Duty], *, first: date, last: date) -> Iterator[tuple[Duty, list[Closure]]]:
    """Each duty once, with the closures of its programme that may move something into these days: the rows
    have one closure each, or none.
    """
    near = Q(
        tracking__programme__closures__last_day__gte=first - LONGEST_CLOSURE,
        tracking__programme__closures__first_day__lte=last,
    )
    each = rows.filter(first_on__lte=last).annotate(
        closed=FilteredRelation("tracking__programme__closures", condition=near),
        closed_from=F("closed__first_day"),
        closed_until=F("closed__last_day"),
    )
    joined = each.select_related("tracking__household", "tracking__programme", "place")
    duties: dict[UUID, Duty] = {}
    closures: dict[UUID, list[Closure]] = {}
    for row in joined.order_by("pk", "closed_from"):
        begins, ends = row.closed_from, row.closed_until
        of_it = closures.setdefault(duties.setdefault(row.pk, row).pk, [])
        if begins is not None:
            of_it.append(Closure(programme_id=row.tracking.programme_id, first_day=begins, last_day=ends))
    for pk, duty in duties.items():
        yield duty, closures[pk]


def _by_leaving(way: Way) -> tuple[date, float, str]:
    leaves = way.occurrence.leaves_at
    return way.occurrence.on, leaves.timestamp() if leaves else 0, way.household.code
