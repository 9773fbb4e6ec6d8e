"""Erasing one household because the family wants it (J6): asked at any desk, done by a coordinator."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from core.errors import NotAllowed
from core.events import after_commit
from privacy import audit, receipts
from privacy.errors import ErasureOver, StillHere, UnderLegalHold
from privacy.models import Receipt
from privacy.purge import early
from privacy.purge.erasing import tally
from privacy.receipts import Run
from privacy.verbs import Verb
from shelters.actions import demands, erasing, holds, legal_holds, seating, stays
from shelters.errors import MovedMeanwhile
from shelters.models import ErasureRequest, Hold, Household, Stay
from shelters.models.erasures import HOURS


@transaction.atomic
def ask(household: Household, *, by: Membership) -> ErasureRequest:
    """Write down that the family wants to be erased; due within a day. Asking twice changes nothing.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.PLACE, within=household.organization)
    household = seating.lock_household(household, by=by)
    pending = ErasureRequest.objects.pending().filter(household=household).first()
    if pending is not None:
        return pending
    now = timezone.now()
    request = ErasureRequest.objects.create(
        organization_id=household.organization_id,
        household=household,
        language=household.language,
        asked_by=by,
        asked_at=now,
        due_at=now + timedelta(hours=HOURS),
    )
    audit.record(Verb.ERASURE_ASKED, by=by, about=household)
    return request


@transaction.atomic
def withdraw(request: ErasureRequest, *, by: Membership) -> ErasureRequest:
    """The family has changed its mind. Whoever wrote it down says so, or a coordinator.

    Raises: NotAllowed, NotHere, ErasureOver.
    """
    by.require(Right.PLACE, within=request.organization)
    request = ErasureRequest.objects.visible_to(by).locked().found(pk=request.pk)
    if request.asked_by_id != by.pk and not by.may(Right.ERASE_ON_REQUEST):
        raise NotAllowed
    if not request.is_pending:
        raise ErasureOver
    request.withdrawn_at = timezone.now()
    request.save(update_fields=["withdrawn_at"])
    audit.record(Verb.ERASURE_WITHDRAWN, by=by, about=request.household)
    return request


@transaction.atomic
def carry_out(request: ErasureRequest, *, by: Membership, ends_stay: bool = False) -> ErasureRequest:
    """Erase the household now, with everything that hangs on it, and sign a receipt.

    `ends_stay`: the family leaves with this; its beds and held places are free at once.

    A family that was merged since goes with the household that it was merged into, and with all of it:
    its persons live there.
    Raises: NotAllowed, NotHere, ErasureOver, UnderLegalHold, NamedInDemand, StillHere, MovedMeanwhile,
    KeyringUnavailable.
    """
    by.require(Right.ERASE_ON_REQUEST, within=request.organization)
    household = about(request, by=by)
    if household is None:
        raise ErasureOver
    ids = _locked(household)
    request = ErasureRequest.objects.visible_to(by).locked().found(pk=request.pk)
    if not request.is_pending:
        raise ErasureOver
    _refuse_held(household)
    demands.refuse_demanded(household)
    _leave(household, by=by, ends_stay=ends_stay)
    audit.record(Verb.ERASED_ON_REQUEST, by=by, about=household)
    early.note("households", household.organization_id, ids)
    gone = erasing.households(ids)
    receipt = _receipt(request, sum(gone.values()))
    _close(request, gone, receipt, by=by)
    return request


def about(request: ErasureRequest, *, by: Membership) -> Household | None:
    """The household that goes: where it was merged, the one that it was merged into in the end."""
    asked = Household.objects.filter(erasure_requests=request).values_list("pk", flat=True)
    return Household.objects.visible_to(by).filter(pk__in=erasing.ends(asked)).first()


def _locked(household: Household) -> list[UUID]:
    """Houses first, then the household with all that is one family with it: nobody gives it a bed, holds
    it, names it in a demand or merges it from here on. What was known before is looked at again.

    Raises: MovedMeanwhile.
    """
    houses = set(_houses(household))
    ids = erasing.joined([household.pk])
    seating.lock_all(houses)
    list(Household.objects.filter(pk__in=ids).locked())
    if set(erasing.joined([household.pk])) != set(ids) or not houses.issuperset(_houses(household)):
        raise MovedMeanwhile
    return ids


def _houses(household: Household) -> QuerySet[Stay, UUID]:
    return household.stays.open().order_by("shelter").values_list("shelter", flat=True).distinct()


def _refuse_held(household: Household) -> None:
    if legal_holds.is_held(household):
        raise UnderLegalHold


def _leave(household: Household, *, by: Membership, ends_stay: bool) -> None:
    held = Hold.objects.open().filter(household=household).select_related("organization", "shelter").first()
    is_placed = household.stays.in_use().exists()
    if (held or is_placed) and not ends_stay:
        raise StillHere
    if held:
        holds.release(held, by=by)
    if is_placed:
        stays.check_out(household, by=by)


def _receipt(request: ErasureRequest, rows: int) -> Receipt:
    """The number on the paper of the family. The next purge clears the space, and says so in its own."""
    tenant, now = request.organization_id, timezone.now()
    tally(tenant, "households", 0)
    run = Run(request.asked_at, now, Receipt.Physical.FOLLOWS)
    counts = {"households": rows}
    receipt = receipts.issue(tenant, run, occasion=Receipt.Occasion.REQUEST, counts=counts)
    after_commit(receipts.keep_heads, [receipt])
    return receipt


def _close(request: ErasureRequest, gone: Counter[str], receipt: Receipt, *, by: Membership) -> None:
    request.refresh_from_db()
    request.confirmed_by = by
    request.done_at = receipt.ended_at
    request.receipt = receipt.number
    request.counts = {label: rows for label, rows in sorted(gone.items()) if label.startswith("shelters.")}
    request.save(update_fields=["confirmed_by", "done_at", "receipt", "counts"])
