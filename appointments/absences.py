"""A family that goes to an appointment keeps its beds: through the absence and the day after (R15).

Nothing here, and nothing anywhere, frees a bed by itself. Until then the board says that they are away, and
whoever checks them out is asked.
"""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appointments.errors import BedKept
from appointments.models import Appointment
from core.errors import Text
from shelters.errors import Concern
from shelters.models import Household, Shelter, Stay

GRACE_DAYS = 1  # after the day of the appointment
LONGEST_LEAD = timedelta(minutes=2880)
NOT_GOING = (Appointment.Status.BY_PROGRAMME, Appointment.Status.BY_FAMILY, Appointment.Status.MOVED)


def kept_until(starts_at: datetime, zone: str) -> datetime:
    """The end of the day after the appointment, by the office's clock, whatever the clocks do that night."""
    clock = ZoneInfo(zone)
    day = starts_at.astimezone(clock).date() + timedelta(days=GRACE_DAYS + 1)
    return datetime.combine(day, time(), clock)


def away(households: Collection[UUID], now: datetime | None = None) -> dict[UUID, datetime]:
    """Which of these households left for an appointment, and until when their beds are kept: one query."""
    now = now or timezone.now()
    kept = Appointment.objects.filter(household__in=households, bed_kept_until__gt=now)
    found: dict[UUID, datetime] = {}
    for row in kept.filter(starts_at__lte=now + LONGEST_LEAD).exclude(status__in=NOT_GOING):
        if row.leaves_at <= now and row.bed_kept_until:
            found[row.household_id] = max(row.bed_kept_until, found.get(row.household_id, now))
    return found


def still_theirs(household: Household) -> Concern | None:
    """What to ask before the household is checked out while it is away."""
    until = away([household.pk]).get(household.pk)
    if until is None:
        return None
    stay = Stay.objects.in_use().filter(household=household).select_related("shelter").first()
    return BedKept(until=_said(until, stay.shelter.time_zone if stay else "UTC"))


def noted(households: Collection[UUID], shelter: Shelter) -> dict[UUID, Text]:
    """What the board says beside their beds: that they are kept, not why."""
    said = {pk: _said(until, shelter.time_zone) for pk, until in away(households).items()}
    return {pk: _("away, kept until %(until)s") % {"until": until} for pk, until in said.items()}


def _said(moment: datetime, zone: str) -> str:
    return date_format(moment.astimezone(ZoneInfo(zone)), "D j M, H:i")
