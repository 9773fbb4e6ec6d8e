"""Erasure receipts: counts only, one chain for each organization, signed by the keyring.

The signed text is canonical JSON (`document`). `chain` names the organization without its id, so that
a receipt can be handed out. See docs/operations/forgetting.md.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from privacy import keyring, retention
from privacy.models import Receipt, Tally
from privacy.purge import marks

FORMAT = 1


@dataclass(frozen=True)
class Run:
    """What all receipts of one run say alike."""

    begun_at: datetime
    ended_at: datetime
    physical: str
    scan: str = Receipt.Scan.NOT_DUE


def issue(
    tenant: UUID, run: Run, *, overdue: int = 0, occasion: str = "", counts: dict[str, int] | None = None
) -> Receipt:
    """The next receipt of the organization, over everything erased since the last one.

    Runs within the walls of the organization, in one transaction: what is counted here is counted
    nowhere else.

    Raises: KeyringUnavailable.
    """
    number, previous, is_restored = head_of(tenant)
    told = Receipt.Occasion.RESTORED if is_restored else Receipt.Occasion.CLOCK
    receipt = Receipt(
        organization_id=tenant,
        number=number + 1,
        previous=previous,
        occasion=occasion or told,
        begun_at=run.begun_at,
        ended_at=run.ended_at,
        counts=_take_tallies(tenant) if counts is None else counts,
        overdue=overdue,
        held=len(retention.held(tenant)),
        physical=run.physical,
        scan=run.scan,
    )
    text = document(receipt)
    receipt.digest = hashlib.sha256(text).hexdigest()
    receipt.signature = keyring.sign(text).hex()
    receipt.save(force_insert=True)
    return receipt


def head_of(tenant: UUID) -> tuple[int, str, bool]:
    """Number and digest of the last receipt, and whether the database is older than the keyring says."""
    last = Receipt.objects.filter(organization_id=tenant).order_by("number").last()
    number, digest = (last.number, last.digest) if last else (0, "")
    known = marks.read().heads.get(chain_of(tenant))
    if known is None or (number, digest) == known:
        return number, digest, False
    is_ahead = Receipt.objects.filter(organization_id=tenant, number=known[0], digest=known[1]).exists()
    if is_ahead:  # killed after the receipt, before the mark
        return number, digest, False
    return max(number, known[0]), known[1], True


def keep_heads(receipts: Iterable[Receipt]) -> None:
    """Remember the ends of the chains where no backup of the database reaches.

    Raises: OSError.
    """
    heads = {chain_of(each.organization_id): (each.number, each.digest) for each in receipts}
    if heads:
        marks.change(heads=heads)


def document(receipt: Receipt) -> bytes:
    """What is signed."""
    said = {
        "format": FORMAT,
        "chain": chain_of(receipt.organization_id),
        "number": receipt.number,
        "occasion": receipt.occasion,
        "from": _moment(receipt.begun_at),
        "until": _moment(receipt.ended_at),
        "counts": receipt.counts,
        "overdue": receipt.overdue,
        "held": receipt.held,
        "physical": receipt.physical,
        "scan": receipt.scan,
        "previous": receipt.previous,
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def chain_of(tenant: UUID) -> str:
    """The name of an organization's chain: says which receipts belong together, and nothing else."""
    return hashlib.sha256(b"posada receipts" + tenant.bytes).hexdigest()[:16]


def faults(receipts: Iterable[Receipt], *, public_key: bytes) -> list[str]:
    """What is wrong with these receipts of one organization, in order of their numbers; empty: nothing."""
    found: list[str] = []
    before: Receipt | None = None
    for receipt in receipts:
        text = document(receipt)
        if hashlib.sha256(text).hexdigest() != receipt.digest:
            found.append(f"{receipt.number}: changed")
        elif not keyring.verify(public_key, text, bytes.fromhex(receipt.signature)):
            found.append(f"{receipt.number}: not signed by this key")
        if before is not None and receipt.occasion != Receipt.Occasion.RESTORED:
            if receipt.number != before.number + 1:
                found.append(f"{receipt.number}: {receipt.number - before.number - 1} before it are missing")
            elif receipt.previous != before.digest:
                found.append(f"{receipt.number}: does not follow {before.number}")
        before = receipt
    return found


def _take_tallies(tenant: UUID) -> dict[str, int]:
    """The counts so far, which start again at nothing."""
    tallies = Tally.objects.filter(organization_id=tenant)
    taken = list(tallies.select_for_update().order_by("rule"))
    Tally.objects.filter(pk__in=[tally.pk for tally in taken]).delete()
    return {tally.rule: tally.rows for tally in taken if tally.rows}


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
