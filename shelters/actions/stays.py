"""Arrivals, moves and departures."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from core.errors import BadInput
from core.events import announce
from privacy.verbs import Verb
from shelters import crossing
from shelters.actions import availability, names, seating
from shelters.actions.changes import house_of, locked_household, undoes, write_down
from shelters.actions.seating import Into, Seats, Split, Terms
from shelters.errors import (
    CannotUndo,
    GroupDoesNotFit,
    MovedMeanwhile,
    NoAdult,
    NotPlaced,
    OneShelterOnly,
)
from shelters.events import household_arrived, household_left, household_moved
from shelters.models import Bed, Change, Household, Person, Places, Shelter, SplitNote, Stay
from shelters.parties import Party, fits


@transaction.atomic
def check_in(
    household: Household | UUID,
    *,
    into: Into | Seats,
    by: Membership,
    split: Split | None = None,
    late_reason: str = "",
    confirmed: Collection[str] = (),
) -> list[Stay]:
    """Give the household these beds (one for each person who needs one) or counted places, now.

    The house is locked before anyone looks at its beds, so two desks never give out the same one,
    and the family is placed whole or not at all. A caller who has not read the household gives its key.

    Raises: NotAllowed, NotHere, BedTaken, BedNotReady, NoPlaces, FamilySplit, ChildrenAlone,
    NoAdult, GroupDoesNotFit, SomebodyWithoutBed, AlreadyPlaced, ShelterClosed, OneShelterOnly, and
    every Concern (shelters/crossing.py) whose code is not `confirmed`.
    """
    here = by.organization if isinstance(household, UUID) else household.organization
    by.require(Right.PLACE, within=here)
    shelter = seating.lock_house(into, by=by)
    household = seating.lock_household(household, by=by)
    crossing.look(household, shelter, confirmed=confirmed, by=by)
    persons = seating.persons_of(household)

    terms = Terms(Stay.State.IN_USE, late_reason=known_late_reason(late_reason))
    stays = give(household, persons, into=into, shelter=shelter, split=split, by=by, terms=terms)
    names.stay(household)
    availability.follow(shelter)
    write_down(
        Verb.CHECKED_IN, by=by, shelter=shelter, household=household, begun=[str(stay.pk) for stay in stays]
    )
    announce(household_arrived, household_id=household.pk, shelter_id=shelter.pk)
    return stays


@transaction.atomic
def move(
    household: Household,
    *,
    into: Into,
    by: Membership,
    split: Split | None = None,
    confirmed: Collection[str] = (),
) -> list[Stay]:
    """Move the household, or the persons named in `into`, to other beds or another house.

    Raises: as check_in, and NotPlaced.
    """
    by.require(Right.PLACE, within=household.organization)
    former = household.stays.in_use().values_list("shelter", flat=True)
    locked = seating.lock_all({*former, *_houses_of(into)})
    shelter = seating.lock_house(into, by=by)
    household = seating.lock_household(household, by=by)
    leaving, staying = _parted(household, into)
    _refuse_moved(leaving + staying, locked)
    if not leaving:
        raise NotPlaced
    if any(stay.shelter_id != shelter.pk for stay in staying):
        raise OneShelterOnly
    if any(stay.shelter_id != shelter.pk for stay in leaving):
        crossing.look(household, shelter, confirmed=confirmed, by=by)
    end_stays(leaving, reason=Stay.EndReason.MOVED)

    persons = [stay.person for stay in leaving]
    rest = {stay.person: stay.bed for stay in staying if stay.bed is not None}
    terms = Terms(Stay.State.IN_USE)
    stays = give(household, persons, into=into, shelter=shelter, split=split, by=by, rest=rest, terms=terms)
    for house in Shelter.objects.filter(pk__in={stay.shelter_id for stay in leaving} | {shelter.pk}):
        availability.follow(house)
    before = {"begun": _ids(stays), "ended": _ids(leaving)}
    write_down(Verb.MOVED, by=by, shelter=shelter, household=household, **before)
    announce(household_moved, household_id=household.pk, shelter_id=shelter.pk)
    return stays


@transaction.atomic
def check_out(
    household: Household,
    *,
    by: Membership,
    reason: str = Stay.EndReason.NOT_STATED,
    confirmed: Collection[str] = (),
) -> list[Stay]:
    """End the stay of the whole household. Nobody has to say where they go.

    `confirmed` are codes of concerns that somebody has read.

    Raises: NotAllowed, NotHere, NotPlaced, BadInput, Concern (away at an appointment: R15).
    """
    by.require(Right.PLACE, within=household.organization)
    if reason not in LEAVING:
        raise BadInput({"reason": reason})
    shelter = seating.lock(household.stays.in_use().values_list("shelter", flat=True).first())
    household = seating.lock_household(household, by=by)
    stays = list(household.stays.in_use())
    if not stays:
        raise NotPlaced
    _refuse_moved(stays, [shelter])
    crossing.look_after(household, confirmed=confirmed)
    end_stays(stays, reason=reason)
    cleaned = _send_to_cleaning(shelter, stays)
    names.leave(household, left_at=timezone.now())
    availability.follow(shelter)
    before = {"ended": _ids(stays), "cleaned": cleaned}
    write_down(Verb.CHECKED_OUT, by=by, shelter=shelter, household=household, **before)
    announce(household_left, household_id=household.pk, shelter_id=shelter.pk)
    return stays


LEAVING = frozenset(
    {
        Stay.EndReason.NOT_STATED,
        Stay.EndReason.ONWARD,
        Stay.EndReason.OWN_HOME,
        Stay.EndReason.OTHER_SHELTER,
        Stay.EndReason.HANDED_OVER,
    }
)


def give(
    household: Household,
    persons: Collection[Person],
    *,
    into: Into | Seats,
    shelter: Shelter,
    split: Split | None,
    by: Membership,
    terms: Terms,
    rest: dict[Person, Bed] | None = None,
) -> list[Stay]:
    """Check the rules and begin the stays. The house is locked.

    Of a household that moves, `rest` are the beds of those who stay put, and `persons` only the others.
    """
    if isinstance(into, Places):
        if rest is None:
            seating.refuse_placed(household)
        _refuse_unfit(household, into)
        need = [person for person in persons if not person.sleeps_with_parent]
        counter = "held" if terms.state == Stay.State.HELD else "in_use"
        seating.take_places(into, len(need), counter=counter)
        return seating.begin_stays(household, persons, shelter=shelter, beds={}, places=into, terms=terms)
    wanted = seating.wanted_by(persons, into)
    beds = seating.look_at_beds(wanted, of=household, shelter=shelter, moves=rest is not None)
    everybody_beds = {**(rest or {}), **beds}
    everybody = persons if rest is None else list(household.persons.all())
    seating.check_family(everybody, everybody_beds)
    if split is not None or terms.state == Stay.State.IN_USE:
        # A hold may wait for the note: it is asked when the family arrives.
        seating.note_split(household, everybody_beds, split, by=by)
    return seating.begin_stays(household, persons, shelter=shelter, beds=beds, terms=terms)


def end_stays(stays: Iterable[Stay], *, reason: str) -> None:
    """End these open stays now and give counted places back. The house is locked."""
    stays = list(stays)
    Stay.objects.filter(pk__in=[stay.pk for stay in stays]).update(ended_at=timezone.now(), end_reason=reason)
    counted: Counter[tuple[UUID, str]] = Counter(
        (stay.places_id, "held" if stay.state == Stay.State.HELD else "in_use")
        for stay in stays
        if stay.places_id is not None
    )
    for (places_id, counter), people in counted.items():
        seating.give_back_places(places_id, people, counter=counter)


def reopen_stays(stay_ids: Collection[str]) -> list[Stay]:
    """Take back the end of these stays, if their beds are still free and usable.

    Raises: CannotUndo.
    """
    stays = list(Stay.objects.filter(pk__in=stay_ids).select_related("bed__room", "places", "person"))
    beds = {stay.person: stay.bed for stay in stays if stay.bed is not None}
    if len(stays) < len(stay_ids) or any(bed.retired_at for bed in beds.values()):
        raise CannotUndo
    if Stay.objects.open().filter(bed__in=beds.values()).exists():
        raise CannotUndo
    counted: Counter[tuple[Places, str]] = Counter(
        (stay.places, "held" if stay.state == Stay.State.HELD else "in_use")
        for stay in stays
        if stay.places is not None
    )
    for (places, counter), people in counted.items():
        seating.take_places(places, people, counter=counter)
    Stay.objects.filter(pk__in=stay_ids).update(ended_at=None, end_reason="")
    return stays


@undoes(Verb.CHECKED_IN)
def _undo_check_in(change: Change, _by: Membership) -> None:
    """The household is known again but has no bed, so no note says any more who slept apart.

    It counts as gone from now on: whoever was opened long ago may stand at the desk right now.
    """
    _end_begun(change)
    SplitNote.objects.filter(household=change.household_id, kind=SplitNote.Kind.ROOMS).delete()
    names.leave(locked_household(change), left_at=timezone.now())
    availability.follow(house_of(change))


@undoes(Verb.MOVED)
def _undo_move(change: Change, _by: Membership) -> None:
    """Everybody goes back to where they were."""
    _end_begun(change)
    reopened = reopen_stays(change.before["ended"])
    for shelter_id in sorted({stay.shelter_id for stay in reopened} - {house_of(change).pk}):
        availability.follow(seating.lock(shelter_id))
    availability.follow(house_of(change))


@undoes(Verb.CHECKED_OUT)
def _undo_check_out(change: Change, _by: Membership) -> None:
    """The household is back in its beds, and these are no longer being cleaned."""
    Bed.objects.filter(pk__in=change.before["cleaned"], state=Bed.State.CLEANING).update(
        state=Bed.State.READY, state_reason="", state_until=None
    )
    reopen_stays(change.before["ended"])
    names.stay(locked_household(change))
    availability.follow(house_of(change))


def _end_begun(change: Change) -> None:
    begun = list(Stay.objects.open().filter(pk__in=change.before["begun"]))
    if len(begun) < len(change.before["begun"]):
        raise CannotUndo
    end_stays(begun, reason=Stay.EndReason.UNDONE)


def _parted(household: Household, into: Into) -> tuple[list[Stay], list[Stay]]:
    """The stays that end and those that go on; children in a parent's bed move with the last adult."""
    stays = list(household.stays.in_use().select_related("person", "bed__room__group"))
    if isinstance(into, Places):
        return stays, []
    moving = set(into)
    if all(stay.person in moving for stay in stays if stay.bed_id):
        return stays, []
    leaving = [stay for stay in stays if stay.person in moving]
    return leaving, [stay for stay in stays if stay.person not in moving]


def _send_to_cleaning(shelter: Shelter, stays: Collection[Stay]) -> list[str]:
    """Beds of a house that cleans after each departure; their ids."""
    if not shelter.cleaning_minutes:
        return []
    beds = [str(stay.bed_id) for stay in stays if stay.bed_id and stay.shelter_id == shelter.pk]
    Bed.objects.filter(pk__in=beds, state=Bed.State.READY).exclude(kind=Bed.Kind.EXTRA).update(
        state=Bed.State.CLEANING,
        state_reason=Bed.Reason.LINEN,
        state_until=timezone.now() + timedelta(minutes=shelter.cleaning_minutes),
    )
    return beds


def known_late_reason(reason: str) -> str:
    """The reason if it is one of the list, or none.

    Raises: BadInput.
    """
    if reason and reason not in Stay.LateReason.values:
        raise BadInput({"late_reason": reason})
    return reason


def _refuse_moved(stays: Iterable[Stay], locked: Iterable[Shelter]) -> None:
    """The houses were chosen before they were locked; the household must still be in them."""
    if {stay.shelter_id for stay in stays} - {shelter.pk for shelter in locked}:
        raise MovedMeanwhile


def _refuse_unfit(household: Household, places: Places) -> None:
    party = Party.of(household)
    if party.is_unaccompanied and not places.group.hand_over_only:
        raise NoAdult
    if not fits(places.group, party.persons, of=party):
        raise GroupDoesNotFit


def _houses_of(into: Into) -> set[UUID]:
    if isinstance(into, Places):
        return {into.shelter_id}
    return {bed.room.shelter_id for bed in into.values()}


def _ids(stays: Iterable[Stay]) -> list[str]:
    return [str(stay.pk) for stay in stays]
