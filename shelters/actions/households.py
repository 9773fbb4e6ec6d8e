"""Writing households down, correcting them, joining duplicates and, rarely, splitting one."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import Membership, Organization
from accounts.rights import Right
from core.errors import BadInput, NotHere
from privacy import audit
from privacy.errors import UnderLegalHold
from privacy.verbs import Verb
from shelters.actions import demands, erasing, following, legal_holds, names, seating
from shelters.actions.changes import undoes, write_down
from shelters.actions.following import Going, Way
from shelters.errors import CannotUndo, ChildrenAlone, NotMerged, PlacesConflict, SameHousehold
from shelters.languages import LANGUAGES
from shelters.models import FEATURES, Change, Household, Person, SplitNote, Stay
from shelters.parties import Party, PersonAnswer

MOST_PEOPLE = 40
ANSWERS = ("age_band", "gender", "sleeps_with_parent", *FEATURES)


@transaction.atomic
def open_household(party: Party, *, by: Membership) -> Household:
    """Write a household down without a bed yet.

    Raises: NotAllowed, BadInput.
    """
    by.require(Right.PLACE, within=by.organization)
    household = write_household(party, organization=by.organization, entered_by=by)
    audit.record(Verb.HOUSEHOLD_ENTERED, by=by, about=household)
    return household


def write_household(party: Party, *, organization: Organization, entered_by: Membership) -> Household:
    """The rows of a party in one organization; the caller has checked the right.

    Minors without an adult are kept for coordinators and for whoever let them in (J11).

    Raises: BadInput (nobody, too many, an unknown band, a shared bed without a parent).
    """
    check_party(party)
    household = Household.objects.create(
        organization=organization,
        language=party.language,
        kept_for=entered_by if party.is_unaccompanied else None,
    )
    Person.objects.bulk_create(
        Person(
            organization=organization,
            household=household,
            number=number,
            age_band=person.age_band,
            gender=person.gender,
            sleeps_with_parent=person.sleeps_with_parent,
            **{name: name in person.needs for name in FEATURES},
        )
        for number, person in enumerate(party.persons, start=1)
    )
    return household


def check_party(party: Party) -> None:
    """Refuse answers that cannot be a household.

    Raises: BadInput.
    """
    if not 1 <= party.size <= MOST_PEOPLE:
        raise BadInput({"persons": party.size})
    if party.language and party.language not in dict(LANGUAGES):
        raise BadInput({"language": party.language})
    for person in party.persons:
        if person.age_band not in Person.AgeBand.values or person.gender not in Person.Gender.values:
            raise BadInput({"persons": f"{person.age_band}/{person.gender}"})
        if not person.needs <= set(FEATURES):
            raise BadInput({"needs": sorted(person.needs - set(FEATURES))})
        small = person.age_band in (Person.AgeBand.BABY, Person.AgeBand.CHILD)
        if person.sleeps_with_parent and not (small and party.adults):
            raise BadInput({"sleeps_with_parent": person.age_band})


@transaction.atomic
def change_person(person: Person, *, by: Membership, **answers: Any) -> Person:
    """Correct what was answered about one person.

    `answers`: age_band, gender, sleeps_with_parent and the names of needs.

    Raises: NotAllowed, NotHere, BadInput.
    """
    by.require(Right.PLACE, within=person.organization)
    if not set(answers) <= set(ANSWERS):
        raise BadInput(dict.fromkeys(set(answers) - set(ANSWERS), ""))
    seating.lock_household(person.household, by=by)
    person = Person.objects.get(pk=person.pk)
    former = {name: getattr(person, name) for name in answers}
    for name, value in answers.items():
        setattr(person, name, value)
    small = person.age_band in (Person.AgeBand.BABY, Person.AgeBand.CHILD)
    if person.sleeps_with_parent and not small:
        raise BadInput({"sleeps_with_parent": person.age_band})
    if person.age_band not in Person.AgeBand.values or person.gender not in Person.Gender.values:
        raise BadInput({"persons": f"{person.age_band}/{person.gender}"})
    person.save(update_fields=list(answers))
    write_down(
        Verb.HOUSEHOLD_CHANGED, by=by, household=person.household, person=str(person.pk), former=former
    )
    return person


@transaction.atomic
def add_person(household: Household, answer: PersonAnswer, *, by: Membership) -> Person:
    """Somebody joins the household; where it sleeps is changed by moving it.

    Raises: NotAllowed, NotHere, BadInput.
    """
    by.require(Right.PLACE, within=household.organization)
    household = seating.lock_household(household, by=by)
    party = Party.of(household)
    check_party(Party((*party.persons, answer), party.language))
    person = Person.objects.create(
        organization_id=household.organization_id,
        household=household,
        number=_next_number(household),
        age_band=answer.age_band,
        gender=answer.gender,
        sleeps_with_parent=answer.sleeps_with_parent,
        **{name: name in answer.needs for name in FEATURES},
    )
    if not person.is_minor:
        Household.objects.filter(pk=household.pk).update(kept_for=None)
    write_down(Verb.HOUSEHOLD_CHANGED, by=by, household=household, added=str(person.pk))
    return person


@transaction.atomic
def merge(source: Household, *, into: Household, by: Membership) -> Household:
    """Two entries are one family: the persons of `source` go to `into`, stays with them.

    Only inside one organization; nothing is ever merged by itself (R4). Both keep their codes, so
    a card that was handed out still finds the family.

    Raises: NotAllowed, NotHere, SameHousehold, PlacesConflict.
    """
    by.require(Right.MERGE_HOUSEHOLDS, within=source.organization)
    if source.pk == into.pk:
        raise SameHousehold
    locked = {h.pk: h for h in Household.objects.visible_to(by).filter(pk__in=[source.pk, into.pk]).locked()}
    if len(locked) < 2 or any(household.merged_into_id for household in locked.values()):
        raise NotHere
    source, into = locked[source.pk], locked[into.pk]
    houses = [set(h.stays.open().values_list("shelter", flat=True)) for h in (source, into)]
    if len(houses[0] | houses[1]) > 1 or (source.holds.open().exists() and into.holds.open().exists()):
        raise PlacesConflict
    if any(houses):
        names.stay(into)
    else:
        names.end_with(into, other=source)
    people = hand_over(source.persons.order_by("number"), out_of=source, to=into)
    names.join(source, into=into)
    source.stays.open().update(household=into)
    source.holds.open().update(household=into)
    following.tell(Going(people, source, into, Way.MERGE))
    Household.objects.filter(pk=source.pk).update(merged_into=into)
    names.leave(source, left_at=timezone.now())
    if any(not person.is_minor for person in into.persons.all()):
        Household.objects.filter(pk=into.pk).update(kept_for=None)
    write_down(Verb.HOUSEHOLDS_MERGED, by=by, household=source)
    return into


@transaction.atomic
def unmerge(source: Household, *, by: Membership) -> Household:
    """They were two families after all: everybody goes back to the household they were entered in.

    What holds or demands the joined family goes on doing so for both.

    Raises: NotAllowed, NotHere, NotMerged, CannotUndo (it was merged again since, or the joined family
    waits to be erased: nobody could say which of the two asked).
    """
    by.require(Right.MERGE_HOUSEHOLDS, within=source.organization)
    source, into = _locked_pair(source, by=by)
    if into.merged_into_id is not None or into.erasure_requests.pending().exists():
        raise CannotUndo
    legal_holds.follow(into, to=source, own_only=True)
    demands.follow(into, to=source, own_only=True)
    origins = erasing.with_merged([source.pk])
    persons = Person.objects.filter(household=into, origin__in=origins).order_by("number")
    moved = Stay.objects.open().filter(person__in=list(persons))
    if moved.exists():
        names.stay(source)
    else:
        names.leave(source, left_at=timezone.now())
    names.part(source, out_of=into)
    moved.update(household=source)
    was = names.days_of(into)
    people = hand_over(persons, out_of=into, to=source, remember_origin=False)
    names.renew(into, was=was)
    following.tell(Going(people, into, source, Way.UNMERGE))
    Household.objects.filter(pk=source.pk).update(merged_into=None)
    audit.record(Verb.HOUSEHOLDS_UNMERGED, by=by, about=source)
    source.refresh_from_db()
    return source


@transaction.atomic
def split_off(
    household: Household,
    *,
    persons: Collection[Person],
    reason: str,
    adults: Mapping[int, int],
    by: Membership,
) -> Household:
    """Make a second household of some persons: an explicit, confirmed act that leaves a note.

    What holds, demands or waits to erase the one does so with both from then on.

    `adults` maps the number of every child of both halves to the number of the adult who stays
    with it. Both halves keep the link, for finding each other again.

    Raises: NotAllowed, NotHere, BadInput, ChildrenAlone.
    """
    by.require(Right.SPLIT_HOUSEHOLD, within=household.organization)
    household = seating.lock_household(household, by=by)
    leaving = {person.pk for person in persons}
    everybody = list(household.persons.all())
    halves = [[p for p in everybody if p.pk in leaving], [p for p in everybody if p.pk not in leaving]]
    if reason not in SplitNote.Reason.values or not all(halves) or len(halves[0]) < len(leaving):
        raise BadInput({"persons": len(leaving), "reason": reason})
    for half in halves:
        numbers = {person.number for person in half if not person.is_minor}
        if any(person.is_minor and adults.get(person.number) not in numbers for person in half):
            raise ChildrenAlone
    other = _half(household, halves[0])
    SplitNote.objects.create(
        organization_id=household.organization_id,
        household=household,
        kind=SplitNote.Kind.HOUSEHOLDS,
        reason=reason,
        together=[sorted(person.number for person in half) for half in halves],
        adults={str(child): adult for child, adult in adults.items()},
        confirmed_by=by,
    )
    was = names.days_of(household)
    people = hand_over(halves[0], out_of=household, to=other)
    names.renew(household, was=was)
    household.stays.open().filter(person__in=people).update(household=other)
    following.tell(Going(people, household, other, Way.SPLIT))
    write_down(Verb.HOUSEHOLD_SPLIT, by=by, household=household, other=str(other.pk))
    return other


def _half(household: Household, people: Collection[Person]) -> Household:
    """A household for these people that neither ends later nor escapes what the whole one does not."""
    here = household.stays.open()
    # Whoever waits for a bed while the others have one would be past its time at once.
    waits = here.exists() and not here.filter(person__in=people).exists()
    other = Household.objects.create(
        organization_id=household.organization_id,
        language=household.language,
        opened_at=timezone.now() if waits else household.opened_at,
        left_at=household.left_at,
        split_from=household,
        names_until=household.names_until,
    )
    legal_holds.follow(household, to=other)
    demands.follow(household, to=other)
    erasing.follow_request(household, to=other)
    return other


def hand_over(
    persons: Iterable[Person], *, out_of: Household, to: Household, remember_origin: bool = True
) -> list[Person]:
    """Give persons the next numbers of another household; merges remember where they were entered, and
    who goes back remembers it only of a household that is merged still."""
    number = _next_number(to)
    people = list(persons)
    for offset, person in enumerate(people):
        if remember_origin:
            person.origin_id = person.origin_id or person.household_id
        elif person.origin_id == to.pk:
            person.origin_id = None
        person.number = number + offset
    names.hand_over(people, out_of=out_of, to=to)
    Person.objects.bulk_update(people, ["household", "number", "origin", "called_name"])
    return people


def _locked_pair(source: Household, *, by: Membership) -> tuple[Household, Household]:
    """A household that was merged and the one it went into, locked in one order.

    Raises: NotHere, NotMerged.
    """
    found = Household.objects.visible_to(by).found(pk=source.pk)
    if found.merged_into_id is None:
        raise NotMerged
    keys = [found.pk, found.merged_into_id]
    both = {household.pk: household for household in Household.objects.filter(pk__in=keys).locked()}
    if len(both) < 2 or both[found.pk].merged_into_id != found.merged_into_id:
        raise NotMerged
    return both[found.pk], both[found.merged_into_id]


def _next_number(household: Household) -> int:
    return (household.persons.aggregate(last=Max("number"))["last"] or 0) + 1


@undoes(Verb.HOUSEHOLD_CHANGED)
def _undo_change(change: Change, _by: Membership) -> None:
    """The former answers again; somebody who was added goes, unless there is a bed or a legal hold."""
    if "added" in change.before:
        person = Person.objects.filter(pk=change.before["added"]).first()
        if person is None or person.stays.open().exists():
            raise CannotUndo
        # Locked first, as whoever asks for a hold locks it.
        if legal_holds.is_held(Household.objects.locked().found(pk=person.household_id)):
            raise UnderLegalHold
        person.delete()
    else:
        Person.objects.filter(pk=change.before["person"]).update(**change.before["former"])


@undoes(Verb.HOUSEHOLDS_MERGED)
def _undo_merge(change: Change, by: Membership) -> None:
    unmerge(Household.objects.visible_to(by).found(pk=change.household_id), by=by)


@undoes(Verb.HOUSEHOLD_SPLIT)
def _undo_split(change: Change, by: Membership) -> None:
    """Together again, under the first code."""
    other = Household.objects.visible_to(by).found(pk=change.before["other"])
    merge(other, into=Household.objects.visible_to(by).found(pk=change.household_id), by=by)
