"""Lists of who goes out when: for coordinators, by code, written down each time."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from appointments import days, gap
from appointments.days import Outing
from appointments.gap import Coverage
from appointments.models import Appointment, Duty, GapStep, Reminder
from appointments.ways import Way, ways
from privacy import audit
from privacy.verbs import Verb
from shelters.models import Shelter, Stay

NEXT_DAYS = 7
# How long a page asks how an appointment went.
ASKED_DAYS = 3


@dataclass(frozen=True)
class Line:
    """One family that goes out, and the kinds of steps that somebody took for those who are missing."""

    outing: Outing
    coverage: Coverage
    steps_taken: frozenset[str] = frozenset()

    @property
    def appointment(self) -> Appointment:
        """What it goes out for."""
        return self.outing.appointment

    @property
    def is_gap(self) -> bool:
        """Whether somebody is missing on the appointment."""
        return not self.coverage.is_complete


@dataclass(frozen=True)
class Listing:
    """The families that go out on some days, those with a gap first, then in the order of leaving.

    `duties` are the ways for duties that come again.
    """

    first: date
    last: date
    houses: list[Shelter]
    lines: list[Line]
    duties: list[Way]
    unanswered: list[Outing]

    @property
    def gaps(self) -> int:
        """How many families are not complete."""
        return sum(line.is_gap for line in self.lines)

    def on(self, day: date) -> list[Line]:
        """Those who leave, or must be there, on one day."""
        return [line for line in self.lines if line.outing.falls_on(day)]

    def duties_on(self, day: date) -> list[Way]:
        """The ways for duties on one day."""
        return [way for way in self.duties if way.falls_on(day)]


@dataclass(frozen=True)
class Glance:
    """Tomorrow in numbers: families, how many of them are not complete, when the first one leaves, and how
    many are still to be told today."""

    families: int
    gaps: int
    first: datetime | None
    to_tell: int


def of_days(first: date, last: date, *, houses: Collection[Shelter], by: Membership) -> Listing:
    """Who goes out from these houses on these days, and of which recent appointment nobody said how it went.

    Days are those of each house's own wall. Families without a bed here are on every list.

    Raises: NotAllowed.
    """
    by.require(Right.SEE_TOMORROW, within=by.organization)
    audit.record(Verb.TOMORROW_LISTED, by=by, about=Appointment)
    now = timezone.now()
    asked_from = min(first, now.date() - timedelta(days=ASKED_DAYS))
    near = _going(asked_from, last, houses=houses, by=by)
    wanted = [one for one in near if one.leaves.date() <= last and one.starts.date() >= first]
    unanswered = [one for one in near if one.appointment.starts_at <= now]
    duties = _duties(first, last, houses=houses, by=by)
    return Listing(first, last, list(houses), _lines(wanted), duties, unanswered)


def glance(*, by: Membership) -> Glance:
    """How many go out tomorrow, without saying who: no list, so nothing is written down.

    Raises: NotAllowed.
    """
    by.require(Right.SEE_TOMORROW, within=by.organization)
    now = timezone.now()
    houses = list(Shelter.objects.visible_to(by).lean().order_by("name"))
    tomorrow = days.here(houses, now, by.organization.network.time_zone) + timedelta(days=1)
    lines = _lines(_going(tomorrow, tomorrow, houses=houses, by=by))
    duties = _duties(tomorrow, tomorrow, houses=houses, by=by)
    who = {line.appointment.household_id for line in lines} | {way.household.pk for way in duties}
    times = [line.outing.leaves for line in lines] + [way.leaves for way in duties if way.leaves]
    return Glance(
        families=len(who),
        gaps=sum(line.is_gap for line in lines),
        first=min(times, default=None),
        to_tell=_reminders(houses, now, by=by).filter(told_at=None).count(),
    )


def reminders_of_today(*, by: Membership) -> list[Reminder]:
    """The reminders of today, by the date on the wall of each house.

    Raises: NotAllowed.
    """
    by.require(Right.SEE_TOMORROW, within=by.organization)
    audit.record(Verb.TOMORROW_LISTED, by=by, about=Reminder)
    rows = _reminders(Shelter.objects.visible_to(by).lean(), timezone.now(), by=by)
    return list(rows.select_related("household").order_by("household__code"))


def _going(first: date, last: date, *, houses: Collection[Shelter], by: Membership) -> list[Outing]:
    zone = by.organization.network.time_zone
    # Told with the appointments: asked apart, they would be one query more on every list.
    taken = {
        f"took_{kind}": Exists(GapStep.objects.filter(appointment=OuterRef("pk"), kind=kind))
        for kind in GapStep.Kind.values
    }
    rows = Appointment.objects.visible_to(by).open().annotate(**taken)
    return days.outings(rows, first=first, last=last, houses=houses, otherwise=zone)


def _duties(first: date, last: date, *, houses: Collection[Shelter], by: Membership) -> list[Way]:
    rows = Duty.objects.visible_to(by)
    return ways(rows, first=first, last=last, houses=houses, otherwise=by.organization.network.time_zone)


def _reminders(houses: Iterable[Shelter], now: datetime, *, by: Membership) -> QuerySet[Reminder]:
    is_today = Q(pk=None)
    for house in houses:
        sleeps_here = Stay.objects.open().filter(shelter=house).values("household")
        is_today |= Q(on=days.today_in(house, now), household__in=sleeps_here)
    return Reminder.objects.visible_to(by).filter(is_today)


def _lines(outings: Sequence[Outing]) -> list[Line]:
    covered = gap.coverages(one.appointment for one in outings)
    lines = [Line(one, covered[one.appointment.pk], _taken(one.appointment)) for one in outings]
    return sorted(lines, key=lambda line: not line.is_gap)  # stable: each part stays in the order of leaving


def _taken(row: Appointment) -> frozenset[str]:
    """The kinds of steps for this appointment, as `_going` annotated them."""
    return frozenset(kind for kind in GapStep.Kind.values if getattr(row, f"took_{kind}"))
