"""The slots of the coming days become windows with seats, and each day gets its draw.

Planning again changes nothing. A window in which somebody has a turn or a voucher stays as it was told; all
others follow the hours. No two windows of an amenity overlap, so nothing is promised twice (R39).
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import Max
from django.utils import timezone

from accounts.actions.robots import robot_of
from accounts.models import Membership, Organization
from accounts.rights import Right
from accounts.tenancy import tenants
from appointments import days
from core.errors import DomainError
from privacy import walls
from schedules import hours
from schedules.actions import draws
from schedules.hours import Slot
from schedules.models import Amenity, Draw, TurnSeat, TurnWindow, Voucher

log = logging.getLogger("posada.turns")


@transaction.atomic
def open_day(amenity: Amenity, day: date, *, by: Membership) -> list[TurnWindow]:
    """The windows of this amenity on this day of its house, in order; those that are missing are made.

    Raises: NotAllowed, NotHere.
    """
    return open_days(amenity, [day], by=by)


@transaction.atomic
def open_days(amenity: Amenity, on: Collection[date], *, by: Membership) -> list[TurnWindow]:
    """As `open_day` for several days.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.KEEP_TURNS, within=amenity.organization)
    found: Amenity = Amenity.objects.visible_to(by).select_related("shelter").locked().found(pk=amenity.pk)
    timetable = hours.timetable(found)
    standing: dict[date, list[TurnWindow]] = defaultdict(list)
    for window in TurnWindow.objects.filter(amenity=found, day__in=on):
        standing[window.day].append(window)
    opened = []
    for day in sorted(on):
        slots = [] if found.retired_at else timetable.slots(day)
        opened += _opened(found, day, slots, standing[day])
    return opened


def plan_ahead(now: datetime | None = None) -> int:
    """In every organization: windows from today until the last day that one may ask for, and their draws.
    Returns how many windows there are. What an outage of the site left out is made up for."""
    moment = now or timezone.now()
    planned = 0
    for tenant in tenants():
        try:
            planned += _plan_of(tenant, moment)
        except (DatabaseError, DomainError) as problem:
            # One house that cannot be planned keeps no other one waiting; the next round tries again.
            log.error("A house could not be planned: %s", type(problem).__name__)  # noqa: TRY400
    return planned


@transaction.atomic
def plan(amenity: Amenity, *, by: Membership, now: datetime | None = None) -> list[TurnWindow]:
    """The windows of this amenity as far as one may ask, and a draw announced for each day that has any.
    Days that were planned further ahead follow the hours too.

    Raises: NotAllowed, NotHere.
    """
    moment = now or timezone.now()
    ahead = TurnWindow.objects.filter(amenity=amenity, starts_at__gt=moment).values_list("day", flat=True)
    windows = open_days(amenity, {*days_ahead(amenity, moment), *ahead}, by=by)
    announced = set(Draw.objects.filter(amenity=amenity).values_list("day", flat=True))
    for day in sorted({window.day for window in windows} - announced):
        draws.announce(amenity, day)
    return windows


def days_ahead(amenity: Amenity, now: datetime) -> list[date]:
    """Today and each day that one may ask for, by the calendar of the house."""
    today = days.today_in(amenity.shelter, now)
    return [today + timedelta(days=ahead) for ahead in range(amenity.ask_days_ahead + 1)]


def _plan_of(tenant: UUID, now: datetime) -> int:
    with walls.within(tenant):
        organization = Organization.objects.get(pk=tenant)
        in_service = Amenity.objects.in_service().filter(organization=tenant)
        amenities = list(in_service.select_related("shelter", "organization"))
        if organization.locked_at or not amenities:
            return 0
        robot = robot_of(organization)
        return sum(len(plan(one, by=robot, now=now)) for one in amenities)


def _opened(
    amenity: Amenity, day: date, slots: Sequence[Slot], standing: Sequence[TurnWindow]
) -> list[TurnWindow]:
    """The windows of one day after the hours were followed as far as nobody was told otherwise."""
    wanted = {(slot.starts_at, slot.ends_at) for slot in slots}
    now = timezone.now()
    others = [
        window
        for window in standing
        if window.starts_at > now
        and ((window.starts_at, window.ends_at) not in wanted or window.seats != amenity.seats)
    ]
    gone = _follow(others, wanted, amenity.seats) if others else set()
    kept = [window for window in standing if window.pk not in gone]
    return sorted([*kept, *_added(amenity, day, slots, kept)], key=lambda window: window.starts_at)


def _follow(
    windows: Sequence[TurnWindow], wanted: Collection[tuple[datetime, datetime]], seats: int
) -> set[UUID]:
    """Bring windows to the hours and seats that hold now; the keys of those that are no more.

    Whoever gives a seat locks its window first, so nobody gets one between the look and the change.
    """
    keys = [window.pk for window in windows]
    locked = {window.pk: window for window in TurnWindow.objects.filter(pk__in=keys).locked()}
    highest = dict(
        TurnSeat.objects.filter(window__in=keys).values_list("window").annotate(Max("number")).order_by()
    )
    printed = set(Voucher.objects.filter(window__in=keys).values_list("window", flat=True))
    free = {key for key in locked if key not in highest and key not in printed}
    gone = {key for key in free if (locked[key].starts_at, locked[key].ends_at) not in wanted}
    TurnWindow.objects.filter(pk__in=gone).delete()
    # Paper that says "number 31 of 35" is out: those windows keep their seats.
    other = [key for key in locked if key not in gone | printed and highest.get(key, 0) <= seats]
    TurnWindow.objects.filter(pk__in=other).update(seats=seats)
    TurnSeat.objects.filter(window__in=other).update(of_seats=seats)
    for window in windows:
        window.seats = seats if window.pk in other else window.seats
    return gone


def _added(
    amenity: Amenity, day: date, slots: Sequence[Slot], kept: Sequence[TurnWindow]
) -> list[TurnWindow]:
    begun = {window.starts_at for window in kept}
    missing = [slot for slot in slots if slot.starts_at not in begun]
    if not missing:
        return []
    around = TurnWindow.objects.filter(
        amenity=amenity, starts_at__lt=missing[-1].ends_at, ends_at__gt=missing[0].starts_at
    )
    taken = list(around.values_list("starts_at", "ends_at"))
    return TurnWindow.objects.bulk_create(
        TurnWindow(
            organization_id=amenity.organization_id, amenity=amenity, day=day, seats=amenity.seats,
            starts_at=slot.starts_at, ends_at=slot.ends_at,
        )
        for slot in missing
        if not any(begins < slot.ends_at and slot.starts_at < ends for begins, ends in taken)
    )  # fmt: skip
