"""Appointments of a household: entered, corrected, moved, and how they went."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Membership
from accounts.models.organizations import known_zone
from accounts.rights import Right
from appointments import absences, checklists, programmes
from appointments.actions import histories, openness, trackings
from appointments.errors import IsOver, NotYet, SameMoment
from appointments.models import (
    Appointment,
    AppointmentChange,
    Programme,
    ProgrammePlace,
    ProgrammeRule,
)
from core.errors import BadInput
from privacy.verbs import Verb
from shelters.actions import seating
from shelters.languages import LANGUAGES
from shelters.models import Household, Person

Status = Appointment.Status
# Who is back from an appointment may tell of it for as long as appointments are kept.
OLDEST = timedelta(days=7)
FARTHEST = timedelta(days=3 * 366)
LONGEST_LEAD = 2880  # minutes
CANCELLED = (Status.BY_PROGRAMME, Status.BY_FAMILY)
OUTCOMES = (
    Status.ATTENDED,
    Status.NOT_ADMITTED,
    Status.TURNED_BACK,
    Status.MISSED_TRANSPORT,
    Status.MISSED_ILLNESS,
    Status.MISSED_POLICE,
    Status.MISSED,
    *CANCELLED,
)
MOVED_COLUMNS = ("status", "status_since", "bed_kept_until")


@dataclass(frozen=True)
class Meeting:
    """When, where and for whom; `persons` are numbers of the household. None: what the rule says."""

    programme: Programme
    starts_at: datetime
    zone: str
    persons: Collection[int]
    place: ProgrammePlace | None = None
    lead_minutes: int | None = None
    status: str = Status.CONFIRMED
    needs: dict[str, Any] = field(default_factory=dict)  # interpreter, companion, needs_charging...


NEEDS: dict[str, list[Any]] = {
    "interpreter": Appointment.Help.values,
    "interpreter_language": ["", *dict(LANGUAGES)],
    "companion": Appointment.Help.values,
    "needs_charging": [True, False],
}


@transaction.atomic
def enter(household: Household, meeting: Meeting, *, by: Membership) -> Appointment:
    """Write an appointment of the household down; its registration goes on to "has an appointment".

    Whom it leaves out is no refusal: the gap is shown from this moment on (appointments/gap.py).

    Raises: NotAllowed, NotHere, BadInput, NotOpenThen, SameMoment.
    """
    by.require(Right.KEEP_APPOINTMENTS, within=household.organization)
    programme = Programme.objects.visible_to(by).found(pk=meeting.programme.pk)
    household = seating.lock_household(household, by=by)
    people = _people(household, meeting.persons)
    _refuse_moment(meeting.starts_at)
    _refuse_unknown(meeting)
    openness.keep_acts_waiting(household.organization_id)
    openness.refuse_closed(programme, meeting.starts_at)
    row = Appointment(
        organization_id=household.organization_id,
        household=household,
        programme=programme,
        place=meeting.place,
        starts_at=meeting.starts_at.astimezone(UTC),
        zone=meeting.place.zone if meeting.place else meeting.zone,
        status=meeting.status,
        made_by=by,
        **meeting.needs,
    )
    rule = programmes.rule_at(programme, row.starts_at)
    row.lead_minutes = _lead(meeting, rule)
    row.bed_kept_until = absences.kept_until(row.starts_at, row.zone)
    _refuse_twice(row)
    row.save()
    histories.set_persons(row, people)
    checklists.lay_out(row, rule)
    before = {histories.ENTERED: True, histories.TRACKING: trackings.go_on(row, people)}
    histories.remember(Verb.APPOINTMENT_ENTERED, row, before, by=by)
    return row


@transaction.atomic
def change(appointment: Appointment, *, by: Membership, **answers: Any) -> Appointment:
    """Correct an open appointment; what is left out stays.

    `answers`: starts_at, place, zone, lead_minutes, status (planned or confirmed), persons (numbers),
    interpreter, interpreter_language, companion, needs_charging.

    Raises: NotAllowed, NotHere, BadInput, IsOver, NotOpenThen, SameMoment.
    """
    row = _locked(appointment, by=by)
    if not row.is_open:
        raise IsOver
    numbers = answers.pop("persons", None)
    meeting = Meeting(
        programme=row.programme,
        starts_at=answers.get("starts_at", row.starts_at),
        zone=answers.get("zone", row.zone),
        persons=numbers if numbers is not None else (),
        place=answers.get("place", row.place),
        lead_minutes=answers.get("lead_minutes", row.lead_minutes),
        status=answers.get("status", row.status),
        needs={name: answers[name] for name in NEEDS if name in answers},
    )
    _refuse_unknown(meeting)
    if meeting.starts_at != row.starts_at:
        _refuse_moment(meeting.starts_at)
        openness.refuse_closed(row.programme, meeting.starts_at)
    former = _columns_as_told(row)
    persons = [str(pk) for pk in row.covers.order_by("pk").values_list("person", flat=True)]
    _tell(row, meeting)
    _refuse_twice(row)
    before = {name: value for name, value in former.items() if histories.stored(row, name) != value}
    if numbers is not None:
        histories.set_persons(row, _people(row.household, numbers))
        before[histories.PERSONS] = persons
    if before:
        _save(row, [name for name in before if name in former])
        histories.remember(Verb.APPOINTMENT_CHANGED, row, before, by=by)
    return row


@transaction.atomic
def move(appointment: Appointment, *, to: datetime, by: Membership) -> Appointment:
    """The office gave another time: the former one stays as "moved", the new one has the same persons.

    Raises: NotAllowed, NotHere, BadInput, IsOver, NotOpenThen, SameMoment.
    """
    row = _locked(appointment, by=by)
    if not row.is_open:
        raise IsOver
    if to == row.starts_at:
        raise BadInput({"starts_at": ""})
    _refuse_moment(to)
    openness.refuse_closed(row.programme, to)
    people = list(Person.objects.filter(pk__in=row.covers.values("person")))
    follower = Appointment.objects.get(pk=row.pk)
    follower.pk, follower._state.adding = Appointment().pk, True
    follower.starts_at = to.astimezone(UTC)
    follower.bed_kept_until = absences.kept_until(follower.starts_at, follower.zone)
    follower.moved_from, follower.made_by, follower.made_at = row, by, timezone.now()
    follower.version = 0
    _refuse_twice(follower)
    before = histories.columns(row, MOVED_COLUMNS)
    row.status, row.status_since, row.bed_kept_until = Status.MOVED, timezone.now(), None
    _save(row, MOVED_COLUMNS)
    follower.save()
    histories.set_persons(follower, people)
    checklists.hand_on(row, follower)
    before[histories.FOLLOWED_BY] = str(follower.pk)
    histories.remember(Verb.APPOINTMENT_CHANGED, row, before, by=by)
    return follower


@transaction.atomic
def end(appointment: Appointment, *, outcome: str, by: Membership) -> Appointment:
    """Write down how it went, or that it was cancelled; what was written down before is corrected by it.

    It ends nobody's stay and frees no bed, whatever the outcome (R15).

    Raises: NotAllowed, NotHere, BadInput, IsOver (it was moved), NotYet.
    """
    row = _locked(appointment, by=by)
    if outcome not in OUTCOMES:
        raise BadInput({"outcome": outcome})
    if row.status == Status.MOVED:
        raise IsOver
    if outcome not in CANCELLED and not _day_has_come(row):
        raise NotYet
    if row.status == outcome:
        return row
    before = histories.columns(row, ("status", "status_since"))
    row.status, row.status_since = outcome, timezone.now()
    _save(row, before)
    histories.remember(Verb.APPOINTMENT_ENDED, row, before, by=by)
    return row


@transaction.atomic
def set_ready(appointment: Appointment, *, lines: Collection[int], by: Membership) -> None:
    """These lines of the list of documents are ready, the others are not.

    Raises: NotAllowed, NotHere, BadInput (a line that is not there).
    """
    row = _locked(appointment, by=by)
    known = set(row.checklist.values_list("line", flat=True))
    if not set(lines) <= known:
        raise BadInput({"lines": sorted(set(lines) - known)})
    row.checklist.filter(line__in=lines).update(is_ready=True)
    row.checklist.exclude(line__in=lines).update(is_ready=False)


def outcomes(appointment: Appointment) -> list[tuple[str, Any]]:
    """What can be written down of it now: before its day only that it was cancelled."""
    possible = OUTCOMES if _day_has_come(appointment) else CANCELLED
    return [choice for choice in Status.choices if choice[0] in possible]


def undo(change: AppointmentChange, *, by: Membership) -> None:
    """Take back the last change within a day: see histories.undo."""
    histories.undo(change, by=by)


def _locked(appointment: Appointment, *, by: Membership) -> Appointment:
    """The appointment, locked after its household; no act goes by meanwhile.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.KEEP_APPOINTMENTS, within=appointment.organization)
    household = seating.lock_household(appointment.household, by=by)
    openness.keep_acts_waiting(household.organization_id)
    row = Appointment.objects.visible_to(by).locked().found(pk=appointment.pk, household=household)
    row.household = household
    return row


def _people(household: Household, numbers: Collection[int]) -> list[Person]:
    people = list(household.persons.filter(number__in=numbers))
    if not people or len(people) != len(set(numbers)):
        raise BadInput({"persons": sorted(set(numbers))})
    return people


def _lead(meeting: Meeting, rule: ProgrammeRule | None) -> int:
    default = rule.lead_minutes if rule else int(Appointment._meta.get_field("lead_minutes").default)
    return default if meeting.lead_minutes is None else meeting.lead_minutes


def _columns_as_told(row: Appointment) -> dict[str, Any]:
    names = ("starts_at", "zone", "place", "lead_minutes", "status", "status_since", "bed_kept_until", *NEEDS)
    return histories.columns(row, names)


def _tell(row: Appointment, meeting: Meeting) -> None:
    if meeting.status != row.status:
        row.status, row.status_since = meeting.status, timezone.now()
    row.starts_at, row.place = meeting.starts_at.astimezone(UTC), meeting.place
    row.zone = meeting.place.zone if meeting.place else meeting.zone
    row.lead_minutes = _lead(meeting, None)
    row.bed_kept_until = absences.kept_until(row.starts_at, row.zone)
    for name, value in meeting.needs.items():
        setattr(row, name, value)


def _save(row: Appointment, names: Collection[str]) -> None:
    row.version += 1
    row.save(update_fields=[*names, "version"])


def _day_has_come(row: Appointment) -> bool:
    return timezone.now().astimezone(ZoneInfo(row.zone)).date() >= row.local.date()


def _refuse_unknown(meeting: Meeting) -> None:
    """Raises: BadInput."""
    try:
        known_zone(meeting.zone)
    except ValidationError as unknown:
        raise BadInput({"zone": meeting.zone[:64]}) from unknown
    if meeting.status not in Appointment.OPEN:
        raise BadInput({"status": meeting.status})
    if meeting.place is not None and meeting.place.programme_id != meeting.programme.pk:
        raise BadInput({"place": str(meeting.place.pk)})
    if meeting.lead_minutes is not None and not 0 <= meeting.lead_minutes <= LONGEST_LEAD:
        raise BadInput({"lead_minutes": meeting.lead_minutes})
    for name, value in meeting.needs.items():
        if value not in NEEDS.get(name, ()):
            raise BadInput({name: str(value)})


def _refuse_moment(starts_at: datetime) -> None:
    """Raises: BadInput."""
    now = timezone.now()
    if timezone.is_naive(starts_at) or not now - OLDEST < starts_at < now + FARTHEST:
        raise BadInput({"starts_at": str(starts_at)})


def _refuse_twice(row: Appointment) -> None:
    """Raises: SameMoment."""
    same = Appointment.objects.open().filter(
        household=row.household_id, programme=row.programme_id, starts_at=row.starts_at
    )
    if row.is_open and same.exclude(pk=row.pk).exists():
        raise SameMoment
