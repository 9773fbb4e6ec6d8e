"""Places kept for a household on its way, in an own house or a neighbour's."""

from collections import Counter
from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from accounts.actions.robots import robot_of
from accounts.errors import Locked
from accounts.models import Membership
from accounts.rights import Right
from accounts.tenancy import tenants
from core.errors import NotHere
from core.events import announce
from privacy import audit, walls
from privacy.verbs import Verb
from shelters import crossing
from shelters.actions import availability, names, seating
from shelters.actions.changes import house_of, locked_household, undoes, write_down
from shelters.actions.households import write_household
from shelters.actions.seating import Into, Split, Terms
from shelters.actions.stays import end_stays, give, known_late_reason, reopen_stays
from shelters.errors import (
    AlreadyPlaced,
    AskByPhone,
    CannotUndo,
    FamilyNotAsked,
    HoldEnded,
    NoAdult,
    NoPlaces,
    ShelterClosed,
)
from shelters.events import hold_ended, household_arrived, places_held
from shelters.models import Bed, Change, Hold, Household, Places, Referral, Shelter, Stay
from shelters.models.holds import Outcome
from shelters.parties import Party, fits
from shelters.placement import arrangements, free_rooms

SWEEP_BATCH = 200


@transaction.atomic
def hold(party: Party, *, at: Shelter, by: Membership, family_agrees: bool = False) -> Hold:
    """Keep the best places of a house for this party and write its household down there.

    The house may be a neighbour's: then the household belongs to the neighbour, whose desk sees
    it coming, and the asking organization keeps only a count and the outcome (J1). The places are
    chosen here, so a neighbour's rooms are never shown. Bands, needs and language leave the
    organization only when `family_agrees` (J12).

    Raises: NotAllowed, Locked, FamilyNotAsked, AskByPhone, ShelterClosed, NoPlaces, NoAdult.
    """
    if at.organization_id == by.organization_id:
        by.require(Right.PLACE, within=at.organization)
        return _hold(party, shelter=seating.lock(at.pk), asked_by=by, actor=by)
    by.require_in_network(Right.HOLD_IN_NETWORK, network_id=at.network_id)
    with walls.within(at.organization_id):
        shelter = seating.lock(at.pk)
        _refuse_neighbours(shelter, family_agrees=family_agrees)
        held = _hold(party, shelter=shelter, asked_by=by, actor=robot_of(shelter.organization))
    with walls.within(by.organization_id):
        _refer(held, party, by=by)
    return held


@transaction.atomic
def hold_household(household: Household, *, into: Into, by: Membership, split: Split | None = None) -> Hold:
    """Keep chosen beds or places of an own house for a household that is written down already.

    Raises: as stays.check_in.
    """
    by.require(Right.PLACE, within=household.organization)
    shelter = seating.lock_house(into, by=by)
    household = seating.lock_household(household, by=by)
    end_overdue_in(shelter)
    return _begin(household, into=into, shelter=shelter, by=by, asked_by=by, split=split)


@transaction.atomic
def arrive(
    held: Hold,
    *,
    by: Membership,
    split: Split | None = None,
    late_reason: str = "",
    confirmed: Collection[str] = (),
) -> list[Stay]:
    """The household is here: what was held is now in use.

    Raises: NotAllowed, NotHere, HoldEnded, FamilySplit, ChildrenAlone, and as check_in every Concern.
    """
    by.require(Right.PLACE, within=held.organization)
    shelter, held = _locked(held, by=by)
    crossing.look(held.household, shelter, confirmed=confirmed, by=by)
    stays = list(held.stays.held().select_related("person", "bed__room__group"))
    beds = {stay.person: stay.bed for stay in stays if stay.bed is not None}
    if not held.household.split_notes.filter(at__gte=held.begun_at).exists():
        seating.note_split(held.household, beds, split, by=by)
    for places_id, people in Counter(stay.places_id for stay in stays if stay.places_id).items():
        # Both at once: whoever held a place may come, even if heads were counted higher since.
        Places.objects.filter(pk=places_id).update(
            held=Greatest(F("held") - people, 0), in_use=F("in_use") + people
        )
    held.stays.held().update(
        state=Stay.State.IN_USE, starts_at=timezone.now(), late_reason=known_late_reason(late_reason)
    )
    _end(held, Outcome.ARRIVED)
    availability.follow(shelter)
    begun = [str(stay.pk) for stay in stays]
    write_down(Verb.CHECKED_IN, by=by, shelter=shelter, household=held.household, begun=begun)
    announce(household_arrived, household_id=held.household_id, shelter_id=shelter.pk)
    return list(Stay.objects.filter(pk__in=begun))


@transaction.atomic
def release(held: Hold, *, by: Membership) -> Hold:
    """The household does not come: its places are free again.

    Raises: NotAllowed, NotHere, HoldEnded.
    """
    by.require(Right.PLACE, within=held.organization)
    shelter, held = _locked(held, by=by)
    _let_go(held, shelter, outcome=Outcome.RELEASED, by=by)
    return held


@transaction.atomic
def release_referral(referral: Referral, *, by: Membership) -> Referral:
    """The asking side takes its question back; the neighbour's places are free again.

    Raises: NotAllowed, HoldEnded.
    """
    by.require(Right.HOLD_IN_NETWORK, within=referral.organization)
    owner = Shelter.objects.in_network_of(by).found(pk=referral.shelter_id).organization_id
    with walls.within(owner):
        shelter = seating.lock(referral.shelter_id)
        held = Hold.objects.filter(pk=referral.hold_ref, ended_at=None).locked().first()
        if held is None:
            raise HoldEnded
        held.shelter = shelter
        _let_go(held, shelter, outcome=Outcome.RELEASED, by=robot_of(shelter.organization))
    audit.record(Verb.HOLD_RELEASED, by=by, about=referral)
    referral.refresh_from_db()
    return referral


def end_overdue() -> int:
    """End every hold whose time is over, house by house; how many ended. Called by the clock."""
    return sum(_end_overdue_of(tenant) for tenant in tenants())


def _end_overdue_of(tenant: UUID) -> int:
    with walls.on_behalf(tenant):
        overdue = Hold.objects.overdue().filter(organization=tenant).order_by("shelter")
        houses = list(overdue.values_list("shelter", flat=True).distinct()[:SWEEP_BATCH])
    ended = 0
    for shelter_id in houses:
        with walls.within(tenant):
            ended += end_overdue_in(seating.lock(shelter_id))
    return ended


def end_overdue_in(shelter: Shelter) -> int:
    """End the overdue holds of one locked house, so that nobody waits for the clock."""
    overdue = list(Hold.objects.overdue().filter(shelter=shelter))
    for held in overdue:
        _let_go(held, shelter, outcome=Outcome.EXPIRED, by=robot_of(shelter.organization))
    return len(overdue)


def best_places(household: Household, party: Party, shelter: Shelter) -> Into:
    """The best beds or counted places of a locked house for the whole party.

    Raises: NoAdult, NoPlaces.
    """
    if shelter.mode == Shelter.Mode.COUNT:
        for places in shelter.places.select_related("group"):
            is_enough = places.free is not None and places.free >= party.beds_needed
            if is_enough and fits(places.group, party.persons, of=party):
                return places
    else:
        rooms = free_rooms(Bed.objects.filter(room__shelter=shelter))
        for found in arrangements(party, rooms):
            persons = list(household.persons.order_by("number"))
            beds = {bed.pk: bed for free in rooms for bed in free.beds}
            return {persons[index]: beds[bed_id] for index, bed_id in found.beds}
    raise NoAdult if party.is_unaccompanied else NoPlaces


def _refuse_neighbours(shelter: Shelter, *, family_agrees: bool) -> None:
    """Raises: Locked, ShelterClosed, AskByPhone, FamilyNotAsked."""
    if shelter.organization.locked_at:
        raise Locked
    if shelter.state != Shelter.State.OPEN:
        raise ShelterClosed
    if not shelter.accepts_holds or shelter.is_hidden:
        raise AskByPhone
    if not family_agrees:
        raise FamilyNotAsked


def _hold(party: Party, *, shelter: Shelter, asked_by: Membership, actor: Membership) -> Hold:
    if shelter.state != Shelter.State.OPEN:
        raise ShelterClosed
    end_overdue_in(shelter)
    household = write_household(party, organization=shelter.organization, entered_by=actor)
    into = best_places(household, party, shelter)
    return _begin(household, into=into, shelter=shelter, by=actor, asked_by=asked_by)


def _begin(
    household: Household,
    *,
    into: Into,
    shelter: Shelter,
    by: Membership,
    asked_by: Membership,
    split: Split | None = None,
) -> Hold:
    until = timezone.now() + timedelta(minutes=shelter.hold_minutes)
    try:
        with transaction.atomic():
            held = Hold.objects.create(
                organization_id=shelter.organization_id,
                shelter=shelter,
                household=household,
                asked_by_id=asked_by.organization_id,
                held_until=until,
            )
    except IntegrityError as second:
        raise AlreadyPlaced from second
    terms = Terms(Stay.State.HELD, hold=held)
    persons = list(household.persons.all())
    give(household, persons, into=into, shelter=shelter, split=split, by=by, terms=terms)
    names.stay(household)
    availability.follow(shelter)
    write_down(Verb.HELD, by=by, shelter=shelter, household=household, hold=str(held.pk))
    announce(places_held, hold_id=held.pk, shelter_id=shelter.pk)
    return held


def _refer(held: Hold, party: Party, *, by: Membership) -> None:
    """The asking side's half: how many people, until when. No code, no ages."""
    referral = Referral.objects.create(
        organization_id=by.organization_id,
        shelter=held.shelter,
        people=party.size,
        hold_ref=held.pk,
        begun_at=held.begun_at,
        held_until=held.held_until,
    )
    audit.record(Verb.HELD, by=by, about=referral)


def _locked(held: Hold, *, by: Membership) -> tuple[Shelter, Hold]:
    """The house and the hold, locked, still open and in time."""
    if not Hold.objects.visible_to(by).filter(pk=held.pk).exists():
        raise NotHere
    shelter = seating.lock(held.shelter_id)
    fresh = Hold.objects.filter(pk=held.pk).select_related("household").locked().get()
    if fresh.ended_at is not None or fresh.held_until <= timezone.now():
        raise HoldEnded
    fresh.shelter = shelter
    return shelter, fresh


def _let_go(held: Hold, shelter: Shelter, *, outcome: str, by: Membership) -> None:
    """Free what was held; a household that has nothing else counts as gone."""
    stays = list(held.stays.held())
    end_stays(stays, reason=Stay.EndReason.HOLD_ENDED)
    _end(held, outcome)
    names.leave(Household.objects.locked().get(pk=held.household_id), left_at=timezone.now())
    availability.follow(shelter)
    verb = Verb.HOLD_EXPIRED if outcome == Outcome.EXPIRED else Verb.HOLD_RELEASED
    ended = [str(stay.pk) for stay in stays]
    write_down(verb, by=by, shelter=shelter, household=held.household, hold=str(held.pk), ended=ended)
    announce(hold_ended, hold_id=held.pk, shelter_id=shelter.pk, outcome=str(outcome))


def _end(held: Hold, outcome: str) -> None:
    """Close the hold and the asking side's half of it."""
    ended = {"ended_at": timezone.now(), "outcome": outcome}
    Hold.objects.filter(pk=held.pk).update(**ended)
    _tell_asker(held, **ended)
    held.ended_at, held.outcome = timezone.now(), outcome


def _tell_asker(held: Hold, **fate: Any) -> None:
    """What becomes of a neighbour's question stands in the neighbour's own row."""
    if held.asked_by_id != held.organization_id:
        with walls.within(held.asked_by_id):
            Referral.objects.filter(hold_ref=held.pk).update(**fate)


@undoes(Verb.HELD)
def _undo_hold(change: Change, by: Membership) -> None:
    held = Hold.objects.filter(pk=change.before["hold"], ended_at=None).first()
    if held is None:
        raise CannotUndo
    _let_go(held, house_of(change), outcome=Outcome.RELEASED, by=by)


@undoes(Verb.HOLD_RELEASED)
def _undo_release(change: Change, _by: Membership) -> None:
    """Hold again until the same moment, if that has not passed and the beds are free."""
    held = Hold.objects.filter(pk=change.before["hold"], held_until__gt=timezone.now()).first()
    if held is None or held.ended_at is None:
        raise CannotUndo
    reopen_stays(change.before["ended"])
    Hold.objects.filter(pk=held.pk).update(ended_at=None, outcome="")
    _tell_asker(held, ended_at=None, outcome="")
    names.stay(locked_household(change))
    availability.follow(house_of(change))
