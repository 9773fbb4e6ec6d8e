"""Turns that belong together: a tablet and the Wi-Fi while everybody asks at once, and a charger before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.rights import Right
from appointments import programmes
from appointments.models import Appointment, Programme
from appointments.programmes import ClockChange
from core.errors import BadInput, DomainError
from schedules import seats
from schedules.actions import placing, turns
from schedules.errors import NotTogether, QuietThen
from schedules.models import Amenity, Kind, Turn, TurnWindow
from shelters.models import Household, Shelter

DURING = (Kind.TABLET, Kind.WIFI)
BEFORE = (Kind.CHARGING, Kind.LOCKER)
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rush:
    """When everybody asks at once on one day, as instants; `change` when the clocks are about to shift it."""

    programme: Programme
    begins: datetime
    ends: datetime
    change: ClockChange | None


@dataclass(frozen=True)
class Piece:
    """One kind of thing: the window that would be taken, or why there is none."""

    kind: str
    window: TurnWindow | None
    why: str = ""


@dataclass(frozen=True)
class Plan:
    """What one household would get for one rush."""

    rush: Rush
    pieces: Sequence[Piece]

    @property
    def missing(self) -> Piece | None:
        """The first piece that is not to be had."""
        return next((piece for piece in self.pieces if piece.window is None), None)


def rush_of(programme: Programme, shelter: Shelter, day: date) -> Rush | None:
    """The rush of the programme on that day of the house, or none. Its clock hangs in its own zone: 08:00 in
    Mexico City can be another hour, and in the night another day, here."""
    noon = programmes.instant(day, datetime.min.time().replace(hour=12), shelter.time_zone)
    rule = programmes.rule_at(programme, noon)
    if rule is None:
        return None
    here = ZoneInfo(shelter.time_zone)
    for their_day in (day - A_DAY, day, day + A_DAY):
        between = programmes.rush(rule, their_day)
        if between is not None and between[0].astimezone(here).date() == day:
            change = programmes.clock_change(rule, shelter.time_zone, between[0])
            return Rush(programme, *between, change)
    return None


def plan(rush: Rush, shelter: Shelter, *, kinds: Collection[str] = (*DURING, Kind.CHARGING)) -> Plan:
    """What is free for it: the tablet and the Wi-Fi from its beginning, the charger as late as possible
    before it. Of several amenities of a kind the one with most free seats."""
    amenities = list(
        Amenity.objects.filter(organization=shelter.organization_id, shelter=shelter, kind__in=kinds)
        .in_service()
        .order_by("pk")
    )
    day = rush.begins.astimezone(ZoneInfo(shelter.time_zone)).date()
    windows = list(
        TurnWindow.objects.filter(amenity__in=amenities, day=day).select_related("amenity__shelter")
    )
    free = seats.free_seats(windows)
    return Plan(rush, [_piece(kind, rush, windows, free) for kind in kinds])


def hindrance(household: Household, plan: Plan, *, by: Membership) -> DomainError | None:
    """Why this member could not take all of it for the household now, as `take` would say: others come
    first, or a draw is ahead, and only some members may go before. None: nothing known without a lock.
    """
    try:
        for piece in plan.pieces:
            if piece.window is not None:
                _refuse_hindered(household, piece.window, reason=str(plan.rush.programme), by=by)
    except DomainError as refused:
        return refused
    return None


@transaction.atomic
def take(
    household: Household,
    plan: Plan,
    *,
    by: Membership,
    appointment: Appointment | None = None,
) -> list[Turn]:
    """Give all pieces of the plan to the household, or none of them.

    Raises: NotAllowed, NotHere, NotTogether, and what `turns.give` raises.
    """
    by.require(Right.KEEP_TURNS, within=household.organization)
    if not plan.pieces:
        raise BadInput({"kinds": ""})
    missing = plan.missing
    if missing is not None:
        raise NotTogether(kind=Kind(missing.kind).label, why=missing.why)
    together: UUID = uuid4()
    windows = [piece.window for piece in plan.pieces if piece.window is not None]
    # One order for all who take several windows.
    return [
        turns.give(
            household,
            window,
            by=by,
            joined=together,
            appointment=appointment,
            reason=str(plan.rush.programme),
        )
        for window in sorted(windows, key=lambda window: window.pk)
    ]


def _refuse_hindered(household: Household, window: TurnWindow, *, reason: str, by: Membership) -> None:
    if placing.is_quiet([window]):
        raise QuietThen
    placing.refuse_second(household, window)
    turns.refuse_out_of_order(household, window, reason, by=by)


def _piece(kind: str, rush: Rush, windows: Sequence[TurnWindow], free: dict[UUID, list[int]]) -> Piece:
    of_kind = [window for window in windows if window.amenity.kind == kind]
    if kind in BEFORE:
        fitting = [window for window in of_kind if window.ends_at <= rush.begins]
        best = max(
            (w for w in fitting if free[w.pk]), key=lambda w: (w.ends_at, len(free[w.pk])), default=None
        )
        why = _("none ends before it begins") if not fitting else _("all before it are taken")
    else:
        fitting = [w for w in of_kind if w.starts_at < rush.ends and w.ends_at > rush.begins]
        best = min(
            (w for w in fitting if free[w.pk]), key=lambda w: (w.starts_at, -len(free[w.pk])), default=None
        )
        why = _("there is none at that hour") if not fitting else _("all at that hour are taken")
    return Piece(kind, best, "" if best else why)
