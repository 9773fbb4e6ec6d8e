"""How long rows about appointments stay: the table of the design, as rules.

Everything about a family goes with its household at the latest (shelters/retention.py).
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from appointments.actions import erasing
from appointments.models import (
    ActShare,
    Appointment,
    BarrierEntry,
    BarrierTally,
    CalendarLink,
    Consent,
    HandCount,
    Notice,
    ProgrammeAct,
    Reminder,
    Seat,
    Tracking,
    WaitTally,
    Workshop,
)
from appointments.models.families import CANCELLED_STAYS
from privacy import retention
from privacy.inventory import Until
from privacy.retention import DAY, HALF_YEAR, MONTH, Rule
from shelters.actions.erasing import joined
from shelters.retention import exited

WEEK = 7 * DAY
FIVE_YEARS = 5 * 365 * DAY


def free(tenant: UUID, rows: QuerySet) -> QuerySet:  # type: ignore[type-arg]  # of any model with a household
    """Without those of households under legal hold."""
    held = retention.held(tenant)
    return rows.exclude(household__in=joined(held)) if held else rows


def old_appointments(tenant: UUID, before: datetime) -> QuerySet[Appointment]:
    """Appointments whose moment is past; cancelled ones also thirty days after they were cancelled."""
    over = Q(starts_at__lte=before)
    closed = ~Q(status__in=Appointment.OPEN)
    longer = timedelta(hours=retention.RULES["appointments"].hours)
    cancelled = closed & Q(status_since__lte=before + longer - CANCELLED_STAYS)
    return free(tenant, Appointment.objects.filter(over | cancelled, organization=tenant))


def old_trackings(tenant: UUID, before: datetime) -> QuerySet[Tracking]:
    """Of households that left."""
    return Tracking.objects.filter(organization=tenant, household__in=exited(tenant, before))


def erase_trackings(tenant: UUID, before: datetime, limit: int) -> int:
    """Their keys first."""
    ids = old_trackings(tenant, before).order_by("pk").values_list("pk", flat=True)[:limit]
    return erasing.forget(Tracking.objects.filter(pk__in=list(ids)))


def old_consents(tenant: UUID, before: datetime) -> QuerySet[Consent]:
    """Withdrawn, or of households that left."""
    over = Q(withdrawn_at__lte=before) | Q(household__in=exited(tenant, before))
    return free(tenant, Consent.objects.filter(over, organization=tenant))


def old_links(tenant: UUID, before: datetime) -> QuerySet[CalendarLink]:
    """Revoked, or of households that left."""
    over = Q(revoked_at__lte=before) | Q(household__in=exited(tenant, before))
    return CalendarLink.objects.filter(over, organization=tenant)


def old_barriers(tenant: UUID, before: datetime) -> QuerySet[BarrierEntry]:
    """Handed over to the family, who carries them now."""
    return free(tenant, BarrierEntry.objects.filter(organization=tenant, handed_over_at__lte=before))


def erase_barriers(tenant: UUID, before: datetime, limit: int) -> int:
    """Their keys first. Those never handed over go with their household."""
    ids = old_barriers(tenant, before).order_by("pk").values_list("pk", flat=True)[:limit]
    return erasing.forget(BarrierEntry.objects.filter(pk__in=list(ids)))


def barriers_of_the_gone(tenant: UUID, before: datetime) -> QuerySet[BarrierEntry]:
    """Of households that left."""
    return BarrierEntry.objects.filter(organization=tenant, household__in=exited(tenant, before))


def erase_barriers_of_the_gone(tenant: UUID, before: datetime, limit: int) -> int:
    """Their keys first."""
    ids = barriers_of_the_gone(tenant, before).order_by("pk").values_list("pk", flat=True)[:limit]
    return erasing.forget(BarrierEntry.objects.filter(pk__in=list(ids)))


def old_reminders(tenant: UUID, before: datetime) -> QuerySet[Reminder]:
    """Of days that are over."""
    return Reminder.objects.filter(organization=tenant, on__lt=before.date())


def old_seats(tenant: UUID, before: datetime) -> QuerySet[Seat]:
    """Of workshops that are over: who came is nobody's business any more."""
    return free(tenant, Seat.objects.filter(organization=tenant, workshop__starts_at__lte=before))


def old_workshops(tenant: UUID, before: datetime) -> QuerySet[Workshop]:
    """Long over."""
    return Workshop.objects.filter(organization=tenant, starts_at__lte=before)


def old_notices(tenant: UUID, before: datetime) -> QuerySet[Notice]:
    """Messages of acts that are long over."""
    return Notice.objects.filter(organization=tenant, written_at__lte=before)


def old_shares(tenant: UUID, before: datetime) -> QuerySet[ActShare]:
    """What acts did here, as counts."""
    return ActShare.objects.filter(organization=tenant, act__begun_at__lte=before)


def old_acts(tenant: UUID, before: datetime) -> QuerySet[ProgrammeAct]:
    """Acts of which no house remembers anything any more."""
    return ProgrammeAct.objects.filter(
        organization=tenant, begun_at__lte=before - timedelta(days=2), shares=None, notices=None
    )


def old_waits(tenant: UUID, before: datetime) -> QuerySet[WaitTally]:
    """Figures without people."""
    return WaitTally.objects.filter(organization=tenant, week__lt=before.date())


def old_barrier_counts(tenant: UUID, before: datetime) -> QuerySet[BarrierTally]:
    """Figures without people."""
    return BarrierTally.objects.filter(organization=tenant, month__lt=before.date())


def old_hands(tenant: UUID, before: datetime) -> QuerySet[HandCount]:
    """Shows of hands; they go with their workshop at the latest."""
    return HandCount.objects.filter(organization=tenant, workshop__starts_at__lte=before)


retention.declare(
    Rule(
        name="appointments",
        label=_("Appointments, who is on them, and their history"),
        since=_("after the appointment"),
        until=Until.APPOINTMENT_7_DAYS,
        models=(
            "appointments.Appointment",
            "appointments.AppointmentPerson",
            "appointments.ChecklistItem",
            "appointments.GapStep",
            "appointments.AppointmentChange",
        ),
        hours=WEEK,
        shortest=2 * DAY,
        rows=old_appointments,
    )
)
retention.declare(
    Rule(
        name="trackings",
        label=_("How far a family is in a programme, and its duties"),
        since=_("after the household left"),
        until=Until.EXIT_30_DAYS,
        models=(
            "appointments.Tracking",
            "appointments.TrackedPerson",
            "appointments.Duty",
            "appointments.DutyMark",
        ),
        hours=MONTH,
        shortest=3 * DAY,
        hangs_on="households",
        rows=old_trackings,
        erase=erase_trackings,
    )
)
retention.declare(
    Rule(
        name="consents",
        label=_("Consents that a partner reads appointments"),
        since=_("after the household left or took it back"),
        until=Until.EXIT_30_DAYS,
        models=("appointments.Consent",),
        hours=MONTH,
        shortest=3 * DAY,
        hangs_on="households",
        rows=old_consents,
    )
)
retention.declare(
    Rule(
        name="calendar_links",
        label=_("Addresses of calendars"),
        since=_("after the household left or the address was revoked"),
        until=Until.EXIT_30_DAYS,
        models=("appointments.CalendarLink",),
        hours=MONTH,
        shortest=DAY,
        hangs_on="households",
        rows=old_links,
    )
)
retention.declare(
    Rule(
        name="barriers_handed_over",
        label=_("Barriers that were handed over to the family"),
        since=_("after they were handed over"),
        until=Until.DAY,
        models=("appointments.BarrierEntry",),
        hours=DAY,
        shortest=1,
        rows=old_barriers,
        erase=erase_barriers,
    )
)
retention.declare(
    Rule(
        name="barriers",
        label=_("Barriers that nobody handed over"),
        since=_("after the household left"),
        until=Until.EXIT_30_DAYS,
        models=("appointments.BarrierEntry", "appointments.BarrierChain"),
        hours=MONTH,
        shortest=3 * DAY,
        hangs_on="households",
        rows=barriers_of_the_gone,
        erase=erase_barriers_of_the_gone,
    )
)
retention.declare(
    Rule(
        name="reminders",
        label=_("Reminders of the day"),
        since=_("after the day"),
        until=Until.DAY,
        models=("appointments.Reminder",),
        hours=DAY,
        rows=old_reminders,
    )
)
retention.declare(
    Rule(
        name="seats",
        label=_("Seats in workshops"),
        since=_("after the workshop"),
        until=Until.DAY,
        models=("appointments.Seat",),
        hours=DAY,
        shortest=1,
        rows=old_seats,
    )
)
retention.declare(
    Rule(
        name="hands",
        label=_("Shows of hands in workshops"),
        since=_("after the workshop"),
        until=Until.AUDIT_180_DAYS,
        models=("appointments.HandCount",),
        hours=HALF_YEAR,
        rows=old_hands,
    )
)
retention.declare(
    Rule(
        name="workshops",
        label=_("Workshops"),
        since=_("after the workshop"),
        until=Until.AUDIT_180_DAYS,
        models=("appointments.Workshop",),
        hours=HALF_YEAR,
        rows=old_workshops,
    )
)
retention.declare(
    Rule(
        name="notices",
        label=_("Messages about programmes"),
        since=_("after they were written"),
        until=Until.AUDIT_180_DAYS,
        models=("appointments.Notice",),
        hours=HALF_YEAR,
        rows=old_notices,
    )
)
retention.declare(
    Rule(
        name="act_shares",
        label=_("What acts on programmes did, as counts"),
        since=_("after the act"),
        until=Until.AUDIT_180_DAYS,
        models=("appointments.ActShare",),
        hours=HALF_YEAR,
        rows=old_shares,
    )
)
retention.declare(
    Rule(
        name="programme_acts",
        label=_("Acts on programmes"),
        since=_("after the act"),
        until=Until.AUDIT_180_DAYS,
        models=("appointments.ProgrammeAct",),
        hours=HALF_YEAR,
        rows=old_acts,
    )
)
retention.declare(
    Rule(
        name="wait_counts",
        label=_("How long people waited, as counts"),
        since=_("after the week"),
        until=Until.FIGURES_5_YEARS,
        models=("appointments.WaitTally",),
        hours=FIVE_YEARS,
        rows=old_waits,
    )
)
retention.declare(
    Rule(
        name="barrier_counts",
        label=_("Barriers, as counts"),
        since=_("after the month"),
        until=Until.FIGURES_5_YEARS,
        models=("appointments.BarrierTally",),
        hours=FIVE_YEARS,
        rows=old_barrier_counts,
    )
)
