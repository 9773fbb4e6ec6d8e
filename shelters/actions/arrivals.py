"""An arrival at the desk in one piece: draft, household and beds, or nothing of it."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from accounts.models import Membership
from shelters.actions import counts, holds, households, stays
from shelters.actions.seating import Into, Split
from shelters.errors import AlreadyEntered
from shelters.models import ArrivalDraft, Bed, BusCount, Hold, Household, Places, Shelter
from shelters.parties import Party

# Who gets what before anybody is written down: the index in the party instead of a person.
Seats = Mapping[int, Bed] | Places


@transaction.atomic
def check_in(
    party: Party,
    *,
    seats: Seats,
    draft: UUID,
    by: Membership,
    bus: BusCount | None = None,
    split: Split | None = None,
    late_reason: str = "",
) -> Household:
    """Write the household down and give it these places now.

    The draft is used up: the same answers sent twice have one effect.

    Raises: AlreadyEntered, and as stays.check_in.
    """
    _use_up(draft, by=by)
    household = _written_down(party, bus, by=by)
    stays.check_in(household, into=_into(household, seats), by=by, split=split, late_reason=late_reason)
    return household


@transaction.atomic
def hold(
    party: Party,
    *,
    seats: Seats,
    draft: UUID,
    by: Membership,
    bus: BusCount | None = None,
    split: Split | None = None,
) -> Household:
    """Write the household down and keep these places of an own house for it.

    Raises: AlreadyEntered, and as holds.hold_household.
    """
    _use_up(draft, by=by)
    household = _written_down(party, bus, by=by)
    holds.hold_household(household, into=_into(household, seats), by=by, split=split)
    return household


@transaction.atomic
def hold_elsewhere(party: Party, *, at: Shelter, draft: UUID, by: Membership, family_agrees: bool) -> Hold:
    """Ask a neighbour of the network to keep places: nothing about the family stays here.

    Raises: AlreadyEntered, and as holds.hold.
    """
    _use_up(draft, by=by)
    return holds.hold(party, at=at, by=by, family_agrees=family_agrees)


def _use_up(draft: UUID, *, by: Membership) -> None:
    found = ArrivalDraft.objects.filter(member=by, pk=draft).locked().first()
    if found is None:
        raise AlreadyEntered
    found.delete()


def _written_down(party: Party, bus: BusCount | None, *, by: Membership) -> Household:
    if bus is not None:
        return counts.from_bus(bus, party, by=by)
    return households.open_household(party, by=by)


def _into(household: Household, seats: Seats) -> Into:
    if isinstance(seats, Places):
        return seats
    persons = list(household.persons.order_by("number"))
    return {persons[index]: bed for index, bed in seats.items()}
