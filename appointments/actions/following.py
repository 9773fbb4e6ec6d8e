"""What is written about a family's appointments goes with its persons when households are joined or parted.

A row about persons who go goes with them. One about persons who go and persons who stay becomes two, of
which each covers its own; when the two households are one again, so are the rows. So it is with what an act
on a whole programme has cancelled or moved: each half has its own history of the act, so that taking the act
back finds both. Consents stay where they
were given, and end when somebody joins who did not agree: a family that is joined or parted is asked again.
Barriers name no persons: they go on in the chain of the family that two become, and stay there when some of
it part.
"""

from collections.abc import Callable, Collection
from itertools import takewhile
from typing import TypeVar
from uuid import UUID

from django.db import models
from django.utils import timezone

from accounts.tenancy import TenantQuerySet
from appointments.actions import barriers, erasing, openness
from appointments.events import appointment_changed
from appointments.models import (
    Appointment,
    AppointmentChange,
    AppointmentPerson,
    CalendarLink,
    ChecklistItem,
    Consent,
    Duty,
    DutyMark,
    GapStep,
    Reminder,
    Seat,
    TrackedPerson,
    Tracking,
)
from core.events import announce
from shelters.actions.following import Going, Way
from shelters.names import told

Covers = Collection[AppointmentPerson] | Collection[TrackedPerson]
Row = TypeVar("Row", Appointment, Tracking)
Model = TypeVar("Model", bound=models.Model)


def appointments(going: Going) -> None:
    """Appointments follow their persons; those of the same programme at the same moment become one."""
    openness.keep_acts_waiting(going.to.organization_id)  # an act must find both halves, or none of them
    for row in _concerned(Appointment, going):
        leaving, stays = _parted(list(row.covers.all()), going)
        by_acts = _by_acts(row)
        if stays and not row.is_open and not by_acts:
            continue
        twin = _twin(row, going, by_acts)
        if twin is None and stays:
            twin = _copy(row, going, lists=(ChecklistItem,), moved_from=None, made_at=timezone.now())
            for change in by_acts:
                _again(change, appointment=twin)
        if twin is None:
            row.household = going.to
            row.save(update_fields=["household"])
            _changed(row)
            continue
        _hand_over(AppointmentPerson, leaving, "appointment", twin)
        _changed(twin)
        if stays:
            _changed(row)
        else:
            GapStep.objects.filter(appointment=row).update(appointment=twin)
            row.delete()


def trackings(going: Going) -> None:
    """Registrations follow their persons; two in one programme become one.

    Raises: KeyringUnavailable, where a reference must be sealed for another row.
    """
    for row in _concerned(Tracking, going):
        leaving, stays = _parted(list(row.covers.all()), going)
        twin = Tracking.objects.filter(household=going.to, programme=row.programme_id).first()
        if twin is None and stays:
            twin = _copy(row, going, lists=(Duty,), reference=None)
            _add_reference(twin, of=row)
        if twin is None:
            row.household = going.to
            row.save(update_fields=["household"])
            continue
        _hand_over(TrackedPerson, leaving, "tracking", twin)
        if not stays:
            _unite(row, into=twin)


def the_rest(going: Going) -> None:
    """Seats and barriers go with a whole family. A calendar stays with it; two that part share none.

    Raises: KeyringUnavailable, where a barrier must be chained anew.
    """
    links = CalendarLink.objects.open()
    if going.way is not Way.MERGE:
        links.filter(household=going.out_of).update(revoked_at=timezone.now())
        return
    Seat.objects.filter(household=going.out_of).update(household=going.to)
    barriers.join(going.out_of, into=going.to)
    own = links.filter(household=going.out_of)
    if links.filter(household=going.to).exists():
        own.update(revoked_at=timezone.now())
    else:
        own.update(household=going.to)


def reminders(going: Going) -> None:
    """One a day, also of two that are one family now: told when both were told. Who parts keeps it."""
    known = {row.on: row for row in Reminder.objects.filter(household=going.to)}
    for row in Reminder.objects.filter(household=going.out_of):
        same = known.get(row.on)
        if same is None and going.way is Way.MERGE:
            row.household = going.to
            row.save(update_fields=["household"])
        elif same is None:
            _again(row, household=going.to)
        elif going.way is Way.MERGE:
            if row.told_at is None:
                same.told_at = same.told_by = None
                same.save(update_fields=["told_at", "told_by"])
            row.delete()


def consents(going: Going) -> None:
    """Whoever joins a family never said that a partner may read: what only the others said ends."""
    if going.way is not Way.MERGE:
        return
    agreed = Consent.objects.filter(withdrawn_at=None)
    by_both = agreed.filter(household=going.out_of).values_list("partner", flat=True)
    not_by_both = agreed.filter(household=going.to).exclude(partner__in=list(by_both))
    not_by_both.update(withdrawn_at=timezone.now())


FOLLOWERS: tuple[Callable[[Going], None], ...] = (appointments, trackings, the_rest, reminders, consents)


def _concerned(model: type[Row], going: Going) -> list[Row]:
    """The rows of a family that is joined to another; of one that parts, those about persons who go."""
    rows: TenantQuerySet[Row] = model.objects.filter(household=going.out_of)
    if going.way is not Way.MERGE:
        rows = rows.filter(pk__in=model.objects.filter(covers__person__in=going.persons).values("pk"))
    return list(rows.locked().prefetch_related("covers"))


def _parted(covers: Covers, going: Going) -> tuple[list[UUID], bool]:
    """The covers of those who go, and whether somebody stays."""
    if going.way is Way.MERGE:
        return [cover.pk for cover in covers], False
    people = {person.pk for person in going.persons}
    leaving = [cover.pk for cover in covers if cover.person_id in people]
    return leaving, len(leaving) < len(covers)


def _twin(row: Appointment, going: Going, by_acts: list[AppointmentChange]) -> Appointment | None:
    """The appointment of the other household in the same programme at the same moment that is open too, or
    that the same act has cancelled.
    """
    same = Appointment.objects.filter(
        household=going.to, programme=row.programme_id, starts_at=row.starts_at
    ).order_by("pk")
    if row.is_open:
        return same.open().first()
    if not by_acts:
        return None
    share = by_acts[0].share_id
    return same.filter(status=row.status, history__share=share, history__undone_at=None).first()


def _by_acts(row: Appointment) -> list[AppointmentChange]:
    """What acts on its programme did to it since anybody else changed it, and did not take back yet."""
    history = AppointmentChange.objects.filter(appointment=row, undone_at=None).order_by("-at")
    return list(takewhile(lambda change: change.share_id is not None, history))


def _copy(
    row: Row, going: Going, *, lists: tuple[type[ChecklistItem] | type[Duty], ...], **other: object
) -> Row:
    """The same for the persons who go, with the lists that hang on it."""
    copy = _again(row, household=going.to, **other)
    owner = row._meta.model_name or ""
    for kind in lists:
        for item in kind.objects.filter(**{owner: row}):
            _again(item, **{owner: copy})
    return copy


def _again(row: Model, **other: object) -> Model:
    columns = {
        field.name: getattr(row, field.name) for field in row._meta.concrete_fields if not field.primary_key
    }
    return type(row)._default_manager.create(**{**columns, **other})  # noqa: SLF001  its public name


def _hand_over(
    model: type[AppointmentPerson] | type[TrackedPerson], covers: list[UUID], owner: str, to: models.Model
) -> None:
    """Put these persons on the other row; who is on it already stays on it once."""
    rows = model.objects.filter(pk__in=covers)
    known = model.objects.filter(**{owner: to}).values_list("person", flat=True)
    rows.filter(person__in=list(known)).delete()
    model.objects.filter(pk__in=covers).update(**{owner: to})


def _unite(row: Tracking, *, into: Tracking) -> None:
    """One registration of the two: the later state, both references, the duties of both once."""
    if row.state_since > into.state_since:
        into.state, into.state_since = row.state, row.state_since
    into.begun_on = min(filter(None, [row.begun_on, into.begun_on]), default=None)
    into.begun_in = into.begun_in or row.begun_in
    into.is_counted = into.is_counted or row.is_counted
    _add_reference(into, of=row)
    into.save()
    for duty in Duty.objects.filter(tracking=row):
        same = Duty.objects.filter(
            tracking=into, first_on=duty.first_on, every_weeks=duty.every_weeks, at=duty.at
        ).first()
        if same is None:
            duty.tracking = into
            duty.save(update_fields=["tracking"])
        else:
            marked = DutyMark.objects.filter(duty=same).values_list("due_on", flat=True)
            DutyMark.objects.filter(duty=duty).exclude(due_on__in=list(marked)).update(duty=same)
    erasing.forget(Tracking.objects.filter(pk=row.pk))


def _add_reference(to: Tracking, *, of: Tracking) -> None:
    """The reference of the other row too. One that cannot be opened stays out."""
    texts = [told(to, "reference").text, told(of, "reference").text]
    both = " / ".join(dict.fromkeys(text for text in texts if text))
    if both != texts[0]:
        erasing.replace(to, "reference", both)
        to.save(update_fields=["reference"])


def _changed(row: Appointment) -> None:
    row.version += 1
    row.save(update_fields=["version"])
    announce(appointment_changed, appointment_id=row.pk, organization_id=row.organization_id)
