"""Something breaks, or the power goes: people are moved in order, and what they lose is repeated first.

A broken seat moves its turns at once to the next free seat of the same day, in the order of their time. An
outage of a whole amenity or of the house has no known end: what it overlaps is lost when its time is over.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions.robots import robot_of
from accounts.models import Membership, Organization
from accounts.rights import Right
from accounts.tenancy import tenants
from appointments.actions import barriers
from appointments.models import BarrierEntry, Programme
from core.errors import BadInput
from core.events import announce
from privacy import audit, walls
from privacy.verbs import Verb
from schedules import seats
from schedules.actions import memories, placing
from schedules.errors import BrokenAlready
from schedules.events import seats_freed
from schedules.models import Amenity, Outage, Turn, TurnMemory, TurnSeat, TurnWindow
from schedules.models.turns import TurnQuerySet
from shelters.errors import CannotUndo
from shelters.models import Household, Shelter

# Clocks differ; a cut that is typed later began at most so long ago.
AHEAD = timedelta(minutes=5)
OLDEST = timedelta(days=2)


@dataclass(frozen=True)
class Moved:
    """What became of turns: on another seat of their window, at another time, or lost."""

    reseated: int = 0
    later: int = 0
    lost: int = 0


@transaction.atomic
def begin(
    shelter: Shelter,
    *,
    why: str,
    by: Membership,
    amenity: Amenity | None = None,
    seat: int | None = None,
    begun_at: datetime | None = None,
) -> tuple[Outage, Moved]:
    """Write down that a seat, an amenity or the whole house is without use, and move whom it hits.

    Raises: NotAllowed, NotHere, BadInput, BrokenAlready.
    """
    by.require(Right.KEEP_TURNS, within=shelter.organization)
    shelter = Shelter.objects.visible_to(by).lean().found(pk=shelter.pk)
    begun_at = _moment(begun_at, "begun_at")
    _refuse_unknown(why, amenity, seat)
    if amenity is not None:
        amenity = Amenity.objects.visible_to(by).locked().found(pk=amenity.pk, shelter=shelter)
        if seat is not None and not 1 <= seat <= amenity.seats:
            raise BadInput({"seat": str(seat)})

    here = Outage.objects.going_on().filter(shelter=shelter, amenity=amenity, seat=seat)
    if here.exists():
        raise BrokenAlready
    outage = Outage(
        organization=shelter.organization, shelter=shelter, amenity=amenity, seat=seat, why=why,
        begun_at=begun_at, noted_by=by,
    )  # fmt: skip
    try:
        with transaction.atomic():
            outage.save(force_insert=True)
    except IntegrityError:
        raise BrokenAlready from None
    moved = _move_from_seat(outage, seat) if seat is not None else Moved()
    audit.record(Verb.OUTAGE_NOTED, by=by, about=outage)
    return outage, moved


@transaction.atomic
def end(outage: Outage, *, by: Membership, ended_at: datetime | None = None) -> Moved:
    """It works again. Turns that it overlapped are lost and repeated first. Ending it again changes nothing.

    Raises: NotAllowed, NotHere, BadInput.
    """
    by.require(Right.KEEP_TURNS, within=outage.organization)
    outage = Outage.objects.visible_to(by).locked().found(pk=outage.pk)
    if outage.ended_at is not None:
        return _lost_to(outage)
    outage.ended_at = _moment(ended_at, "ended_at")
    if outage.ended_at <= outage.begun_at:
        raise BadInput({"ended_at": str(ended_at)})
    outage.save(update_fields=["ended_at"])
    if outage.seat is None:
        _lose(overlapped(outage), outage)
    audit.record(Verb.OUTAGE_ENDED, by=by, about=outage)
    return _lost_to(outage)


@transaction.atomic
def take_back(outage: Outage, *, by: Membership) -> None:
    """It was written down by mistake, and nothing stopped. Only while it goes on and took no turn away; who
    was moved to another seat or hour stays there.

    Raises: NotAllowed, NotHere, CannotUndo.
    """
    by.require(Right.KEEP_TURNS, within=outage.organization)
    outage = Outage.objects.visible_to(by).locked().found(pk=outage.pk)
    if outage.ended_at is not None or outage.turns.exists():
        raise CannotUndo
    audit.record(Verb.UNDONE, by=by, about=outage)
    announce(seats_freed, organization_id=outage.organization_id)
    outage.delete()


def _lost_to(outage: Outage) -> Moved:
    """All that it took, also what was lost while it went on."""
    return Moved(lost=outage.turns.filter(state=Turn.State.LOST).count())


def overlapped(outage: Outage) -> TurnQuerySet:
    """The turns that are over, or going on, while the outage is, and of which nobody said how they went. What
    is typed after a cut finds also those that the site has taken as used meanwhile."""
    until = outage.ended_at or timezone.now()
    turns = Turn.objects.unmarked().filter(
        organization=outage.organization_id,
        amenity__shelter=outage.shelter_id,
        starts_at__lt=until,
        ends_at__gt=outage.begun_at,
    )
    if outage.amenity_id is not None:
        turns = turns.filter(amenity=outage.amenity_id)
    return turns


def lose_overlapped() -> int:
    """In every organization: turns that ended while something was broken are lost, not used. How many."""
    return sum(_lose_over(tenant) for tenant in tenants())


def _lose_over(tenant: UUID) -> int:
    now, lost = timezone.now(), 0
    with walls.within(tenant):
        for outage in Outage.objects.going_on().filter(organization=tenant, seat=None).locked():
            lost += _lose(overlapped(outage).filter(ends_at__lte=now), outage)
        if lost:
            organization = Organization.objects.get(pk=tenant)
            audit.record(Verb.TURN_MARKED, by=robot_of(organization), about=organization)
    return lost


def households_of(outage: Outage, by: Membership) -> list[Household]:
    """Those who lost a turn to it, of whom the reader may open all.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.LOG_BARRIERS, within=outage.organization)
    outage = Outage.objects.visible_to(by).found(pk=outage.pk)
    lost = Turn.objects.visible_to(by).filter(outage=outage, state=Turn.State.LOST)
    return list(Household.objects.visible_to(by).filter(pk__in=lost.values("household")).order_by("pk"))


@transaction.atomic
def log_barriers(outage: Outage, programme: Programme, *, by: Membership) -> list[BarrierEntry]:
    """One tap: a technical failure from when to when in the log of each household that lost its turn (J7).
    Doing it again adds nothing.

    Raises: NotAllowed, NotHere, BadInput; as `appointments.actions.barriers.log`.
    """
    households = households_of(outage, by)
    return barriers.log_for_all(
        households,
        programme=programme,
        began_at=outage.begun_at,
        ended_at=outage.ended_at or timezone.now(),
        zone=outage.shelter.time_zone,
        by=by,
    )


def _refuse_unknown(why: str, amenity: Amenity | None, seat: int | None) -> None:
    if why not in Outage.Why.values:
        raise BadInput({"why": why})
    if seat is not None and amenity is None:
        raise BadInput({"seat": str(seat)})


def _moment(typed: datetime | None, name: str) -> datetime:
    now = timezone.now()
    if typed is None:
        return now
    if not now - OLDEST <= typed <= now + AHEAD:
        raise BadInput({name: str(typed)})
    return typed


def _move_from_seat(outage: Outage, number: int) -> Moved:
    """The turns of this seat, the earliest first, each to the first seat that is free at its time or later
    on its day. Where there is none the turn is lost."""
    # Households, then windows, then turns, as whoever gives a seat. Whoever came in between waits for the
    # windows, and finds the seat broken.
    hit = Turn.objects.open().filter(
        organization=outage.organization_id,
        amenity=outage.amenity_id,
        ends_at__gt=outage.begun_at,
        seats__number=number,
    )
    list(Household.objects.filter(pk__in=list(hit.values_list("household", flat=True))).locked())
    ahead = TurnWindow.objects.filter(amenity=outage.amenity_id, ends_at__gt=outage.begun_at)
    windows = sorted(ahead.select_related("amenity__shelter").locked(), key=lambda window: window.starts_at)
    taken = TurnSeat.objects.filter(
        organization=outage.organization_id,
        window__in=windows,
        number=number,
        turn__state__in=Turn.OPEN,
    )
    turns = list(Turn.objects.filter(pk__in=taken.values("turn")).locked().order_by("starts_at", "pk"))
    moved = {"reseated": 0, "later": 0, "lost": 0}
    for turn in turns:
        moved[_move(turn, outage, windows)] += 1
    return Moved(**moved)


def _move(turn: Turn, outage: Outage, ahead: Sequence[TurnWindow]) -> str:
    """reseated, later or lost."""
    held = list(turn.seats.select_related("window").order_by("window__starts_at"))
    first = held[0].window
    windows = [one for one in ahead if one.day == first.day and one.starts_at >= first.starts_at]
    free = seats.free_seats(windows)
    # Of two slots the first may be over already.
    broken = [seat for seat in held if seat.number == outage.seat and seat.window_id in free]
    if all(free[seat.window_id] for seat in broken):
        for seat in broken:
            seat.number = free[seat.window_id][0]
            seat.save(update_fields=["number"])
        _tell_again(turn)
        return "reseated"
    for later in _runs(windows, len(held)):
        is_free = later[0].starts_at > held[-1].window.starts_at and all(free[window.pk] for window in later)
        if is_free and not placing.is_quiet(later):
            _put_into(turn, later, free)
            return "later"
    _lose(Turn.objects.filter(pk=turn.pk), outage)
    return "lost"


def _runs(windows: list[TurnWindow], length: int) -> Iterable[list[TurnWindow]]:
    """So many windows that follow one another without a gap."""
    for first in range(len(windows) - length + 1):
        run = windows[first : first + length]
        if all(one.ends_at == next_.starts_at for one, next_ in pairwise(run)):
            yield run


def _put_into(turn: Turn, windows: list[TurnWindow], free: dict[UUID, list[int]]) -> None:
    turn.seats.all().delete()
    TurnSeat.objects.bulk_create(
        TurnSeat(
            organization_id=turn.organization_id, turn=turn, window=window,
            number=free[window.pk][0], of_seats=window.seats,
        )
        for window in windows
    )  # fmt: skip
    turn.starts_at, turn.ends_at = windows[0].starts_at, windows[-1].ends_at
    turn.save(update_fields=["starts_at", "ends_at"])
    _tell_again(turn)


def _tell_again(turn: Turn) -> None:
    """Somebody has to say so to the household: it stands on the desk's list until then."""
    turn.told_at = None
    turn.save(update_fields=["told_at"])


def _lose(turns: TurnQuerySet, outage: Outage) -> int:
    """These are lost: their seats are free, and their households come before everybody next time."""
    rows = list(turns.select_related("amenity__shelter").locked())
    if not rows:
        return 0
    for row in rows:
        if row.is_assumed:
            memories.put_back(row)
    TurnSeat.objects.filter(turn__in=rows).delete()
    Turn.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=Turn.State.LOST, state_since=timezone.now(), outage=outage, told_at=None, is_assumed=False
    )
    _remember(rows)
    return len(rows)


def _remember(rows: Collection[Turn]) -> None:
    TurnMemory.objects.bulk_create(
        (
            TurnMemory(organization_id=row.organization_id, household_id=row.household_id, kind=row.kind)
            for row in rows
        ),
        ignore_conflicts=True,
    )
    for kind in {row.kind for row in rows}:
        households = [row.household_id for row in rows if row.kind == kind]
        # In one order, as a draw locks them.
        found = TurnMemory.objects.filter(kind=kind, household__in=households).order_by("pk")
        keys = list(found.select_for_update().values_list("pk", flat=True))
        TurnMemory.objects.filter(pk__in=keys).update(repeats_first=True)
