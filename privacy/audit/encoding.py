"""What exactly is digested and signed. These bytes never change: old digests rest on them.

A new form gets a new first word and is chosen by the number of the entry, not in place of this one.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

ENTRY = "posada.audit.1"
CHECKPOINT = "posada.checkpoint.1"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def digest_of(entry: Any) -> str:
    """SHA-256 over the columns of an entry and the digest before it, as 64 hexadecimal digits.

    No column may hold the separator: all are ids, numbers, or words of closed lists.
    """
    before, between = around_number(entry)
    return hashlib.sha256(f"{before}{entry.number}{between}{entry.previous}".encode()).hexdigest()


def around_number(entry: Any) -> tuple[str, str]:
    """What stands before the number of an entry, and what between it and the digest before."""
    parts = (
        entry.pk,
        microseconds(entry.at),
        entry.member_id or "",
        entry.role,
        entry.verb,
        entry.outcome,
        entry.about_kind,
        entry.about_id or "",
    )
    return f"{ENTRY}|{entry.organization_id}|", f"|{'|'.join(map(str, parts))}|"


def checkpoint_bytes(tenant: UUID, *, sequence: int, number: int, digest: str, at: datetime) -> bytes:
    """What the signature of a checkpoint is about."""
    parts = (CHECKPOINT, tenant, sequence, number, digest, microseconds(at))
    return "|".join(map(str, parts)).encode()


def microseconds(moment: datetime) -> int:
    """Since 1970, exactly: both engines keep microseconds."""
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
