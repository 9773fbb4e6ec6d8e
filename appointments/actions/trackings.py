"""How far a household is in a programme, whom its registration covers, perhaps a reference."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from appointments.actions import erasing, waiting
from appointments.actions.histories import stored
from appointments.models import Appointment, Programme, TrackedPerson, Tracking
from appointments.words import refuse_reference
from core.errors import BadInput
from privacy import audit
from privacy.verbs import Verb
from shelters.actions import seating
from shelters.models import Household, Person
from shelters.models.shelters import known_state

OLDEST = timedelta(days=20 * 366)


@dataclass(frozen=True)
class Told:
    """What the family tells; None leaves what is there. `persons` are numbers of the household."""

    state: str | None = None
    persons: Collection[int] | None = None
    begun_on: date | None = None
    begun_in: str | None = None
    reference: str | None = None


@transaction.atomic
def write(household: Household, programme: Programme, told: Told, *, by: Membership) -> Tracking:
    """Begin to track the household in a programme, or write down what changed.

    A new registration covers everybody unless it says otherwise. An empty reference takes it out.

    Raises: NotAllowed, NotHere, BadInput, TooManyLetters, LooksLikeDocument, LooksLikePassword,
    KeyringUnavailable.
    """
    by.require(Right.KEEP_APPOINTMENTS, within=household.organization)
    programme = Programme.objects.visible_to(by).found(pk=programme.pk)
    _refuse_unknown(told)
    reference = None if told.reference is None else refuse_reference(told.reference)
    household = seating.lock_household(household, by=by)
    row = Tracking.objects.locked().filter(household=household, programme=programme).first()
    is_new = row is None
    if row is None:
        row = Tracking(organization_id=household.organization_id, household=household, programme=programme)
        row.begun_in = _state_of(household) if programme.is_tied_to_state else ""
    if told.state is not None and told.state != row.state:
        row.state, row.state_since = told.state, timezone.now()
    row.begun_on = row.begun_on if told.begun_on is None else told.begun_on
    row.begun_in = row.begun_in if told.begun_in is None else told.begun_in
    if reference is not None:
        erasing.replace(row, "reference", reference)
    row.save()
    if told.persons is not None or is_new:
        _cover(row, _people(household, told.persons))
    audit.record(Verb.TRACKING_CHANGED, by=by, about=row)
    return row


def go_on(appointment: Appointment, people: Collection[Person]) -> dict[str, Any]:
    """The registration behind a new appointment: "has an appointment" from now on, begun if it was not.
    How long the family waited for its first one is counted, without the family.

    The caller holds the lock of the household. What it was before, for histories.undo.
    """
    row, is_new = Tracking.objects.get_or_create(
        household_id=appointment.household_id,
        programme_id=appointment.programme_id,
        defaults={"organization_id": appointment.organization_id, "state": Tracking.State.SCHEDULED},
    )
    if is_new:
        _cover(row, people)
        if appointment.programme.is_tied_to_state:
            row.begun_in = _state_of(appointment.household)
            row.save(update_fields=["begun_in"])
        return {"id": str(row.pk), "state": None}
    former = {
        "id": str(row.pk),
        "state": row.state,
        "state_since": stored(row, "state_since"),
        "counted": waiting.count(row, appointment),
    }
    if row.state != Tracking.State.SCHEDULED and not row.is_over:
        row.state, row.state_since = Tracking.State.SCHEDULED, timezone.now()
        row.save(update_fields=["state", "state_since"])
    return former


def _cover(row: Tracking, people: Collection[Person]) -> None:
    row.covers.exclude(person__in=people).delete()
    known = set(row.covers.values_list("person", flat=True))
    TrackedPerson.objects.bulk_create(
        TrackedPerson(organization_id=row.organization_id, tracking=row, person=person)
        for person in people
        if person.pk not in known
    )


def _people(household: Household, numbers: Collection[int] | None) -> list[Person]:
    everybody = list(household.persons.all())
    if numbers is None:
        return everybody
    people = [person for person in everybody if person.number in numbers]
    if not people or len(people) != len(set(numbers)):
        raise BadInput({"persons": sorted(set(numbers))})
    return people


def _state_of(household: Household) -> str:
    """The state in which the household is now: where the procedure is begun."""
    stay = household.stays.open().select_related("shelter").first()
    return stay.shelter.state_code if stay else ""


def _refuse_unknown(told: Told) -> None:
    """Raises: BadInput."""
    if told.state is not None and told.state not in Tracking.State.values:
        raise BadInput({"state": told.state})
    today = timezone.now().date()
    if told.begun_on is not None and not today - OLDEST <= told.begun_on <= today + timedelta(days=1):
        raise BadInput({"begun_on": str(told.begun_on)})
    if told.begun_in:
        try:
            known_state(told.begun_in)
        except ValidationError as unknown:
            raise BadInput({"begun_in": told.begun_in}) from unknown
