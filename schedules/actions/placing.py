"""Locking, looking and checking before a household gets a seat. Used by every action that gives one.

The windows are locked before anyone looks which of their seats are free, so two desks never give the same
one; a unique key stands behind it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Membership
from appointments.models import Appointment
from appointments.programmes import instant
from schedules import seats
from schedules.errors import (
    HasOpenTurn,
    OneSlotOnly,
    OutOfUse,
    QuietThen,
    SeatsTaken,
    TimeOver,
    TurnsUsed,
)
from schedules.models import Amenity, Kind, Outage, QuietTime, Turn, TurnRequest, TurnSeat, TurnWindow
from shelters.models import Household, Shelter

A_DAY = timedelta(days=1)
HAD = (*Turn.OPEN, Turn.State.CAME)


@dataclass(frozen=True)
class Terms:
    """What is written on a new turn, beside whose and when it is."""

    state: str = Turn.State.GIVEN
    offered_until: datetime | None = None
    request: TurnRequest | None = None
    joined: UUID | None = None
    appointment: Appointment | None = None
    moved_from: Turn | None = None
    told_at: datetime | None = None
    reason: str = ""


def lock_windows(window: TurnWindow, *, slots: int, by: Membership) -> list[TurnWindow]:
    """This window and, for two slots, the one that follows at once: locked, in the order of time.

    Raises: NotHere, OneSlotOnly, TimeOver, OutOfUse.
    """
    rows = TurnWindow.objects.visible_to(by).select_related("amenity__shelter")
    windows = [rows.locked().found(pk=window.pk)] if slots == 1 else _two(rows.found(pk=window.pk))
    if windows[0].ends_at <= timezone.now():
        raise TimeOver
    if windows[0].amenity.retired_at is not None:
        raise OutOfUse
    return windows


def refuse_slots(household: Household, amenity: Amenity, slots: int) -> None:
    """Two slots in a row are for parents with children, where the house allows it.

    Raises: OneSlotOnly.
    """
    if slots == 1:
        return
    is_for_two = slots == 2 and amenity.parents_have_two
    if not is_for_two or all(not person.is_minor for person in household.persons.all()):
        raise OneSlotOnly


def refuse_second(household: Household, window: TurnWindow, *, instead_of: Turn | None = None) -> None:
    """At most one open turn of a kind, and so many a day. One query.

    Raises: HasOpenTurn, TurnsUsed.
    """
    amenity = window.amenity
    others = Turn.objects.filter(household=household, kind=amenity.kind, state__in=HAD)
    if instead_of is not None:
        others = others.exclude(pk=instead_of.pk)
    here = ZoneInfo(amenity.shelter.time_zone)
    had = list(others.dated().only("state", "starts_at", "kind"))
    for turn in had:
        if turn.state in Turn.OPEN:
            raise has_open(turn, amenity.shelter)
    on = [turn.day or turn.starts_at.astimezone(here).date() for turn in had]
    if on.count(window.day) >= amenity.turns_a_day:
        raise TurnsUsed(most=amenity.turns_a_day)


def has_open(turn: Turn, shelter: Shelter) -> HasOpenTurn:
    """The refusal that names this turn, by the clock of the house."""
    when = date_format(turn.starts_at.astimezone(ZoneInfo(shelter.time_zone)), "l H:i")
    return HasOpenTurn(kind=Kind(turn.kind).label, when=when)


def is_quiet(windows: Sequence[TurnWindow]) -> bool:
    """Whether they fall into quiet hours or curfew, also when these were set after the day was planned. One
    query."""
    amenity, zone = windows[0].amenity, windows[0].amenity.shelter.time_zone
    begins, ends = windows[0].starts_at, windows[-1].ends_at
    for quiet in QuietTime.objects.filter(shelter=amenity.shelter_id):
        if quiet.kinds and amenity.kind not in quiet.kinds:
            continue
        for day in (windows[0].day - A_DAY, windows[0].day, windows[0].day + A_DAY):
            last_day = day if quiet.ends > quiet.begins else day + A_DAY
            until = instant(last_day, quiet.ends, zone, last=True)
            if instant(day, quiet.begins, zone) < ends and until > begins:
                return True
    return False


def free_seats(windows: Sequence[TurnWindow]) -> list[int]:
    """A free seat of each of the locked windows, which may be given then.

    Raises: QuietThen, OutOfUse, SeatsTaken.
    """
    if is_quiet(windows):
        raise QuietThen
    free = seats.free_seats(windows)
    if any(not free[window.pk] for window in windows):
        raise OutOfUse if _is_out(windows) else SeatsTaken
    return chosen(windows, free)


def chosen(windows: Sequence[TurnWindow], free: Mapping[UUID, Sequence[int]]) -> list[int]:
    """The lowest of the free seats of each window, and the same one in all where that is possible."""
    same = set.intersection(*(set(free[window.pk]) for window in windows))
    return [min(same)] * len(windows) if same else [free[window.pk][0] for window in windows]


def take(
    household: Household,
    windows: Sequence[TurnWindow],
    numbers: Sequence[int],
    terms: Terms,
    *,
    by: Membership,
) -> Turn:
    """The turn with its seats. The windows are locked and the numbers free.

    Raises: HasOpenTurn, SeatsTaken, where a constraint of the database had to decide.
    """
    first = windows[0]
    turn = Turn(
        organization_id=first.organization_id,
        household=household,
        amenity=first.amenity,
        kind=first.amenity.kind,
        starts_at=first.starts_at,
        ends_at=windows[-1].ends_at,
        given_by=by,
        **vars(terms),
    )
    try:
        with transaction.atomic():
            turn.save(force_insert=True)
    except IntegrityError as second:
        other = Turn.objects.open().filter(household=household, kind=turn.kind).first()
        raise has_open(other or turn, first.amenity.shelter) from second
    seat(turn, windows, numbers)
    return turn


def seat(turn: Turn, windows: Sequence[TurnWindow], numbers: Sequence[int]) -> None:
    """Take these seats for the turn.

    Raises: SeatsTaken, where a constraint of the database had to decide.
    """
    try:
        with transaction.atomic():
            TurnSeat.objects.bulk_create(
                TurnSeat(
                    organization_id=turn.organization_id,
                    turn=turn,
                    window=window,
                    number=number,
                    of_seats=window.seats,
                )
                for window, number in zip(windows, numbers, strict=True)
            )
    except IntegrityError as taken:
        raise SeatsTaken from taken


def free(turn: Turn) -> list[list[object]]:
    """Take the turn off its seats; which they were, as they stand in `Turn.before`."""
    held = list(turn.seats.order_by("window__starts_at").values_list("window_id", "number"))
    turn.seats.all().delete()
    return [[str(window), number] for window, number in held]


def _two(first: TurnWindow) -> list[TurnWindow]:
    both = Q(pk=first.pk) | Q(starts_at=first.ends_at)
    rows = TurnWindow.objects.filter(both, amenity=first.amenity_id).select_related("amenity__shelter")
    windows = sorted(rows.locked(), key=lambda window: window.starts_at)
    if len(windows) < 2:
        raise OneSlotOnly
    return windows


def _is_out(windows: Sequence[TurnWindow]) -> bool:
    """Whether the amenity or the whole house is out of use then, not only some seats."""
    amenity = windows[0].amenity
    going_on = Outage.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=max(windows[0].starts_at, timezone.now())),
        shelter=amenity.shelter_id,
        begun_at__lt=windows[-1].ends_at,
        seat=None,
    )
    return going_on.filter(Q(amenity=None) | Q(amenity=amenity)).exists()
