"""Signing the chain once a day, and erasing what is too old up to a signature."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from privacy import keyring
from privacy.audit.encoding import checkpoint_bytes
from privacy.models import AuditCheckpoint, AuditEntry, AuditHead


def checkpoint(tenant: UUID) -> AuditCheckpoint | None:
    """Sign the end of the chain, at most once a day (UTC) and only when it has grown; else None.

    Raises: KeyringUnavailable.
    """
    head = AuditHead.objects.filter(pk=tenant).first()
    last = AuditCheckpoint.objects.filter(organization_id=tenant).order_by("sequence").last()
    now = timezone.now()
    if head is None or head.number == (last.number if last else 0):
        return None
    if last is not None and last.at.date() >= now.date():
        return None
    sequence = last.sequence + 1 if last else 1
    signed = checkpoint_bytes(tenant, sequence=sequence, number=head.number, digest=head.digest, at=now)
    return AuditCheckpoint.objects.create(
        organization_id=tenant,
        sequence=sequence,
        number=head.number,
        digest=head.digest,
        at=now,
        signature=keyring.sign(signed),
    )


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
