"""What an appointment was before each change, and taking a change back within a day."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from appointments.actions import openness, waiting
from appointments.events import appointment_changed
from appointments.models import Appointment, AppointmentChange, AppointmentPerson, Duty, Tracking
from core.errors import NotAllowed, TooLate
from core.events import announce
from privacy import audit
from privacy.verbs import Verb
from shelters.actions import seating
from shelters.errors import CannotUndo
from shelters.models import Person
from shelters.models.changes import oldest_undoable

# Beside the columns of the appointment itself, `before` may say:
PERSONS = "persons"  # who was on it
ENTERED = "entered"  # it was not there
FOLLOWED_BY = "followed_by"  # the appointment it was moved to, which was not there
TRACKING = "tracking"  # the registration that went on with it, and how far it was


def stored(row: models.Model, name: str) -> Any:
    """The value of a column as it stands in `before`."""
    value = getattr(row, {field.name: field.attname for field in row._meta.concrete_fields}[name])
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def columns(appointment: Appointment, names: Iterable[str]) -> dict[str, Any]:
    """These columns as they are now."""
    return {name: stored(appointment, name) for name in names}


def put_back(row: models.Model, before: dict[str, Any]) -> list[str]:
    """Give the row the columns that `before` names; which they were. Does not save."""
    fields = {field.name: field for field in row._meta.concrete_fields}
    known = [name for name in before if name in fields]
    for name in known:
        setattr(row, fields[name].attname, fields[name].to_python(before[name]))
    return known


def remember(
    verb: Verb, appointment: Appointment, before: dict[str, Any], *, by: Membership
) -> AppointmentChange:
    """Keep what is needed to take this back, put the deed into the trail, and tell whoever listens."""
    audit.record(verb, by=by, about=appointment)
    announce(appointment_changed, appointment_id=appointment.pk, organization_id=appointment.organization_id)
    return AppointmentChange.objects.create(
        organization_id=appointment.organization_id,
        appointment=appointment,
        verb=verb,
        by=by,
        before=before,
    )


def undoable(appointment: Appointment, *, by: Membership) -> AppointmentChange | None:
    """The last change of the appointment, if this member may take it back now."""
    last = appointment.history.filter(undone_at=None).order_by("-at").first()
    if last is None or last.share_id or last.at <= oldest_undoable():
        return None
    return last if last.by_id == by.pk or by.may(Right.SEE_HISTORY) else None


@transaction.atomic
def undo(change: AppointmentChange, *, by: Membership) -> None:
    """Take back the last change of an appointment within 24 hours, wholly or not at all.

    Raises: NotAllowed, NotHere, TooLate, NotOpenThen (it would be open again at a moment at which its
    programme is not), CannotUndo (something was done since, or an act on the whole programme did it).
    """
    by.require(Right.KEEP_APPOINTMENTS, within=change.organization)
    if change.by_id != by.pk and not by.may(Right.SEE_HISTORY):
        raise NotAllowed
    seating.lock_household(change.appointment.household, by=by)
    openness.keep_acts_waiting(change.organization_id)
    change = AppointmentChange.objects.visible_to(by).locked().found(pk=change.pk)
    if change.at <= oldest_undoable():
        raise TooLate
    newer = AppointmentChange.objects.filter(appointment=change.appointment_id, undone_at=None)
    if change.undone_at or change.share_id or newer.filter(at__gt=change.at).exists():
        raise CannotUndo
    try:
        with transaction.atomic():
            _take_back(change)
    except IntegrityError as taken:
        raise CannotUndo from taken
    audit.record(Verb.UNDONE, by=by, about=change)
    announce(
        appointment_changed, appointment_id=change.appointment_id, organization_id=change.organization_id
    )


def _take_back(change: AppointmentChange) -> None:
    appointment, before = change.appointment, change.before
    if FOLLOWED_BY in before:
        _refuse_touched(before[FOLLOWED_BY])
        Appointment.objects.filter(pk=before[FOLLOWED_BY]).delete()
    _put_tracking_back(before.get(TRACKING), appointment)
    if ENTERED in before:
        appointment.delete()
        return
    if PERSONS in before:
        people = Person.objects.filter(household=appointment.household_id, pk__in=before[PERSONS])
        set_persons(appointment, people)
    stood_at = appointment.starts_at if appointment.is_open else None
    names = put_back(appointment, before)
    if appointment.is_open and appointment.starts_at != stood_at:
        openness.refuse_closed(appointment.programme, appointment.starts_at)
    appointment.version += 1
    appointment.save(update_fields=[*names, "version"])
    change.undone_at = timezone.now()
    change.save(update_fields=["undone_at"])


def set_persons(appointment: Appointment, people: Iterable[Person]) -> None:
    """These persons are on it, and nobody else."""
    wanted = {person.pk for person in people}
    covers = AppointmentPerson.objects.filter(appointment=appointment)
    covers.exclude(person__in=wanted).delete()
    known = set(covers.values_list("person", flat=True))
    AppointmentPerson.objects.bulk_create(
        AppointmentPerson(
            organization_id=appointment.organization_id, appointment=appointment, person_id=person
        )
        for person in sorted(wanted - known)
    )


def _refuse_touched(appointment_id: str) -> None:
    """Whatever was done to the appointment that followed must be taken back first.

    Raises: CannotUndo.
    """
    if AppointmentChange.objects.filter(appointment=UUID(appointment_id), undone_at=None).exists():
        raise CannotUndo


def _put_tracking_back(former: dict[str, Any] | None, appointment: Appointment) -> None:
    """How far the registration was, unless it went on since or another appointment stands for it."""
    row = Tracking.objects.filter(pk=former["id"]).first() if former else None
    if former is None or row is None:
        return
    same = Appointment.objects.open().filter(household=row.household_id, programme=row.programme_id)
    other = same.exclude(pk=appointment.pk).order_by("starts_at").first()
    if former.get("counted"):
        waiting.uncount(row, former["counted"])
        if other is not None:
            waiting.count(row, other)
    if other is not None or row.state != Tracking.State.SCHEDULED:
        return
    if former["state"] is not None:
        names = put_back(row, {name: former[name] for name in ("state", "state_since")})
        row.save(update_fields=names)
    elif row.reference is None and row.begun_on is None and not Duty.objects.filter(tracking=row).exists():
        row.delete()
    else:
        row.state, row.state_since = Tracking.State.WANTED, timezone.now()
        row.save(update_fields=["state", "state_since"])
