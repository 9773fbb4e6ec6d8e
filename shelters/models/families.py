"""Households that are one family by merges, and whether their time here is over.

The purge erases what is past its time; nobody reads it from that moment on, whether a purge came by or
not (privacy.md P3). So the readers' side of the rules in shelters/retention.py stands here.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, DateTimeField, F, Func, Q, Value
from django.utils import timezone

from privacy import retention, walls

RULE = "households"  # of shelters/retention.py
REMEMBERED_FOR = timedelta(seconds=60)

_remembered: dict[UUID, tuple[datetime, frozenset[UUID]]] = {}


# A household is here, expected, or left not long ago; one that never came left when it was opened.
OWN_TIME = """(
    {row}.left_at > {before} OR ({row}.left_at IS NULL AND {row}.opened_at > {before})
    OR EXISTS (SELECT 1 FROM shelters_stay s WHERE s.household_id = {row}.id AND s.ended_at IS NULL)
    OR EXISTS (SELECT 1 FROM shelters_hold p WHERE p.household_id = {row}.id AND p.ended_at IS NULL)
)"""
# One that was merged has the time of the one that it ended in, however long the way there.
IN_TIME = """(
    EXISTS (
        SELECT 1 FROM shelters_household own
        WHERE own.id = {household} AND own.merged_into_id IS NULL AND {time_of_own}
    ) OR EXISTS (
        SELECT 1 FROM shelters_household family WHERE {time_of_family} AND family.id = (
            WITH RECURSIVE way(id, into_id) AS (
                SELECT first.id, first.merged_into_id FROM shelters_household first
                WHERE first.id = {household} AND first.merged_into_id IS NOT NULL
                UNION SELECT next.id, next.merged_into_id FROM shelters_household next
                JOIN way ON next.id = way.into_id
            ) SELECT way.id FROM way WHERE way.into_id IS NULL
        )
    )
)"""


class _InTime(Func):
    """Whether the household with this key is not past its time.

    In SQL of its own, because every list asks: Django takes ten times as long to write the same from nested
    querysets as a database takes to answer it.
    """

    arity = 2
    output_field = BooleanField()

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # noqa: ARG002
        """The condition; the moment is a parameter each time that it is asked for."""
        (household, _none), (before, moment) = map(compiler.compile, self.get_source_expressions())
        times = {f"time_of_{row}": OWN_TIME.format(row=row, before=before) for row in ("own", "family")}
        sql = IN_TIME.format(household=household, **times)
        return sql, [*moment] * (2 * OWN_TIME.count("{before}"))


def in_time(tenant: UUID) -> Q:
    """Which households of the organization may still be read: what `retention.exited` leaves, and what is
    under legal hold."""
    before = retention.before(tenant, RULE)
    # Most are, and say so themselves.
    fresh = Q(left_at__gt=before) | Q(left_at=None, opened_at__gt=before)
    return Q(merged_into=None) & fresh | _of(tenant, "pk", before)


def of_one_in_time(tenant: UUID, household: str = "household") -> Q:
    """Which rows with a `household` (or a way to one) may still be read: those of households that may."""
    return _of(tenant, household, retention.before(tenant, RULE))


def _of(tenant: UUID, household: str, before: datetime) -> Q:
    readable = Q(_InTime(F(household), Value(before, output_field=DateTimeField())))
    held = kept_longer(tenant)
    return readable | Q(**{f"{household}__in": held}) if held else readable


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
