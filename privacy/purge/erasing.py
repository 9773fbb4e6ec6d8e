"""Carrying out the rules: batch after batch, each in a short transaction of one organization."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic, sleep
from uuid import UUID

from django.db import DatabaseError
from django.db.models import F

from core.errors import DomainError
from privacy import retention, walls
from privacy.models import Tally
from privacy.retention import Rule

log = logging.getLogger("posada.purge")
ROWS_A_BATCH = 200
Pace = Callable[[float], None]


@dataclass
class Work:
    """What one run did and did not do."""

    rows: int = 0
    overdue: dict[UUID, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    is_done: bool = True


def side_by_side(seconds: float) -> None:
    """Leave as much time to the desks as the batch took: on SQLite there is only one writer."""
    sleep(min(seconds, 1.0))


def at_full_speed(_seconds: float) -> None:
    """Nobody is waiting."""


def everything(*, deadline: float | None = None, pace: Pace = side_by_side) -> Work:
    """Carry out every rule for every organization, until `deadline` (monotonic seconds) if there is one.

    A rule that fails does not keep the others from being carried out.
    """
    work = Work()
    for tenant in retention.tenants():
        for rule in retention.rules_of(tenant):
            try:
                _carry_out(rule, tenant, work, deadline, pace)
            except (DatabaseError, OSError, DomainError) as problem:
                told = type(problem).__name__  # a message could hold a value
                log.error("The rule %s could not be carried out: %s", rule.name, told)  # noqa: TRY400
                work.failed.append(rule.name)
            if not work.is_done:
                return work
    return work


def _carry_out(rule: Rule, tenant: UUID, work: Work, deadline: float | None, pace: Pace) -> None:
    while True:
        if deadline is not None and monotonic() > deadline:
            work.is_done = False
            return
        begun = monotonic()
        rows = one_batch(rule, tenant)
        if not rows:
            break
        work.rows += rows
        pace(monotonic() - begun)
    with walls.within(tenant):
        left = rule.left(tenant, retention.before(tenant, rule.name))
    if left:
        work.overdue[tenant] = work.overdue.get(tenant, 0) + left


def one_batch(rule: Rule, tenant: UUID) -> int:
    """One batch of one rule and its count, together or not at all; how many rows went."""
    with walls.within(tenant):
        rows = rule.erase(tenant, retention.before(tenant, rule.name), ROWS_A_BATCH)
        if rows:
            tally(tenant, rule.name, rows)
    return rows


def tally(tenant: UUID, name: str, rows: int) -> None:
    """Count erased rows for the next receipt, in the transaction that erases them. None: the space they
    left is still to be cleared, and another receipt counts them."""
    kept, is_new = Tally.objects.get_or_create(organization_id=tenant, rule=name, defaults={"rows": rows})
    if not is_new:
        Tally.objects.filter(pk=kept.pk).update(rows=F("rows") + rows)
