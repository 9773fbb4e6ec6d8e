"""Signing the chain once a day, and erasing what is too old up to a signature.

The folder of the keyring remembers the last checkpoint of each organization: whoever changes the database
can take entries and checkpoints away together, but not that.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from core.events import after_commit
from privacy import keyring
from privacy.audit.encoding import checkpoint_bytes
from privacy.keyring.folder import plainly
from privacy.models import AuditCheckpoint, AuditEntry, AuditHead
from privacy.purge import marks


def checkpoint(tenant: UUID) -> AuditCheckpoint | None:
    """Sign the end of the chain, at most once a day (UTC) and only when it has grown; else None.

    Where the last checkpoint that was remembered is gone, its number stays free: that gap is for ever.

    Raises: KeyringUnavailable.
    """
    head = AuditHead.objects.filter(pk=tenant).first()
    last = AuditCheckpoint.objects.filter(organization_id=tenant).order_by("sequence").last()
    known = remembered(tenant)
    if last is not None and known is None:  # made before there was such a memory, or it was lost
        remember(last)
    now = timezone.now()
    if head is None or head.number == (last.number if last else 0):
        return None
    if last is not None and last.at.date() >= now.date():
        return None
    former = max(last.sequence if last else 0, known.sequence if known and is_missing(known, tenant) else 0)
    signed = _signed(tenant, former + 1, head, now)
    after_commit(remember, signed)
    return signed


def _signed(tenant: UUID, sequence: int, head: AuditHead, at: datetime) -> AuditCheckpoint:
    said = checkpoint_bytes(tenant, sequence=sequence, number=head.number, digest=head.digest, at=at)
    return AuditCheckpoint.objects.create(
        organization_id=tenant,
        sequence=sequence,
        number=head.number,
        digest=head.digest,
        at=at,
        signature=keyring.sign(said),
    )


class Remembered(NamedTuple):
    """The last checkpoint of an organization, as the folder of the keyring knows it."""

    number: int
    digest: str
    sequence: int


def remember(signed: AuditCheckpoint) -> None:
    """Keep this checkpoint where nobody who changes the database can change it.

    Raises: KeyringUnavailable.
    """
    known = Remembered(signed.number, signed.digest, signed.sequence)
    with plainly():
        marks.change(trails={str(signed.organization_id): known})


def remembered(tenant: UUID) -> Remembered | None:
    """The last checkpoint that was kept. None: there was none yet.

    Raises: KeyringUnavailable.
    """
    with plainly():
        known = marks.read().trails.get(str(tenant))
    return Remembered(*known) if known else None


def is_missing(known: Remembered, tenant: UUID) -> bool:
    """Whether the database does not have this checkpoint any more, or another one in its place."""
    rows = AuditCheckpoint.objects.filter(organization_id=tenant, **known._asdict())
    return not rows.exists()


def erase_before(tenant: UUID, before: datetime, limit: int) -> int:
    """Erase one batch of entries from before `before`, the oldest first; how many, 0 when there is no more.

    Only entries behind which a checkpoint from before that moment stands: the checkpoint stays and
    still proves what was there. So entries of the last day or two before it may stay a day longer.
    Run it inside of `walls.within(tenant)`.
    """
    signed = AuditCheckpoint.objects.filter(organization_id=tenant, at__lt=before).order_by("number").last()
    if signed is None:
        return 0
    with transaction.atomic():
        head = AuditHead.objects.select_for_update(no_key=True).get(pk=tenant)
        erased = min(head.erased + limit, signed.number)
        if erased <= head.erased:
            return 0
        AuditHead.objects.filter(pk=tenant).update(erased=erased)
        # _raw_delete: one statement, without reading the rows first.
        rows = AuditEntry.objects.filter(organization_id=tenant, number__lte=erased)
        return rows._raw_delete(rows.db)  # noqa: SLF001
