"""More people than places: only by an explicit act with a reason and an end."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actions.robots import robot_of
from accounts.models import Membership
from accounts.rights import Right
from accounts.tenancy import tenants
from core.errors import BadInput, NotHere
from privacy import walls
from privacy.verbs import Verb
from shelters.actions import availability, seating
from shelters.actions.changes import undoes, write_down
from shelters.errors import BedInUse, CannotUndo, ShelterClosed
from shelters.models import Bed, Change, Group, OverCapacity, Places, Room, Shelter, Stay

MOST_PLACES = 500
LONGEST = timedelta(days=31)


@transaction.atomic
def open_over_capacity(
    shelter: Shelter,
    *,
    group: Group,
    places: int,
    reason: str,
    ends_at: datetime,
    by: Membership,
    room: Room | None = None,
) -> OverCapacity:
    """Open places beyond capacity until `ends_at` (at most 31 days from now).

    In a house with rooms they are extra places of a room, marked as such, with the same guarantee
    as beds; in a house that only counts they raise what may be given for the group.

    Raises: NotAllowed, NotHere, BadInput, ShelterClosed.
    """
    by.require(Right.GO_OVER_CAPACITY, within=shelter.organization)
    shelter = seating.lock(shelter.pk)
    now = timezone.now()
    if reason not in OverCapacity.Reason.values:
        raise BadInput({"reason": reason})
    if not 1 <= places <= MOST_PLACES:
        raise BadInput({"places": places})
    if not now < ends_at <= now + LONGEST:
        raise BadInput({"ends_at": ends_at.isoformat()})
    if shelter.state != Shelter.State.OPEN:
        raise ShelterClosed
    if shelter.mode == Shelter.Mode.ROOMS:
        room = _room_of(shelter, room, by=by)
        group = room.group
    act = OverCapacity.objects.create(
        organization_id=shelter.organization_id,
        shelter=shelter,
        group=group,
        room=room,
        places=places,
        reason=reason,
        opened_by=by,
        opened_at=now,
        ends_at=ends_at,
    )
    _add_places(act, shelter)
    availability.recount(shelter)
    write_down(Verb.OVER_CAPACITY_OPENED, by=by, shelter=shelter, act=str(act.pk))
    return act


@transaction.atomic
def close_over_capacity(act: OverCapacity, *, by: Membership) -> OverCapacity:
    """End the act early. People who sleep there stay until they are moved.

    Raises: NotAllowed, NotHere, BedInUse (nobody is put out by a click).
    """
    by.require(Right.GO_OVER_CAPACITY, within=act.organization)
    shelter = seating.lock(act.shelter_id)
    act = OverCapacity.objects.visible_to(by).locked().found(pk=act.pk)
    if Stay.objects.open().filter(bed__permit=act).exists():
        raise BedInUse
    _close(act, shelter)
    write_down(Verb.OVER_CAPACITY_CLOSED, by=by, shelter=shelter)
    return act


def end_overdue() -> int:
    """Close acts whose end has come and whose places are empty; how many. Called by the clock.

    An act with people still in its places stays open and shows as overdue: software puts nobody
    out at night.
    """
    return sum(_end_overdue_of(tenant) for tenant in tenants())


def _end_overdue_of(tenant: UUID) -> int:
    with walls.on_behalf(tenant):
        overdue = list(OverCapacity.objects.open().filter(organization=tenant, ends_at__lte=timezone.now()))
    ended = 0
    for act in overdue:
        with walls.within(tenant):
            shelter = seating.lock(act.shelter_id)
            if not Stay.objects.open().filter(bed__permit=act).exists():
                _close(act, shelter)
                robot = robot_of(shelter.organization)
                write_down(Verb.OVER_CAPACITY_CLOSED, by=robot, shelter=shelter)
                ended += 1
    return ended


def _room_of(shelter: Shelter, room: Room | None, *, by: Membership) -> Room:
    if room is None:
        raise BadInput({"room": ""})
    return Room.objects.visible_to(by).filter(shelter=shelter).select_related("group").found(pk=room.pk)


def _add_places(act: OverCapacity, shelter: Shelter) -> None:
    if act.room is not None:
        Bed.objects.bulk_create(
            Bed(
                organization_id=shelter.organization_id,
                room=act.room,
                label=f"+{number}",
                kind=Bed.Kind.EXTRA,
                permit=act,
            )
            for number in _free_numbers(act.room, act.places)
        )
        return
    places = Places.objects.filter(shelter=shelter, group=act.group_id).first()
    if places is None:
        raise NotHere
    seating.settle_ceiling(places)


def _free_numbers(room: Room, count: int) -> list[int]:
    """Labels +1, +2 ... that no present bed of the room has."""
    used = set(room.beds.filter(retired_at=None, kind=Bed.Kind.EXTRA).values_list("label", flat=True))
    numbers = (number for number in range(1, count + len(used) + 1) if f"+{number}" not in used)
    return list(numbers)[:count]


def _close(act: OverCapacity, shelter: Shelter) -> None:
    now = timezone.now()
    OverCapacity.objects.filter(pk=act.pk).update(closed_at=now)
    Bed.objects.filter(permit=act, retired_at=None).update(retired_at=now)
    for places in Places.objects.filter(shelter=shelter, group=act.group_id):
        seating.settle_ceiling(places)
    availability.recount(shelter)
    act.closed_at = now


@undoes(Verb.OVER_CAPACITY_OPENED)
def _undo_open(change: Change, _by: Membership) -> None:
    act = OverCapacity.objects.open().filter(pk=change.before["act"]).first()
    if act is None or Stay.objects.open().filter(bed__permit=act).exists():
        raise CannotUndo
    _close(act, seating.lock(act.shelter_id))
