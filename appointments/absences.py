"""A family that goes to an appointment keeps its beds: through the absence and the day after (R15).

Nothing here, and nothing anywhere, frees a bed by itself. Until then the board says that they are away, and
whoever checks them out is asked.
"""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format

from appointments.errors import BedKept
from appointments.models import Appointment
from shelters.errors import Concern
from shelters.models import Household, Stay

GRACE_DAYS = 1  # after the day of the appointment
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
    # Nobody leaves more than two days before.
    soon = kept.filter(starts_at__lte=now + timedelta(days=2)).exclude(status__in=NOT_GOING)
    gone = [row.pk for row in soon.only("starts_at", "lead_minutes") if row.leaves_at <= now]
    latest = Appointment.objects.filter(pk__in=gone).values_list("household").annotate(Max("bed_kept_until"))
    return dict(latest) if gone else {}


def still_theirs(household: Household) -> Concern | None:
    """What to ask before the household is checked out while it is away (crossing.leaving)."""
    until = away([household.pk]).get(household.pk)
    if until is None:
        return None
    stay = Stay.objects.in_use().filter(household=household).select_related("shelter").first()
    local = until.astimezone(ZoneInfo(stay.shelter.time_zone)) if stay else until
    return BedKept(until=date_format(local, "D j M, H:i"))
