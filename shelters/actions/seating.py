"""Locking, looking and checking before anybody gets a bed. Used by every action that gives one."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from core.errors import BadInput, NotHere
from core.models.prepared import Prepared, add
from privacy import retention
from shelters.errors import (
    AlreadyPlaced,
    BedNotReady,
    BedTaken,
    ChildrenAlone,
    FamilySplit,
    GroupDoesNotFit,
    NoAdult,
    NoPlaces,
    OneShelterOnly,
    ShelterClosed,
    SomebodyWithoutBed,
)
from shelters.models import Bed, Hold, Household, OverCapacity, Person, Places, Shelter, SplitNote, Stay
from shelters.models.families import RULE
from shelters.models.households import open_to
from shelters.parties import Party, answer_of, fits

Into = Mapping[Person, Bed] | Places
Wanted = Mapping[Person, UUID]
NUMBERS = _("Each number of the household once, and no other number.")


@dataclass(frozen=True)
class Split:
    """Why a family sleeps in several rooms, and which adult (by number) is with each child."""

    reason: str
    adults: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Seats:
    """Beds by the numbers of the persons, from a caller who has read neither: found under the lock."""

    beds: Mapping[int, UUID]


@dataclass(frozen=True)
class Terms:
    """How stays begin: held for a hold, or in use, perhaps after the doors closed."""

    state: str
    hold: Hold | None = None
    late_reason: str = ""


def lock_house(into: Into | Seats, *, by: Membership) -> Shelter:
    """The one house of these beds or places, locked until the transaction ends, and open.

    Every action that gives or frees places locks the house first, so that nobody looks at beds
    that somebody else is about to give away.

    Raises: NotHere (a foreign or absent bed), OneShelterOnly, ShelterClosed.
    """
    if isinstance(into, Places):
        own = Places.objects.filter(pk=into.pk).values("shelter")
        houses: list[Shelter] = list(Shelter.objects.visible_to(by).filter(pk__in=own).lean().locked())
    else:
        houses = _houses_of_beds.rows(beds=_bed_ids(into), **by.looks)
    if not houses:
        raise NotHere
    if len(houses) > 1:
        raise OneShelterOnly
    if houses[0].state != Shelter.State.OPEN:
        raise ShelterClosed
    return houses[0]


def lock(shelter_id: UUID | None) -> Shelter:
    """The house, locked.

    Raises: NotHere.
    """
    shelter: Shelter = Shelter.objects.select_related("organization").lean().locked().found(pk=shelter_id)
    return shelter


def lock_all(shelter_ids: Collection[UUID]) -> list[Shelter]:
    """Several houses, locked in one order so that two moves in opposite directions never block."""
    return list(Shelter.objects.filter(pk__in=shelter_ids).select_related("organization").lean().locked())


def lock_household(household: Household | UUID, *, by: Membership) -> Household:
    """The household, locked after its house, read afresh.

    Raises: NotHere.
    """
    key = household if isinstance(household, UUID) else household.pk
    for locked in _household_here.rows(household=key, **by.looks):
        if _is_fresh(locked) or Household.objects.visible_to(by).filter(pk=key).exists():
            return locked
    raise NotHere


def persons_of(household: Household) -> list[Person]:
    """Everybody of a locked household, by number."""
    return _persons.rows(household=household.pk)


def wanted_by(persons: Collection[Person], into: Mapping[Person, Bed] | Seats) -> Wanted:
    """Which of these persons wants which bed.

    Raises: NotHere (a person of another household), BadInput (a number that nobody has).
    """
    if isinstance(into, Seats):
        numbers = {person.number: person for person in persons}
        if not set(into.beds) <= set(numbers):
            raise BadInput({"person": [NUMBERS]})
        return {numbers[number]: bed_id for number, bed_id in into.beds.items()}
    if not set(into) <= set(persons):
        raise NotHere
    return {person: bed.pk for person, bed in into.items()}


def look_at_beds(wanted: Wanted, *, of: Household, shelter: Shelter, moves: bool) -> dict[Person, Bed]:
    """These beds of the locked house, read under the lock: nobody has them, nor the household other ones
    unless it moves.

    Raises: AlreadyPlaced, NotHere (a foreign or absent bed), BedTaken (also one bed for two), BedNotReady.
    """
    ids = set(wanted.values())
    found = _beds_and_holders.rows(beds=list(ids), household=of.pk, shelter=shelter.pk)
    beds: dict[UUID, Any] = {bed.pk: bed for bed in found}
    if not moves and any(bed.is_elsewhere for bed in beds.values()):
        raise AlreadyPlaced
    if any(bed.is_taken for bed in beds.values()):
        raise BedTaken
    if len(beds) < len(ids):
        raise NotHere
    if len(ids) < len(wanted):
        raise BedTaken
    if any(not _is_ready(bed) for bed in beds.values()):
        raise BedNotReady
    return {person: beds[bed_id] for person, bed_id in wanted.items()}


def refuse_placed(household: Household) -> None:
    """The household has no place yet.

    Raises: AlreadyPlaced.
    """
    if Stay.objects.open().filter(household=household.pk).exists():
        raise AlreadyPlaced


def check_family(persons: Collection[Person], beds: Mapping[Person, Bed]) -> None:
    """The house rules about who sleeps where, for the whole household as it would sleep.

    Raises: SomebodyWithoutBed, NoAdult, GroupDoesNotFit, ChildrenAlone.
    """
    party = Party(tuple(answer_of(person) for person in persons))
    if any(not person.sleeps_with_parent and person not in beds for person in persons):
        raise SomebodyWithoutBed
    by_room: dict[UUID, list[Person]] = {}
    for person, bed in beds.items():
        by_room.setdefault(bed.room_id, []).append(person)
    for bed in beds.values():
        together = by_room[bed.room_id]
        if bed.room.group.hand_over_only:
            continue
        if party.is_unaccompanied:
            raise NoAdult
        if all(person.is_minor for person in together):
            raise ChildrenAlone
    for person, bed in beds.items():
        if not fits(bed.room.group, [answer_of(person)], of=party):
            raise GroupDoesNotFit


def note_split(
    household: Household, beds: Mapping[Person, Bed], split: Split | None, *, by: Membership
) -> None:
    """Where a family sleeps in several rooms: keep why, who with whom, and each child's adult.

    Raises: FamilySplit (no note given), BadInput (an adult who is none, or in another room),
    ChildrenAlone (a child without a listed adult in the same room).
    """
    rooms: dict[UUID, list[Person]] = {}
    for person, bed in beds.items():
        rooms.setdefault(bed.room_id, []).append(person)
    if len(rooms) < 2:
        return
    if split is None:
        raise FamilySplit
    if split.reason not in SplitNote.Reason.values:
        raise BadInput({"reason": split.reason})
    for together in rooms.values():
        _check_adults(together, split)
    SplitNote.objects.create(
        organization_id=household.organization_id,
        household=household,
        kind=SplitNote.Kind.ROOMS,
        reason=split.reason,
        together=[sorted(person.number for person in together) for together in rooms.values()],
        adults={str(child): adult for child, adult in split.adults.items()},
        confirmed_by=by,
    )


def begin_stays(
    household: Household,
    persons: Iterable[Person],
    *,
    shelter: Shelter,
    beds: Mapping[Person, Bed],
    terms: Terms,
    places: Places | None = None,
) -> list[Stay]:
    """One stay for each person, in the given beds or counted places.

    Raises: BedTaken when the constraint of the database had to decide.
    """
    stays = [
        Stay(
            organization_id=household.organization_id,
            household=household,
            person=person,
            shelter=shelter,
            bed=beds.get(person),
            places=None if person.sleeps_with_parent else places,
            shares_bed=person.sleeps_with_parent and person not in beds,
            state=terms.state,
            hold=terms.hold,
            late_reason=terms.late_reason,
        )
        for person in persons
    ]
    try:
        add(stays)
    except IntegrityError as taken:
        raise BedTaken from taken
    return stays


def take_places(places: Places, people: int, *, counter: str) -> None:
    """Add people to `in_use` or `held` of a counted group, never beyond what exists or was opened.

    Raises: NoPlaces.
    """
    fresh = Places.objects.select_related("shelter").get(pk=places.pk)
    if fresh.usable is not None:
        most = fresh.usable + opened_over(fresh)
        if fresh.in_use + fresh.held + people > most:
            raise NoPlaces
    try:
        Places.objects.filter(pk=places.pk).update(**{counter: F(counter) + people})
    except IntegrityError as full:
        raise NoPlaces from full


def give_back_places(places_id: UUID, people: int, *, counter: str) -> None:
    """Subtract people who left, and let the allowance above capacity shrink to what is needed.

    Never below zero: heads may have been counted differently since.
    """
    Places.objects.filter(pk=places_id).update(**{counter: Greatest(F(counter) - people, 0)})
    settle_ceiling(Places.objects.get(pk=places_id))


def settle_ceiling(places: Places) -> None:
    """The allowance above capacity is what was opened by an act, or the people who are there."""
    ceiling = max(opened_over(places), places.over)
    if ceiling != places.over_ceiling:
        Places.objects.filter(pk=places.pk).update(over_ceiling=ceiling)


def opened_over(places: Places) -> int:
    """Places that acts opened above the capacity of this group and that have not ended."""
    acts = OverCapacity.objects.open().filter(
        shelter=places.shelter_id, group=places.group_id, ends_at__gt=timezone.now()
    )
    return acts.aggregate(total=Sum("places"))["total"] or 0


@Prepared
def _houses_of_beds(beds: list[UUID], **looks: Any) -> QuerySet[Shelter]:
    houses = Bed.objects.filter(pk__in=beds).values("room__shelter")
    visible: QuerySet[Shelter] = (
        Shelter.objects.visible_to(Membership.looking(**looks)).filter(pk__in=houses).lean().locked()
    )
    return visible


def _is_fresh(household: Household) -> bool:
    """Whether it says itself that its time is not over, as most do."""
    since = household.left_at or household.opened_at
    return since > retention.before(household.organization_id, RULE)


@Prepared
def _household_here(household: UUID, **looks: Any) -> QuerySet[Household]:
    """Whether its time is over is asked afterwards: the moment goes on, the question is built once."""
    member = Membership.looking(**looks)
    rows = Household.objects.filter(open_to(member), organization=member.organization_id)
    visible: QuerySet[Household] = rows.filter(pk=household, merged_into=None).locked()
    return visible if member.sees_people else visible.none()


@Prepared
def _persons(household: UUID) -> QuerySet[Person]:
    return Person.objects.filter(household=household).order_by("number")


@Prepared
def _beds_and_holders(beds: list[UUID], household: UUID, shelter: UUID) -> QuerySet[Bed]:
    """With `is_taken`, and `is_elsewhere`: the household has a place already."""
    open_stays = Stay.objects.open()
    return (
        Bed.objects.filter(pk__in=beds, room__shelter=shelter)
        .order_by()
        .with_groups()
        .annotate(
            is_taken=Exists(open_stays.filter(bed=OuterRef("pk"))),
            is_elsewhere=Exists(open_stays.filter(household=household)),
        )
    )


def _bed_ids(into: Mapping[Person, Bed] | Seats) -> list[UUID]:
    if isinstance(into, Seats):
        return list(set(into.beds.values()))
    return list({bed.pk for bed in into.values()})


def _is_ready(bed: Bed) -> bool:
    return bed.retired_at is None and bed.state == Bed.State.READY and not bed.room.closed_reason


def _check_adults(together: Collection[Person], split: Split) -> None:
    """Each child of a room names an adult of the same room."""
    adults = {person.number for person in together if not person.is_minor}
    for person in together:
        if person.is_minor and split.adults.get(person.number) not in adults:
            raise ChildrenAlone
