"""Gaps that nobody has looked at since they were last to be shown: at entry, and 7, 3 and 1 days before."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, Q
from django.utils import timezone

from accounts.models import Membership
from appointments import gap
from appointments.gap import Coverage
from appointments.models import Appointment, GapStep

# One more than the first mark: by the office's calendar the day may have begun already.
AHEAD = timedelta(days=max(gap.MARKS) + 1)
NEW = timedelta(days=1)


@dataclass(frozen=True)
class Alarm:
    """One appointment on which somebody is missing. `days`: the mark it stands at, None since its entry."""

    row: Appointment
    coverage: Coverage
    days: int | None


def due(member: Membership, now: datetime | None = None) -> list[Alarm]:
    """What is red for this member now, first things first: six queries, however many there are.

    A step answers a gap until the next mark; only who is listed closes it.
    """
    now = now or timezone.now()
    coming = Appointment.objects.visible_to(member).coming(now)
    near = coming.filter(Q(starts_at__lt=now + AHEAD) | Q(made_at__gt=now - NEW))
    rows = list(near.select_related("programme", "household"))
    covered = gap.coverages(rows)
    gaps = [row for row in rows if not covered[row.pk].is_complete]
    answered = _answered(gaps)
    return [
        Alarm(row, covered[row.pk], gap.mark(row, now))
        for row in gaps
        if not answered.get(row.pk) or answered[row.pk] < gap.marked_since(row, now)
    ]


def _answered(rows: list[Appointment]) -> dict[UUID, datetime]:
    """When the last step for each was taken."""
    steps = GapStep.objects.filter(appointment__in=rows).order_by()
    return dict(steps.values_list("appointment").annotate(Max("at"))) if rows else {}
