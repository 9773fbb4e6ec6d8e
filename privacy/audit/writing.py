"""Writing the trail: one line in every action, one or two statements at the end of its transaction."""

from itertools import groupby
from typing import Protocol
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone

from privacy import walls
from privacy.audit.encoding import around_number, digest_of
from privacy.models import AuditEntry, AuditHead
from privacy.models.audit import Outcome
from privacy.verbs import Verb

COLUMNS = ("id", "organization_id", "member_id", "role", "verb", "outcome", "about_kind", "about_id", "at")
LOCK_AND_ADD = f"""
WITH head AS (
    SELECT number + 1 AS number, digest FROM privacy_audithead WHERE organization_id = %s FOR NO KEY UPDATE
)
INSERT INTO privacy_auditentry (number, previous, digest, {", ".join(COLUMNS)})
SELECT number, digest,
       encode(sha256(convert_to(%s::text || number::text || %s::text || digest, 'UTF8')), 'hex'),
       {", ".join(["%s"] * len(COLUMNS))}
FROM head
RETURNING number, previous, digest
"""  # noqa: S608  no word of it comes from outside


class Actor(Protocol):
    """Whoever acts: a membership of an organization, a person's or a robot's."""

    pk: UUID
    organization_id: UUID
    role: str


class Waiting:
    """An entry that waits for the end of its transaction, so that its lock is the last one.

    It stands among the connection's deeds after commit, because those are dropped with the savepoint
    in which they were asked for: what was rolled back leaves no trace, as if it had been a row.
    """

    def __init__(self, entry: AuditEntry) -> None:
        self.entry = entry
        self.is_written = False

    def __call__(self) -> None:
        """The transaction is over."""


def record(
    verb: Verb,
    *,
    by: Actor,
    about: models.Model | type[models.Model] | None = None,
    within: UUID | None = None,
    outcome: Outcome = Outcome.DONE,
) -> AuditEntry:
    """Write down that `by` did `verb` to the row `about`, in the same transaction as the deed.

    `about` may also be a model: a list of its rows. `within` names the organization whose trail gets
    the entry; it is the actor's own unless an action reaches into another one (a hold asked by a
    neighbour). Inside of `walls.within` the entry is written at the end of the outermost block.
    """
    entry = AuditEntry(
        organization_id=within or by.organization_id,
        member_id=by.pk,
        role=by.role,
        verb=verb,
        outcome=outcome,
        about_kind=(about._meta.model_name or "") if about else "",
        about_id=about.pk if isinstance(about, models.Model) else None,
        at=timezone.now(),
    )
    if walls.current() is None:
        with transaction.atomic(savepoint=False):
            _append(entry.organization_id, [entry])
    else:
        transaction.on_commit(Waiting(entry))
    return entry


@walls.at_the_end
def flush() -> None:
    """Write what waits, one organization after the other in one order: the last locks of all."""
    waiting = _waiting()
    waiting.sort(key=lambda one: one.entry.organization_id)
    here = walls.current()
    for tenant, group in groupby(waiting, key=lambda one: one.entry.organization_id):
        entries = [one.entry for one in group]
        if here is not None and here.tenant == tenant:
            _append(tenant, entries)
        else:
            with walls.within(tenant):
                _append(tenant, entries)
    for one in waiting:
        one.is_written = True


def _waiting() -> list[Waiting]:
    deeds = (asked[1] for asked in connection.run_on_commit)
    return [deed for deed in deeds if isinstance(deed, Waiting) and not deed.is_written]


def _append(tenant: UUID, entries: list[AuditEntry]) -> None:
    """Lock the end of the chain, then add to it. A trigger moves the end along."""
    if connection.vendor == "postgresql" and len(entries) == 1:
        _lock_and_add(entries[0])
        return
    head = _locked_head(tenant)
    number, digest = head.number, head.digest
    for entry in entries:
        number += 1
        entry.number, entry.previous = number, digest
        entry.digest = digest = digest_of(entry)
    AuditEntry.objects.bulk_create(entries)


def _lock_and_add(entry: AuditEntry) -> None:
    """Both in one statement: whoever waits here waits a round trip less."""
    before, between = around_number(entry)
    columns = [getattr(entry, name) for name in COLUMNS]
    with connection.cursor() as cursor:
        for _try in range(2):
            cursor.execute(LOCK_AND_ADD, [entry.organization_id, before, between, *columns])
            row = cursor.fetchone()
            if row is not None:
                entry.number, entry.previous, entry.digest = row
                return
            _begin_chain(entry.organization_id)


def _locked_head(tenant: UUID) -> AuditHead:
    rows = AuditHead.objects.select_for_update(no_key=True).filter(pk=tenant)
    head = rows.first()
    if head is None:
        _begin_chain(tenant)
        head = rows.get()
    return head


def _begin_chain(tenant: UUID) -> None:
    AuditHead.objects.bulk_create([AuditHead(pk=tenant)], ignore_conflicts=True)
