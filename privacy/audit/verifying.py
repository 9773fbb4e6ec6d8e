"""Looking whether the chain is whole: every edit, deletion, reordering or cut is found."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils import timezone

from privacy.audit.checkpoints import is_missing, remembered
from privacy.audit.encoding import checkpoint_bytes, digest_of
from privacy.models import AuditCheckpoint, AuditEntry, AuditHead
from privacy.models.audit import NOTHING_BEFORE

# Nobody may erase entries sooner than the shortest time that an organization may choose.
KEPT_AT_LEAST = timedelta(days=30)
BATCH = 2000


class Kind(StrEnum):
    """What can be wrong with a chain."""

    CHANGED = "entry changed"
    MISSING = "entries missing"
    TWICE = "number out of order"
    LOOSE = "entry does not follow the one before"
    CUT = "end of the chain missing"
    HEAD = "end of the chain does not fit the last entry"
    CHECKPOINT = "checkpoint does not fit the chain"
    CHECKPOINT_MISSING = "checkpoints missing"
    FORGOTTEN = "the checkpoint that the keyring remembers is missing"
    SIGNATURE = "checkpoint not signed by this site's key"
    ERASED_EARLY = "entries erased before their time or without a checkpoint"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and at which number of the chain or step of the checkpoints."""

    kind: Kind
    number: int

    def __str__(self) -> str:
        return f"{self.kind.value}: {self.number}"


@dataclass
class Report:
    """What was looked at, and what was wrong."""

    tenant: UUID
    entries: int = 0
    checkpoints: int = 0
    erased: int = 0
    number: int = 0
    digest: str = NOTHING_BEFORE
    findings: list[Finding] = field(default_factory=list)


def verify(tenant: UUID, *, public_key: bytes, now: datetime | None = None) -> Report:
    """Read the whole chain of an organization and compare it with itself, its end, its checkpoints and the
    last one that the keyring remembers.

    `public_key` is the 32 raw bytes of the Ed25519 key that signs checkpoints. Reads in batches; run it
    inside of `walls.within(tenant)`.

    Raises: KeyringUnavailable.
    """
    report = Report(tenant)
    head = AuditHead.objects.filter(pk=tenant).first() or AuditHead(pk=tenant)
    signed = list(AuditCheckpoint.objects.filter(organization_id=tenant).order_by("sequence"))
    report.checkpoints, report.erased = len(signed), head.erased
    report.findings += _checkpoints(signed, public_key)
    report.findings += _remembered(tenant)
    report.findings += _erasure(head, signed, now or timezone.now())
    entries = AuditEntry.objects.of(tenant).order_by("number").iterator(chunk_size=BATCH)
    _walk(report, entries, {one.number: one for one in signed})
    report.findings += _end(report, head, signed)
    return report


def _checkpoints(signed: list[AuditCheckpoint], public_key: bytes) -> Iterator[Finding]:
    key = Ed25519PublicKey.from_public_bytes(public_key)
    step, number = 0, 0
    for one in signed:
        if one.sequence != step + 1 or one.number <= number:
            yield Finding(Kind.CHECKPOINT_MISSING, one.sequence)
        step, number = one.sequence, one.number
        said = checkpoint_bytes(
            one.organization_id, sequence=one.sequence, number=one.number, digest=one.digest, at=one.at
        )
        try:
            key.verify(bytes(one.signature), said)
        except InvalidSignature:
            yield Finding(Kind.SIGNATURE, one.sequence)


def _remembered(tenant: UUID) -> Iterator[Finding]:
    """Entries, end and checkpoints may be cut together: outside of the database stands how far they went."""
    known = remembered(tenant)
    if known is not None and is_missing(known, tenant):
        yield Finding(Kind.FORGOTTEN, known.sequence)


def _erasure(head: AuditHead, signed: list[AuditCheckpoint], now: datetime) -> Iterator[Finding]:
    """What is gone must be old, and stand before a checkpoint."""
    if not head.erased:
        return
    behind = next((one for one in signed if one.number >= head.erased), None)
    if behind is None or behind.at > now - KEPT_AT_LEAST:
        yield Finding(Kind.ERASED_EARLY, head.erased)


def _walk(report: Report, entries: Iterable[AuditEntry], signed: dict[int, AuditCheckpoint]) -> None:
    """From the first entry that is left to the last, each against the one before and its checkpoint."""
    report.number = report.erased
    known = signed.get(report.erased)
    # What stood before the first entry that is left: known at the beginning and at a checkpoint.
    before = NOTHING_BEFORE if not report.erased else known.digest if known else None
    for entry in entries:
        report.entries += 1
        expected = report.number + 1
        if entry.number != expected:
            kind = Kind.MISSING if entry.number > expected else Kind.TWICE
            report.findings.append(Finding(kind, expected))
            before = None
        if before is not None and entry.previous != before:
            report.findings.append(Finding(Kind.LOOSE, entry.number))
        if digest_of(entry) != entry.digest:
            report.findings.append(Finding(Kind.CHANGED, entry.number))
        if entry.number in signed and signed[entry.number].digest != entry.digest:
            report.findings.append(Finding(Kind.CHECKPOINT, entry.number))
        report.number, before = entry.number, entry.digest
        report.digest = entry.digest


def _end(report: Report, head: AuditHead, signed: list[AuditCheckpoint]) -> Iterator[Finding]:
    """Nothing may be missing behind the last entry: its end and the last checkpoint know."""
    last = max([head.number, *(one.number for one in signed)])
    if last > report.number:
        yield Finding(Kind.CUT, report.number + 1)
    elif head.number != report.number or (report.entries and head.digest != report.digest):
        yield Finding(Kind.HEAD, head.number)
