"""Counting heads: houses without rooms, and buses."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from core.errors import BadInput
from privacy.verbs import Verb
from shelters.actions import availability, seating
from shelters.actions.changes import house_of, undoes, write_down
from shelters.actions.households import write_household
from shelters.errors import CannotUndo, CountedElsewhere, SurprisingCount
from shelters.models import BusCount, Change, Group, Household, Person, Places, Shelter
from shelters.parties import Party

MOST = 20_000  # people in one figure; more is a typing error
# A jump is surprising when it is more than this share of the capacity (or of the last count) and
# more than ten people: 80 typed for 8 (field-guide, short checks).
SURPRISING_SHARE = 0.5
SURPRISING_LEAST = 10

confirm_figures = availability.confirm_figures


@transaction.atomic
def count_places(places: Places, *, in_use: int, by: Membership, confirmed: bool = False) -> Places:
    """Somebody counted heads: this many places of the group are in use now.

    More people than places is a fact and is taken as one: they show as over capacity.

    Raises: NotAllowed, BadInput, CountedElsewhere, SurprisingCount.
    """
    by.require(Right.COUNT_PLACES, within=places.organization)
    shelter = seating.lock(places.shelter_id)
    places = Places.objects.visible_to(by).select_related("group").locked().found(pk=places.pk)
    if shelter.mode != Shelter.Mode.COUNT:
        raise CountedElsewhere
    if not 0 <= in_use <= MOST:
        raise BadInput({"in_use": in_use})
    if not confirmed and _is_surprising(places, in_use):
        raise SurprisingCount(new=in_use, old=places.in_use)
    former = places.in_use
    _set_in_use(places, in_use)
    availability.recount(shelter)
    _stamp(shelter, places)
    write_down(
        Verb.PLACES_COUNTED, by=by, shelter=shelter, places=str(places.pk), former=former, counted=in_use
    )
    places.refresh_from_db()
    return places


@transaction.atomic
def set_places(
    shelter: Shelter,
    *,
    group: Group,
    installed: int | None,
    by: Membership,
    mats: int = 0,
    out_of_service: int = 0,
) -> Places:
    """State how many places a house has for a group; `installed` None: capacity not stated.

    Raises: NotAllowed, BadInput, CountedElsewhere.
    """
    by.require(Right.EDIT_SHELTER, within=shelter.organization)
    shelter = seating.lock(shelter.pk)
    if shelter.mode != Shelter.Mode.COUNT:
        raise CountedElsewhere
    total = (installed or 0) + mats
    if not 0 <= total <= MOST or min(installed or 0, mats) < 0 or not 0 <= out_of_service <= total:
        raise BadInput({"installed": installed, "mats": mats, "out_of_service": out_of_service})
    places, _is_new = Places.objects.get_or_create(
        organization_id=shelter.organization_id, shelter=shelter, group=group
    )
    places.installed, places.mats, places.out_of_service = installed, mats, out_of_service
    places.over_ceiling = max(seating.opened_over(places), places.over)
    places.save(update_fields=["installed", "mats", "out_of_service", "over_ceiling"])
    availability.recount(shelter)
    write_down(Verb.SHELTER_CHANGED, by=by, shelter=shelter)
    return places


@transaction.atomic
def count_bus(shelter: Shelter, *, men: int, women: int, children: int, by: Membership) -> BusCount:
    """A group such as 40 men, 30 women, 20 children is here; households are made from it later.

    Raises: NotAllowed, BadInput.
    """
    by.require(Right.PLACE, within=shelter.organization)
    counts = {"men": men, "women": women, "children": children}
    if min(counts.values()) < 0 or not 1 <= sum(counts.values()) <= 1000:
        raise BadInput(counts)
    shelter = seating.lock(shelter.pk)
    waiting = {f"{name}_waiting": number for name, number in counts.items()}
    bus = BusCount.objects.create(
        organization_id=shelter.organization_id, shelter=shelter, **counts, **waiting
    )
    write_down(Verb.BUS_COUNTED, by=by, shelter=shelter, bus=str(bus.pk))
    return bus


@transaction.atomic
def from_bus(bus: BusCount, party: Party, *, by: Membership) -> Household:
    """Write a household of the group down; fewer people wait. More than were counted is no obstacle.

    Raises: NotAllowed, NotHere, BadInput.
    """
    by.require(Right.PLACE, within=bus.organization)
    bus = BusCount.objects.visible_to(by).locked().found(pk=bus.pk)
    household = write_household(party, organization=bus.organization, entered_by=by)
    men = sum(1 for person in party.persons if not person.is_minor and person.gender == Person.Gender.MAN)
    women = party.adults - men
    # People of unstated group are taken from whichever count still waits.
    surplus = max(0, women - bus.women_waiting)
    bus.men_waiting = max(0, bus.men_waiting - men - surplus)
    bus.women_waiting = max(0, bus.women_waiting - women)
    bus.children_waiting = max(0, bus.children_waiting - party.minors)
    bus.closed_at = None if bus.waiting else timezone.now()
    bus.save(update_fields=["men_waiting", "women_waiting", "children_waiting", "closed_at"])
    write_down(Verb.HOUSEHOLD_ENTERED, by=by, shelter=bus.shelter, household=household)
    return household


@transaction.atomic
def close_bus(bus: BusCount, *, by: Membership) -> BusCount:
    """Nobody of the group waits any more: they went on, or were counted in a group.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.PLACE, within=bus.organization)
    bus = BusCount.objects.visible_to(by).locked().found(pk=bus.pk)
    bus.men_waiting = bus.women_waiting = bus.children_waiting = 0
    bus.closed_at = timezone.now()
    bus.save(update_fields=["men_waiting", "women_waiting", "children_waiting", "closed_at"])
    write_down(Verb.BUS_COUNTED, by=by, shelter=bus.shelter)
    return bus


def _is_surprising(places: Places, in_use: int) -> bool:
    jump = abs(in_use - places.in_use)
    measure = max(places.usable or 0, places.in_use)
    return places.counted_at is not None and jump > max(SURPRISING_LEAST, SURPRISING_SHARE * measure)


def _set_in_use(places: Places, in_use: int) -> None:
    """Set the count together with the allowance that it needs, in one update."""
    places.in_use = in_use
    places.over_ceiling = max(seating.opened_over(places), places.over)
    places.counted_at = timezone.now()
    places.save(update_fields=["in_use", "over_ceiling", "counted_at"])


def _stamp(shelter: Shelter, places: Places) -> None:
    """The figure is as of now even where the number stayed the same."""
    shelter.availability.filter(group=places.group_id).update(as_of=timezone.now())


@undoes(Verb.PLACES_COUNTED)
def _undo_count(change: Change, _by: Membership) -> None:
    """Back to the former count, keeping arrivals and departures since."""
    places = Places.objects.locked().found(pk=change.before["places"])
    since = places.in_use - change.before["counted"]
    _set_in_use(places, max(0, change.before["former"] + since))
    availability.recount(house_of(change))


@undoes(Verb.BUS_COUNTED)
def _undo_bus(change: Change, _by: Membership) -> None:
    """Only while nobody of the group was written down."""
    bus = BusCount.objects.locked().filter(pk=change.before.get("bus"), closed_at=None).first()
    if bus is None or bus.waiting != bus.people:
        raise CannotUndo
    bus.delete()
