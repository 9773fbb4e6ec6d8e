"""Households that are one family by merges, and whether their time here is over.

The purge erases what is past its time; nobody reads it from that moment on, whether a purge came by or
not (privacy.md P3). So the readers' side of the rules in shelters/retention.py stands here.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, Func, OuterRef, Q, UUIDField
from django.utils import timezone

from privacy import retention, walls

RULE = "households"  # of shelters/retention.py
REMEMBERED_FOR = timedelta(seconds=60)

_remembered: dict[UUID, tuple[datetime, frozenset[UUID]]] = {}


class _End(Func):
    """The household that another one was merged into in the end, however long the way."""

    arity = 1
    output_field = UUIDField()
    template = (
        "(WITH RECURSIVE way(id, into_id) AS ("
        "SELECT first.id, first.merged_into_id FROM shelters_household first WHERE first.id = %(expressions)s"
        " UNION SELECT next.id, next.merged_into_id FROM shelters_household next"
        " JOIN way ON next.id = way.into_id"
        ") SELECT way.id FROM way WHERE way.into_id IS NULL)"
    )


def in_time(tenant: UUID) -> Q:
    """Which households of the organization may still be read: what `retention.exited` leaves, and what is
    under legal hold. A household that was merged is read for as long as the one that it ended in."""
    from shelters.models import Household  # noqa: PLC0415  its querysets ask this

    own = _own_time(tenant)
    family = Household.objects.filter(own, pk=_End(OuterRef("merged_into")))
    readable = (Q(merged_into=None) & own) | Q(Exists(family))
    held = kept_longer(tenant)
    return readable | Q(pk__in=held) if held else readable


def of_one_in_time(tenant: UUID, path: str = "household") -> Exists:
    """Which rows with a household at `path` may still be read: those of households that may."""
    from shelters.models import Household  # noqa: PLC0415  its querysets ask this

    return Exists(Household.objects.filter(in_time(tenant), pk=OuterRef(path)))


def kept_longer(tenant: UUID) -> frozenset[UUID]:
    """The households under legal hold, with all that are one family with them. Remembered for a minute."""
    now = timezone.now()
    since, held = _remembered.get(tenant, (None, frozenset()))
    if since is None or not timedelta() <= now - since <= REMEMBERED_FOR:
        held = frozenset(joined(retention.held(tenant)))
        here = walls.current()
        # Behind walls, nothing found for somebody else says nothing about what is there.
        if connection.vendor != "postgresql" or (here is not None and here.tenant == tenant):
            _remembered[tenant] = (now, held)
    return held


def look_again(tenant: UUID) -> None:
    """Forget what is remembered of this organization: a legal hold has just begun or ended."""
    _remembered.pop(tenant, None)


def with_merged(ids: Iterable[UUID]) -> list[UUID]:
    """These households and all that were merged into them, and into those."""
    from shelters.models import Household  # noqa: PLC0415  its querysets ask this

    found = list(ids)
    newest = found
    while newest:
        newest = list(Household.objects.filter(merged_into__in=newest).values_list("pk", flat=True))
        found = found + newest
    return found


def ends(ids: Iterable[UUID]) -> set[UUID]:
    """The households that these were merged into in the end; one that was not merged is its own end."""
    from shelters.models import Household  # noqa: PLC0415  its querysets ask this

    found: set[UUID] = set()
    going = set(ids)
    while going:
        rows = list(Household.objects.filter(pk__in=going).values_list("pk", "merged_into"))
        found |= {pk for pk, into in rows if into is None}
        going = {into for _pk, into in rows if into is not None}
    return found


def joined(ids: Iterable[UUID]) -> list[UUID]:
    """Everything that is one family with these by merges, up to the end and down again.

    What holds one of them holds all: the persons of a merged household live in another one.
    """
    return with_merged(ends(ids))


def _own_time(tenant: UUID) -> Q:
    """Households that are not past their time by themselves: here, expected, or left not long ago. One
    that never came left when it was opened."""
    from shelters.models import Hold, Stay  # noqa: PLC0415  its querysets ask this

    before = retention.before(tenant, RULE)
    is_here = Exists(Stay.objects.filter(household=OuterRef("pk"), ended_at=None))
    is_expected = Exists(Hold.objects.filter(household=OuterRef("pk"), ended_at=None))
    return Q(left_at__gt=before) | Q(left_at=None, opened_at__gt=before) | Q(is_here) | Q(is_expected)
