"""Carrying out the rules: batch after batch, each in a short transaction of one organization.

What is over cannot be read first of all: the keys of days that are over go, then names by their rule,
of every organization; then the rest. Organizations take turns, one batch each, and a run that had to
stop is followed by one that begins where it stopped: whoever has much to erase keeps nobody waiting.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import monotonic, sleep
from uuid import UUID

from django.db import DatabaseError
from django.db.models import F

from core.errors import DomainError
from privacy import keyring, retention, walls
from privacy.inventory import Until
from privacy.keyring.places import today
from privacy.models import Tally
from privacy.retention import Rule

log = logging.getLogger("posada.purge")
ROWS_A_BATCH = 200
RESTS = 3
LONGEST_REST = 5.0  # seconds
Pace = Callable[[float], None]


@dataclass
class Work:
    """What one run did and did not do. `turn`: whose turn it was when the time was over."""

    rows: int = 0
    overdue: dict[UUID, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    is_done: bool = True
    turn: UUID | None = None


def side_by_side(seconds: float) -> None:
    """Leave the desks three times as long as the batch took: on SQLite there is only one writer."""
    sleep(min(RESTS * seconds, LONGEST_REST))


def at_full_speed(_seconds: float) -> None:
    """Nobody is waiting."""


def everything(
    *, deadline: float | None = None, pace: Pace = side_by_side, first: UUID | None = None
) -> Work:
    """Carry out every rule for every organization, until `deadline` (monotonic seconds) if there is one.

    `first` names whose turn it is. A rule that fails does not keep the others from being carried out.
    """
    work = Work()
    tenants = retention.tenants()
    begin = tenants.index(first) if first in tenants else 0
    tenants = tenants[begin:] + tenants[:begin]
    for tenant in tenants:
        _guarded("called_name", work, _destroy_keys, tenant)
    for is_of_names in (True, False):
        turns = [
            (tenant, rule)
            for tenant in tenants
            for rule in retention.rules_of(tenant)
            if (rule.until == Until.EXIT_72_HOURS) == is_of_names
        ]
        _in_turns(turns, work, deadline, pace)
        if not work.is_done:
            break
    return work


def _in_turns(turns: Iterable[tuple[UUID, Rule]], work: Work, deadline: float | None, pace: Pace) -> None:
    """One batch for each organization after the other, rule after rule, until nobody has any left."""
    waiting: dict[UUID, deque[Rule]] = {}
    for tenant, rule in turns:
        waiting.setdefault(tenant, deque()).append(rule)
    while waiting:
        for tenant, rules in list(waiting.items()):
            if deadline is not None and monotonic() > deadline:
                work.is_done, work.turn = False, tenant
                return
            if not _guarded(rules[0].name, work, _batch, rules[0], tenant, work, pace):
                rules.popleft()
            if not rules:
                del waiting[tenant]


def _guarded(name: str, work: Work, do: Callable[..., bool], *about: object) -> bool:
    """Whether there may be more of it; what fails is noted, and left for the next run."""
    try:
        return do(*about)
    except (DatabaseError, OSError, DomainError) as problem:
        told = type(problem).__name__  # a message could hold a value
        log.error("The rule %s could not be carried out: %s", name, told)  # noqa: TRY400
        work.failed.append(name)
        return False


def _batch(rule: Rule, tenant: UUID, work: Work, pace: Pace) -> bool:
    """Carry out one batch and wait; False when there is nothing left, and then what is overdue is counted."""
    begun = monotonic()
    rows = one_batch(rule, tenant)
    if rows:
        work.rows += rows
        pace(monotonic() - begun)
        return True
    with walls.within(tenant):
        left = rule.left(tenant, retention.before(tenant, rule.name))
    if left:
        work.overdue[tenant] = work.overdue.get(tenant, 0) + left
    return False


def _destroy_keys(tenant: UUID) -> bool:
    """Destroy the keys of days that are over, all at once: cheaper than one by one with their rows.

    A day with words of a household under legal hold is left to the rules.
    """
    over = [kept.day for kept in keyring.days(tenant) if kept.day is not None and kept.day < today()]
    if not over or tenant == retention.SITE:
        return False
    with walls.within(tenant):
        held = retention.held(tenant)
    for day in over:
        if held.isdisjoint(kept.subject for kept in keyring.subjects(tenant, day)):
            keyring.destroy_day(tenant, day)
    return False


def one_batch(rule: Rule, tenant: UUID) -> int:
    """One batch of one rule and its count, together or not at all; how many rows went."""
    with walls.within(tenant):
        rows = rule.erase_batch(tenant, retention.before(tenant, rule.name), ROWS_A_BATCH)
        if rows:
            tally(tenant, rule.name, rows)
    return rows


def tally(tenant: UUID, name: str, rows: int) -> None:
    """Count erased rows for the next receipt, in the transaction that erases them. None: the space they
    left is still to be cleared, and another receipt counts them."""
    kept, is_new = Tally.objects.get_or_create(organization_id=tenant, rule=name, defaults={"rows": rows})
    if not is_new:
        Tally.objects.filter(pk=kept.pk).update(rows=F("rows") + rows)
