"""What an act on a whole programme is to do, and whom it concerns."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organization
from appointments.models import Appointment, Programme, ProgrammeAct, ProgrammeState
from appointments.models.appointments import AppointmentQuerySet
from core.errors import BadInput

Kind = ProgrammeAct.Kind
# What becomes of the programme itself; the other kinds leave it as it is.
STATES: dict[str, str] = {
    Kind.SUSPEND: ProgrammeState.State.SUSPENDED,
    Kind.CLOSE: ProgrammeState.State.CLOSED,
    Kind.REOPEN: ProgrammeState.State.OPEN,
}
# What ends appointments. A suspended programme may keep its word: its appointments stay until
# somebody cancels them.
CANCELLING = frozenset({Kind.CLOSE, Kind.CANCEL})
# After these somebody will offer families a replacement for money.
TEMPTING = frozenset({Kind.SUSPEND, Kind.CLOSE, Kind.CANCEL})
DAYS_BACK, DAYS_AHEAD = 7, 366
MOST_MINUTES = 60 * 24 * 60


@dataclass(frozen=True)
class Wanted:
    """What an act is to do. `effective_at`: appointments from this moment on, and before `until`."""

    kind: str
    effective_at: datetime
    zone: str
    until: datetime | None = None
    shift_minutes: int | None = None
    reason: str = ""
    source_url: str = ""


def refuse_unclear(wanted: Wanted) -> None:
    """Raises: BadInput."""
    wrong: dict[str, list[str]] = {}
    now = timezone.now()
    fields = {field.name: field for field in ProgrammeAct._meta.fields}
    for name in ("kind", "zone", "reason", "source_url"):
        try:
            fields[name].clean(getattr(wanted, name), None)
        except ValidationError as unfit:
            wrong[name] = list(unfit.messages)
    earliest, latest = now - timedelta(days=DAYS_BACK), now + timedelta(days=DAYS_AHEAD)
    if not earliest <= wanted.effective_at <= latest:
        wrong["effective_at"] = [_("From a week ago to a year ahead.")]
    if wanted.until is not None and wanted.until <= wanted.effective_at:
        wrong["until"] = [_("It ends after it begins.")]
    if wanted.kind == Kind.MOVE and not 0 < abs(wanted.shift_minutes or 0) <= MOST_MINUTES:
        wrong["shift_minutes"] = [_("By how many minutes? At most 60 days; earlier with a minus.")]
    if wrong:
        raise BadInput(wrong)


def organizations_of(programme: Programme | ProgrammeAct) -> list[Organization]:
    """Whose families may have appointments in it, in one order."""
    rows = Organization.objects.order_by("pk")
    if programme.network_id is None:
        return list(rows.filter(pk=programme.organization_id))
    return list(rows.filter(network=programme.network_id))


def concerned(tenant: UUID, programme_id: UUID, wanted: Wanted | ProgrammeAct) -> AppointmentQuerySet:
    """Appointments of an organization on which the act has an effect; open ones only."""
    rows = Appointment.objects.open().filter(organization=tenant, programme=programme_id)
    if wanted.kind not in CANCELLING | {Kind.MOVE}:
        return rows.none()
    rows = rows.filter(starts_at__gte=wanted.effective_at)
    return rows if wanted.until is None else rows.filter(starts_at__lt=wanted.until)
