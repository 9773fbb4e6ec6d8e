"""What happens to turns by the clock: offers run out, turns end, and what is free goes to the next in order.

Runs every minute and as soon as a seat is free. Everything is found in the rows, so whatever was missed while
the site was down is made up for at the next run, and nothing happens twice.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models import Q as Where
from django.utils import timezone

from accounts.actions.robots import robot_of
from accounts.models import Membership, Organization
from accounts.tenancy import tenants
from core.errors import DomainError
from core.events import announce
from privacy import audit, walls
from privacy.verbs import Verb
from schedules.actions import filling, marks
from schedules.events import turn_changed
from schedules.models import Draw, Outage, Turn, TurnRequest, TurnSeat
from schedules.models.turns import TurnQuerySet

log = logging.getLogger("posada.turns")

State = Turn.State
A_TIME = 500
# A check-out that was a slip of the finger is taken back sooner than this.
GONE_FOR = timedelta(hours=1)


def settle() -> int:
    """In every organization; how many turns were changed or given."""
    return sum(settle_one(tenant) for tenant in tenants())


def settle_one(tenant: UUID) -> int:
    """In one organization. What cannot be done now keeps nothing else waiting; the next run tries again."""
    steps: tuple[Callable[[Organization, Membership], int], ...] = (_expire, _release, _close)
    done = sum(_carefully(tenant, step) for step in steps)
    with walls.on_behalf(tenant):
        draws = list(_with_free_places(tenant).values_list("pk", flat=True))
    return done + sum(_carefully(tenant, filling.filled(draw)) for draw in draws)


def _carefully(tenant: UUID, step: Callable[[Organization, Membership], int]) -> int:
    try:
        with walls.within(tenant):
            organization = Organization.objects.get(pk=tenant)
            return step(organization, robot_of(organization))
    except (DatabaseError, DomainError) as problem:
        # A message could hold a value.
        log.error("Turns could not be settled: %s", type(problem).__name__)  # noqa: TRY400
        return 0


def _expire(organization: Organization, robot: Membership) -> int:
    """Offers that nobody answered. The household keeps its standing for the next draw."""
    now = timezone.now()
    over = Turn.objects.filter(organization=organization, state=State.OFFERED, offered_until__lte=now)
    return _end(over, State.EXPIRED, now, organization, robot)


def _release(organization: Organization, robot: Membership) -> int:
    """Turns and requests of households that left for good."""
    now = timezone.now()
    gone = Where(household__left_at__lte=now - GONE_FOR)
    asked = TurnRequest.objects.standing().filter(gone, organization=organization, draw__done_at=None)
    asked.update(withdrawn_at=now)
    ahead = Turn.objects.open().filter(gone, organization=organization, starts_at__gt=now)
    return _end(ahead, State.CANCELLED, now, organization, robot)


def _end(
    turns: TurnQuerySet, state: str, now: datetime, organization: Organization, robot: Membership
) -> int:
    """Free the seats of these open turns."""
    rows = list(turns.locked())
    if not rows:
        return 0
    ids = [row.pk for row in rows]
    TurnSeat.objects.filter(turn__in=ids).delete()
    Turn.objects.filter(pk__in=ids).update(state=state, state_since=now)
    for pk in ids:
        announce(turn_changed, turn_id=pk, organization_id=organization.pk)
    audit.record(Verb.TURN_CHANGED, by=robot, about=organization)
    return len(rows)


def _close(organization: Organization, robot: Membership) -> int:
    """Turns that ended and about which nobody said anything are taken as used; it can be corrected.

    While something is out of use, its outage decides what was lost.
    """
    now = timezone.now()
    out = Outage.objects.going_on().filter(
        Where(amenity=None) | Where(amenity=OuterRef("amenity")),
        shelter=OuterRef("amenity__shelter"),
        seat=None,
        begun_at__lt=OuterRef("ends_at"),
    )
    ended = Turn.objects.open().filter(~Exists(out), organization=organization, ends_at__lte=now)
    rows = list(ended.select_related("amenity__shelter").locked()[:A_TIME])
    for row in rows:
        marks.change(row, State.CAME, at=row.ends_at, by=robot, is_assumed=True)
    if rows:
        audit.record(Verb.TURN_MARKED, by=robot, about=organization)
    return len(rows)


def _with_free_places(tenant: UUID) -> QuerySet[Draw]:
    """Draws that are over, of which somebody may still wait for a time to come."""
    without = TurnRequest.objects.standing().filter(draw=OuterRef("pk"), place__isnull=False)
    still = without.exclude(turns__state__in=[*Turn.OPEN, State.CAME])
    return Draw.objects.filter(
        Exists(still),
        organization=tenant,
        organization__locked_at=None,
        amenity__retired_at=None,
        done_at__isnull=False,
        day__gte=timezone.now().date() - timedelta(days=1),
    ).order_by("draws_at", "pk")
