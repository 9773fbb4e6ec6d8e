"""Carrying an act out: one organization after the other, each in one transaction, done once.

The share is locked before anybody looks whether it is done, so a second worker, a retry after a crash
or the sweep adds nothing. Taking an act back goes the same way. Who corrects an appointment meanwhile
wins: what is no longer as the act left it stays as it is, and is counted.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from time import monotonic, sleep
from uuid import UUID

from django.db import DatabaseError, connection
from django.db.models import F
from django.utils import timezone

from accounts.actions.robots import robot_of
from accounts.models import Organization
from accounts.tenancy import tenants
from appointments.acting import CANCELLING, concerned, organizations_of
from appointments.actions import notices, openness
from appointments.actions.shifting import (
    as_it_was,
    free_moments,
    give_back,
    in_batches,
    is_as_left,
    movable,
)
from appointments.models import ActShare, Appointment, AppointmentChange, ProgrammeAct
from core.errors import DomainError
from privacy import audit, walls
from privacy.purge.erasing import Pace, at_full_speed
from privacy.verbs import Verb

log = logging.getLogger("posada.acts")

A_TIME = 500
FIELDS = ["status_since", "starts_at", "bed_kept_until"]
GIVE_BACK = """
UPDATE appointments_appointment SET status_since = %s, starts_at = %s, bed_kept_until = %s WHERE id = %s
"""


def beside_desks(seconds: float) -> None:
    """Leave the desks a breath after each organization, and still be through a large network in a minute."""
    sleep(min(seconds / 2, 0.5))


def finish_all(*, pace: Pace = at_full_speed) -> int:
    """Finish whatever acts a killed worker has left, of every organization; how many there were."""
    found = 0
    for tenant in tenants():
        with walls.on_behalf(tenant):
            unfinished = ProgrammeAct.objects.unfinished().filter(organization=tenant).order_by("begun_at")
            ids = list(unfinished.values_list("pk", flat=True))
        for act_id in ids:
            _finish_or_tell(act_id, tenant, pace=pace)
        found += len(ids)
    return found


def _finish_or_tell(act_id: UUID, tenant: UUID, *, pace: Pace) -> None:
    """One act that cannot be finished now keeps no other one waiting; the next sweep tries again."""
    try:
        finish(act_id, tenant, pace=pace)
    except (DatabaseError, OSError, DomainError) as problem:
        # A message could hold a value.
        log.error("An act could not be finished: %s", type(problem).__name__)  # noqa: TRY400


def finish(act_id: UUID, tenant: UUID, *, pace: Pace = at_full_speed) -> None:
    """Do, or take back, what the act still has to do in each organization, then say that it is finished.

    `tenant` is the organization that acts. `pace` is told how long each transaction took.
    """
    with walls.on_behalf(tenant):
        act = ProgrammeAct.objects.filter(organization=tenant, pk=act_id, finished_at=None).first()
    if act is None:
        return
    for organization in list(organizations_of(act)):
        begun = monotonic()
        _settle(act, organization)
        notices.deliver(organization.pk)
        pace(monotonic() - begun)
    with walls.within(tenant):
        # Taken back meanwhile, it is not finished: all of it has to be gone through again.
        same = ProgrammeAct.objects.filter(pk=act.pk, finished_at=None, undone_at=act.undone_at)
        same.update(finished_at=timezone.now())


def _settle(act: ProgrammeAct, organization: Organization) -> None:
    """Bring the share of one organization to where the act is now."""
    with walls.within(organization.pk, network=act.network_id):
        share = _locked(act, organization)
        openness.wait_for_entries(organization.pk)
        undone_at = ProgrammeAct.objects.values_list("undone_at", flat=True).get(pk=act.pk)
        if undone_at is None and share.done_at is None:
            _do(share, act, organization)
        elif undone_at is not None and share.undone_at is None:
            _take_back(share, organization)


def _locked(act: ProgrammeAct, organization: Organization) -> ActShare:
    share = ActShare(organization=organization, act=act, network_id=act.network_id)
    ActShare.objects.bulk_create([share], ignore_conflicts=True)
    return ActShare.objects.locked().get(organization=organization, act=act)


def _do(share: ActShare, act: ProgrammeAct, organization: Organization) -> None:
    now, robot = timezone.now(), robot_of(organization)
    rows = list(concerned(organization.pk, act.programme_id, act).locked())
    changed = rows if act.kind in CANCELLING else movable(rows, timedelta(minutes=act.shift_minutes or 0))
    AppointmentChange.objects.bulk_create(
        [
            AppointmentChange(
                organization=organization,
                appointment=row,
                verb=Verb.BY_ACT,
                at=now,
                by=robot,
                share=share,
                before=as_it_was(row),
            )
            for row in changed
        ],
        batch_size=A_TIME,
    )
    if act.kind in CANCELLING:
        _cancel(changed, now)
    else:
        _move(changed, timedelta(minutes=act.shift_minutes or 0))
    share.done_at, share.appointments, share.kept = now, len(changed), len(rows) - len(changed)
    share.save(update_fields=["done_at", "appointments", "kept"])
    notices.tell(share, organization)
    audit.record(Verb.BY_ACT, by=robot, about=share)


def _cancel(rows: Sequence[Appointment], now: datetime) -> None:
    """Who is on the way already keeps the bed; nobody else is expected to be away."""
    for some in in_batches(rows):
        Appointment.objects.filter(pk__in=[row.pk for row in some]).update(
            status=Appointment.Status.BY_PROGRAMME, status_since=now, version=F("version") + 1
        )
        home = [row.pk for row in some if row.leaves_at > now]
        Appointment.objects.filter(pk__in=home).update(bed_kept_until=None)


def _move(rows: Sequence[Appointment], shift: timedelta) -> None:
    """Out of the way first: two appointments of a family may exchange places while they move."""
    for status in Appointment.OPEN:
        ids = [row.pk for row in rows if row.status == status]
        for some in in_batches(ids):
            moving = Appointment.objects.filter(pk__in=some)
            moving.update(
                status=Appointment.Status.MOVED,
                starts_at=F("starts_at") + shift,
                bed_kept_until=F("bed_kept_until") + shift,
                version=F("version") + 1,
            )
    for status in Appointment.OPEN:
        ids = [row.pk for row in rows if row.status == status]
        for some in in_batches(ids):
            Appointment.objects.filter(pk__in=some).update(status=status)


def _take_back(share: ActShare, organization: Organization) -> None:
    """Each appointment as it was, unless somebody has corrected it since or put another one there, or its
    programme was closed by another act.
    """
    now, robot = timezone.now(), robot_of(organization)
    changes = {
        change.appointment_id: change
        for change in AppointmentChange.objects.filter(share=share, undone_at=None)
    }
    rows = list(Appointment.objects.filter(history__share=share, history__undone_at=None).locked())
    untouched = _untouched(rows, changes, share.act)
    now_at = {row.pk: row.starts_at for row in untouched if row.is_open}
    for row in untouched:
        give_back(row, changes[row.pk].before)
    closed = openness.closed_ones(share.act.programme_id, untouched)
    back = free_moments([row for row in untouched if row.pk not in closed], else_at=now_at)
    _give_back(back)
    for some in in_batches([changes[row.pk].pk for row in back]):
        AppointmentChange.objects.filter(pk__in=some).update(undone_at=now)
    share.undone_at, share.kept = now, share.kept + len(rows) - len(back)
    share.save(update_fields=["undone_at", "kept"])
    notices.take_back(share, organization)
    if share.done_at is not None:
        audit.record(Verb.UNDONE, by=robot, about=share)


def _untouched(
    rows: Sequence[Appointment], changes: Mapping[UUID, AppointmentChange], act: ProgrammeAct
) -> list[Appointment]:
    """Those that are as the act left them and that nobody has changed since. A family that was joined to
    another one meanwhile has not changed its appointments.
    """
    corrected: set[UUID] = set()
    for some in in_batches([row.pk for row in rows]):
        others = AppointmentChange.objects.filter(appointment__in=some, undone_at=None).exclude(
            pk__in=[changes[pk].pk for pk in some]
        )
        known = others.values_list("appointment", "at")
        corrected |= {pk for pk, at in known if at > changes[pk].at}
    return [row for row in rows if row.pk not in corrected and is_as_left(row, changes[row.pk].before, act)]


def _give_back(rows: Sequence[Appointment]) -> None:
    """Write what `give_back` said: out of the way first, as in moving, and open again at the end."""
    for some in in_batches(rows):
        ids = [row.pk for row in some]
        Appointment.objects.filter(pk__in=ids).update(
            status=Appointment.Status.MOVED, version=F("version") + 1
        )
        _write(some)
    for status in Appointment.OPEN:
        for keys in in_batches([row.pk for row in rows if row.status == status]):
            Appointment.objects.filter(pk__in=keys).update(status=status)


def _write(rows: Sequence[Appointment]) -> None:
    """The columns of FIELDS, row by row in one go: `bulk_update` takes far longer to put it into words."""
    fields = {field.name: field for field in Appointment._meta.concrete_fields}
    columns = [fields[name] for name in (*FIELDS, "id")]
    values = [
        [column.get_db_prep_save(getattr(row, column.attname), connection) for column in columns]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(GIVE_BACK, values)
