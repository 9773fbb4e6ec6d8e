"""Setting up houses, rooms and beds, and taking them out of service and back."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from accounts.tenancy import tenants
from core.errors import BadInput
from privacy import walls
from privacy.verbs import Verb
from shelters.actions import availability, seating
from shelters.actions.changes import house_of, undoes, write_down
from shelters.errors import BedInUse, CannotUndo
from shelters.models import FEATURES, Bed, Change, Room, Shelter, Stay

MOST_BEDS = 300  # made at once


@transaction.atomic
def save_shelter(shelter: Shelter, *, by: Membership) -> Shelter:
    """Add a house or change its facts.

    Raises: NotAllowed, BadInput, BedInUse (another way of counting while people sleep there).
    """
    by.require(Right.EDIT_SHELTER, within=shelter.organization)
    shelter.network_id = shelter.organization.network_id
    former = Shelter.objects.filter(pk=shelter.pk).locked().first()
    if former and former.mode != shelter.mode and Stay.objects.open().filter(shelter=shelter).exists():
        raise BedInUse
    before = former_values(former, shelter)
    _save(shelter)
    availability.recount(shelter)
    write_down(Verb.SHELTER_CHANGED, by=by, shelter=shelter, former=before)
    return shelter


@transaction.atomic
def save_room(room: Room, *, by: Membership) -> Room:
    """Add a room or change its facts.

    Raises: NotAllowed, NotHere, BadInput, BedInUse (another group while people sleep there).
    """
    shelter = _own_house(room.shelter, by=by)
    former = Room.objects.filter(pk=room.pk).locked().first()
    room.organization_id = shelter.organization_id
    if former and (former.group_id != room.group_id or former.shelter_id != room.shelter_id):
        _refuse_in_use(room.beds.all())
    before = former_values(former, room)
    _save(room)
    availability.recount(shelter)
    write_down(Verb.ROOM_CHANGED, by=by, shelter=shelter, room=str(room.pk), former=before)
    return room


@transaction.atomic
def save_bed(bed: Bed, *, by: Membership) -> Bed:
    """Add a bed or change its facts; its state is set by `set_bed_state`.

    Raises: NotAllowed, NotHere, BadInput, BedInUse (another room or kind while somebody has it).
    """
    shelter = _own_house(bed.room.shelter, by=by)
    former = Bed.objects.filter(pk=bed.pk).locked().first()
    bed.organization_id = shelter.organization_id
    if former and (former.room_id != bed.room_id or former.kind != bed.kind):
        _refuse_in_use([former])
    if bed.kind == Bed.Kind.EXTRA and bed.permit_id is None:
        raise BadInput({"kind": bed.kind})
    before = former_values(former, bed)
    _save(bed)
    if former and former.room.shelter_id != shelter.pk:
        availability.recount(seating.lock(former.room.shelter_id))
    availability.recount(shelter)
    write_down(Verb.BED_CHANGED, by=by, shelter=shelter, bed=str(bed.pk), former=before)
    return bed


@transaction.atomic
def add_beds(
    room: Room,
    *,
    count: int,
    by: Membership,
    kind: str = Bed.Kind.BED,
    bunks: bool = False,
    features: Collection[str] = (),
) -> list[Bed]:
    """Make `count` beds at once ("20 bunks in Room 3"), labelled on from the last number.

    `bunks`: `count` bunk beds, that is twice as many places, each a lower and an upper one,
    labelled 1a (lower) and 1b. A room on floor 0 makes its beds ground-floor ones.

    Raises: NotAllowed, NotHere, BadInput.
    """
    shelter = _own_house(room.shelter, by=by)
    if not 1 <= count <= MOST_BEDS or kind not in (Bed.Kind.BED, Bed.Kind.MAT, Bed.Kind.TENT):
        raise BadInput({"count": count, "kind": kind})
    if not set(features) <= set(FEATURES):
        raise BadInput({"features": sorted(set(features) - set(FEATURES))})
    facts = dict.fromkeys(features, True)
    if room.floor == 0:
        facts["ground_floor"] = True
    first = _next_label(room)
    labels = [(f"{n}{side}", side != "b") for n in range(first, first + count) for side in _sides(bunks)]
    beds = Bed.objects.bulk_create(
        Bed(
            organization_id=shelter.organization_id,
            room=room,
            kind=kind,
            label=label,
            **{**facts, "lower": facts.get("lower", False) or (bunks and is_low)},
        )
        for label, is_low in labels
    )
    availability.recount(shelter)
    write_down(Verb.BEDS_MADE, by=by, shelter=shelter, beds=[str(bed.pk) for bed in beds])
    return beds


@transaction.atomic
def set_bed_state(
    bed: Bed, *, state: str, by: Membership, reason: str = "", until: datetime | None = None
) -> Bed:
    """Take a bed out of service (cleaning, broken, blocked) with a reason, or make it ready again.

    Raises: NotAllowed, NotHere, BadInput, BedInUse.
    """
    by.require(Right.SET_BED_STATE, within=bed.organization)
    shelter = seating.lock(bed.room.shelter_id)
    bed = Bed.objects.visible_to(by).present().locked().found(pk=bed.pk)
    is_ready = state == Bed.State.READY
    if state not in Bed.State.values or (not is_ready and reason not in Bed.Reason.values):
        raise BadInput({"state": state, "reason": reason})
    if until is not None and until <= timezone.now():
        raise BadInput({"until": until.isoformat()})
    if not is_ready:
        _refuse_in_use([bed])
    former = [bed.state, bed.state_reason, bed.state_until.isoformat() if bed.state_until else None]
    bed.state = state
    bed.state_reason = "" if is_ready else reason
    bed.state_until = None if is_ready else until
    bed.save(update_fields=["state", "state_reason", "state_until"])
    availability.recount(shelter)
    write_down(Verb.BED_CHANGED, by=by, shelter=shelter, bed=str(bed.pk), state=former)
    return bed


@transaction.atomic
def close_room(room: Room, *, reason: str, by: Membership, until: datetime | None = None) -> Room:
    """Close a room: its free beds are out of service; people in it stay until they are moved.

    Raises: NotAllowed, NotHere, BadInput.
    """
    by.require(Right.SET_BED_STATE, within=room.organization)
    if reason not in Room.ClosedReason.values or (until is not None and until <= timezone.now()):
        raise BadInput({"reason": reason, "until": until.isoformat() if until else ""})
    return _set_closed(room, reason=reason, until=until, by=by)


@transaction.atomic
def reopen_room(room: Room, *, by: Membership) -> Room:
    """The room can be used again.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.SET_BED_STATE, within=room.organization)
    return _set_closed(room, reason="", until=None, by=by)


@transaction.atomic
def retire_bed(bed: Bed, *, by: Membership) -> Bed:
    """The bed is gone from the house; former stays keep pointing at it.

    Raises: NotAllowed, NotHere, BedInUse.
    """
    shelter = _own_house(bed.room.shelter, by=by)
    bed = Bed.objects.visible_to(by).present().locked().found(pk=bed.pk)
    _refuse_in_use([bed])
    bed.retired_at = timezone.now()
    bed.save(update_fields=["retired_at"])
    availability.recount(shelter)
    write_down(Verb.BED_CHANGED, by=by, shelter=shelter, bed=str(bed.pk), retired=True)
    return bed


def end_overdue_states() -> int:
    """Beds and rooms whose "until" has come are ready again; how many. Called by the clock."""
    return sum(_end_overdue_states_of(tenant) for tenant in tenants())


def _end_overdue_states_of(tenant: UUID) -> int:
    now = timezone.now()
    with walls.on_behalf(tenant):
        beds = Bed.objects.present().filter(organization=tenant, state_until__lte=now)
        rooms = Room.objects.filter(organization=tenant, closed_until__lte=now)
        houses = {*beds.values_list("room__shelter", flat=True), *rooms.values_list("shelter", flat=True)}
    ended = 0
    for shelter_id in sorted(houses):
        with walls.within(tenant):
            shelter = seating.lock(shelter_id)
            ended += Bed.objects.filter(room__shelter=shelter, state_until__lte=now).update(
                state=Bed.State.READY, state_reason="", state_until=None
            )
            ended += Room.objects.filter(shelter=shelter, closed_until__lte=now).update(
                closed_reason="", closed_until=None
            )
            availability.recount(shelter)
    return ended


def former_values(former: models.Model | None, row: models.Model) -> dict[str, Any]:
    """What differs between the stored row and the one about to be saved, as text, by field."""
    if former is None:
        return {}
    return {
        field.attname: field.value_to_string(former)
        for field in row._meta.concrete_fields
        if getattr(former, field.attname) != getattr(row, field.attname)
    }


def _own_house(shelter: Shelter, *, by: Membership) -> Shelter:
    """The house, locked, if the member may edit it. A limited member only edits assigned houses."""
    by.require(Right.EDIT_SHELTER, within=shelter.organization)
    Shelter.objects.visible_to(by).found(pk=shelter.pk)
    return seating.lock(shelter.pk)


def _save(row: models.Model) -> None:
    """Save, turning a constraint's refusal into words.

    Raises: BadInput.
    """
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise BadInput({"name": str(row)}) from twice


def _refuse_in_use(beds: Any) -> None:
    if Stay.objects.open().filter(bed__in=beds).exists():
        raise BedInUse


def _set_closed(room: Room, *, reason: str, until: datetime | None, by: Membership) -> Room:
    shelter = seating.lock(room.shelter_id)
    room = Room.objects.visible_to(by).locked().found(pk=room.pk)
    former = [room.closed_reason, room.closed_until.isoformat() if room.closed_until else None]
    room.closed_reason, room.closed_until = reason, until
    room.save(update_fields=["closed_reason", "closed_until"])
    availability.recount(shelter)
    write_down(Verb.ROOM_CHANGED, by=by, shelter=shelter, room=str(room.pk), closed=former)
    return room


def _sides(bunks: bool) -> tuple[str, ...]:
    return ("a", "b") if bunks else ("",)


def _next_label(room: Room) -> int:
    """One more than the highest number that a label of the room, even a former one, begins with."""
    numbers = [0]
    for label in room.beds.values_list("label", flat=True):
        digits = label.rstrip("ab")
        numbers.append(int(digits) if digits.isdigit() else 0)
    return max(numbers) + 1


@undoes(Verb.BED_CHANGED)
def _undo_bed(change: Change, _by: Membership) -> None:
    bed = Bed.objects.locked().found(pk=change.before["bed"])
    if change.before.get("retired"):
        bed.retired_at = None
    elif "state" in change.before:
        state, reason, until = change.before["state"]
        if state != Bed.State.READY:
            _refuse_undo([bed])
        bed.state, bed.state_reason = state, reason
        bed.state_until = datetime.fromisoformat(until) if until else None
    else:
        _refuse_undo([bed])
        _restore(bed, change.before["former"])
    bed.save()
    availability.recount(house_of(change))


@undoes(Verb.ROOM_CHANGED)
def _undo_room(change: Change, _by: Membership) -> None:
    room = Room.objects.locked().found(pk=change.before["room"])
    if "closed" in change.before:
        reason, until = change.before["closed"]
        room.closed_reason = reason
        room.closed_until = datetime.fromisoformat(until) if until else None
    else:
        _refuse_undo(list(room.beds.all()))
        _restore(room, change.before["former"])
    room.save()
    availability.recount(house_of(change))


@undoes(Verb.SHELTER_CHANGED)
def _undo_shelter(change: Change, _by: Membership) -> None:
    shelter = house_of(change)
    _restore(shelter, change.before.get("former") or {})
    shelter.save()
    availability.recount(shelter)


@undoes(Verb.BEDS_MADE)
def _undo_beds(change: Change, _by: Membership) -> None:
    beds = Bed.objects.filter(pk__in=change.before["beds"])
    _refuse_undo(list(beds))
    beds.update(retired_at=timezone.now())
    availability.recount(house_of(change))


def _house(change: Change) -> Shelter:
    if change.shelter is None:
        raise CannotUndo
    return change.shelter


def _refuse_undo(beds: Collection[Bed]) -> None:
    if Stay.objects.open().filter(bed__in=beds).exists():
        raise CannotUndo


def _restore(row: models.Model, former: dict[str, str]) -> None:
    """Put the former values back. An addition, which has none, cannot be undone like this."""
    if not former:
        raise CannotUndo
    by_name = {field.attname: field for field in row._meta.concrete_fields}
    for name, text in former.items():
        field = by_name[name]
        value = None if text == "None" and field.null else field.to_python(text)
        setattr(row, name, value)
