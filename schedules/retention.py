"""How long rows about turns and loans stay: the table of the design, as rules.

Everything about a family goes with its household at the latest (shelters/retention.py).
"""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from appointments.retention import free
from privacy import retention
from privacy.inventory import Until
from privacy.retention import DAY, HALF_YEAR, MONTH, Rule
from schedules.models import Draw, Loan, Outage, Turn, TurnMemory, TurnRequest, TurnWindow, Voucher
from shelters.retention import exited


def old_vouchers(tenant: UUID, before: datetime) -> QuerySet[Voucher]:
    """Of windows that are over: so all of a day are gone at midnight."""
    return Voucher.objects.filter(organization=tenant, window__ends_at__lte=before)


def old_turns(tenant: UUID, before: datetime) -> QuerySet[Turn]:
    """Turns that are over, whether somebody wrote down how they went or not."""
    return free(tenant, Turn.objects.filter(organization=tenant, ends_at__lte=before))


def old_requests(tenant: UUID, before: datetime) -> QuerySet[TurnRequest]:
    """Of days that are over: nobody asks any more why."""
    return free(tenant, TurnRequest.objects.filter(organization=tenant, draw__day__lt=before.date()))


def old_loans(tenant: UUID, before: datetime) -> QuerySet[Loan]:
    """Loans that are over. What is still out stays until it is back or given up."""
    return free(tenant, Loan.objects.filter(organization=tenant, closed_at__lte=before))


def old_memories(tenant: UUID, before: datetime) -> QuerySet[TurnMemory]:
    """Of households that left."""
    return TurnMemory.objects.filter(organization=tenant, household__in=exited(tenant, before))


def old_windows(tenant: UUID, before: datetime) -> QuerySet[TurnWindow]:
    """Slots without people; what hangs on them is long gone."""
    return TurnWindow.objects.filter(organization=tenant, ends_at__lte=before)


def old_draws(tenant: UUID, before: datetime) -> QuerySet[Draw]:
    """Seeds and counts."""
    return Draw.objects.filter(organization=tenant, day__lt=before.date())


def old_outages(tenant: UUID, before: datetime) -> QuerySet[Outage]:
    """What was broken."""
    return Outage.objects.filter(organization=tenant, ended_at__lte=before)


retention.declare(
    Rule(
        name="vouchers",
        label=_("Wi-Fi vouchers"),
        since=_("when their window is over"),
        until=Until.DAY,
        models=("schedules.Voucher",),
        hours=0,
        rows=old_vouchers,
    )
)
retention.declare(
    Rule(
        name="turns",
        label=_("Turns, and what a household asked for"),
        since=_("after the turn"),
        until=Until.DAY,
        models=("schedules.Turn", "schedules.TurnSeat"),
        hours=DAY,
        shortest=1,
        rows=old_turns,
    )
)
retention.declare(
    Rule(
        name="turn_requests",
        label=_("Requests for turns"),
        since=_("after the day"),
        until=Until.DAY,
        models=("schedules.TurnRequest",),
        hours=DAY,
        rows=old_requests,
    )
)
retention.declare(
    Rule(
        name="loans",
        label=_("Loans of devices"),
        since=_("after the device came back"),
        until=Until.DAY,
        models=("schedules.Loan",),
        hours=DAY,
        shortest=1,
        rows=old_loans,
    )
)
retention.declare(
    Rule(
        name="turn_memories",
        label=_("The day of a household's last turn"),
        since=_("after the household left"),
        until=Until.EXIT_30_DAYS,
        models=("schedules.TurnMemory",),
        hours=MONTH,
        shortest=3 * DAY,
        hangs_on="households",
        rows=old_memories,
    )
)
retention.declare(
    Rule(
        name="draws",
        label=_("Draws, without who asked"),
        since=_("after the day"),
        until=Until.AUDIT_180_DAYS,
        models=("schedules.Draw",),
        hours=HALF_YEAR,
        rows=old_draws,
    )
)
retention.declare(
    Rule(
        name="turn_windows",
        label=_("Slots of amenities, without people"),
        since=_("after the slot"),
        until=Until.AUDIT_180_DAYS,
        models=("schedules.TurnWindow",),
        hours=HALF_YEAR,
        rows=old_windows,
    )
)
retention.declare(
    Rule(
        name="outages",
        label=_("Outages"),
        since=_("after they ended"),
        until=Until.AUDIT_180_DAYS,
        models=("schedules.Outage",),
        hours=HALF_YEAR,
        rows=old_outages,
    )
)
