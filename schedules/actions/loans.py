"""Loans: a device goes out, comes back, is lost, found again. Lock the household, the device, the loan.

Who had a device sees nothing of whoever had it before: what remembers goes out only when it was wiped
(`devices.wipe`).
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from core.errors import BadInput, NotAllowed, TooLate
from privacy import audit
from privacy.verbs import Verb
from schedules.actions import devices
from schedules.errors import DeviceAway, DeviceOut, HasLoan, LoanOver, NoTurnNow, StillToWipe
from schedules.models import LentDevice, Loan, Turn
from shelters.actions import seating
from shelters.errors import CannotUndo
from shelters.models import Household, Shelter
from shelters.models.changes import oldest_undoable

# Somebody comes a little early.
EARLY = timedelta(minutes=15)


@transaction.atomic
def hand_out(
    device: LentDevice,
    household: Household,
    *,
    by: Membership,
    minutes: int | None = None,
    condition: str = Loan.Condition.GOOD,
) -> Loan:
    """Give the device to the household, for so many minutes: usually, and at most, as many as it allows.
    One that belongs to an amenity goes to whoever has the turn, until the turn ends.

    Raises: NotAllowed, NotHere, BadInput, DeviceAway, DeviceOut, StillToWipe, HasLoan, NoTurnNow.
    """
    by.require(Right.LEND, within=household.organization)
    household = seating.lock_household(household, by=by)
    device = _device(device, by=by)
    _refuse_unready(device)
    if Loan.objects.out().filter(household=household, kind=device.kind).exists():
        raise HasLoan(kind=device.get_kind_display())
    now = timezone.now()
    turn = _turn_of(household, device, now)
    loan = Loan(
        organization=device.organization, device=device, household=household, kind=device.kind, turn=turn,
        handed_at=now, handed_by=by, due_at=_due(device, turn, minutes, now),
        condition_out=_known(condition),
    )  # fmt: skip
    try:
        with transaction.atomic():
            loan.save(force_insert=True)
    except IntegrityError:
        raise DeviceOut from None
    if device.remembers:
        device.is_wiped = False
        device.save(update_fields=["is_wiped"])
    audit.record(Verb.LOAN_BEGUN, by=by, about=household)
    return loan


@transaction.atomic
def take_back(loan: Loan, *, by: Membership, condition: str = Loan.Condition.GOOD) -> Loan:
    """It came back, in this condition. What remembers waits to be wiped; what does not work stays here.
    Doing it again changes nothing.

    Raises: NotAllowed, NotHere, BadInput, LoanOver (it was given up for lost).
    """
    loan = _locked(loan, by=by)
    if loan.returned_at is not None:
        return loan
    if loan.lost_at is not None:
        raise LoanOver
    _came_back(loan, _known(condition), by=by)
    audit.record(Verb.LOAN_ENDED, by=by, about=loan.household)
    return loan


@transaction.atomic
def lost(loan: Loan, *, by: Membership) -> Loan:
    """The house gives it up; nobody owes anything for it. The device is taken off the list. Doing it again
    changes nothing.

    Raises: NotAllowed, NotHere, LoanOver (it came back).
    """
    loan = _locked(loan, by=by)
    if loan.lost_at is not None:
        return loan
    if loan.returned_at is not None:
        raise LoanOver
    loan.lost_at = loan.closed_at = loan.device.retired_at = timezone.now()
    loan.save(update_fields=["lost_at", "closed_at"])
    loan.device.save(update_fields=["retired_at"])
    audit.record(Verb.LOAN_LOST, by=by, about=loan.household)
    return loan


@transaction.atomic
def found_again(loan: Loan, *, by: Membership, condition: str = Loan.Condition.GOOD) -> Loan:
    """What was given up for lost is here. It is wiped like everything that comes back. Doing it again changes
    nothing.

    Raises: NotAllowed, NotHere, BadInput, LoanOver (it was not lost), LabelTaken, DeviceOut.
    """
    loan = _locked(loan, by=by)
    if loan.lost_at is None:
        if loan.returned_at is not None:
            return loan
        raise LoanOver
    _bring_back(loan)
    loan.lost_at = loan.closed_at = None
    _came_back(loan, _known(condition), by=by)
    audit.record(Verb.LOAN_ENDED, by=by, about=loan.household)
    return loan


@transaction.atomic
def undo(loan: Loan, *, by: Membership) -> Loan | None:
    """Take the last step of the loan back within 24 hours: wiped, back, lost, or handed out, of which nothing
    is left. Everybody may take back their own; the steps of others take the right to see the history.

    Raises: NotAllowed, NotHere, TooLate, CannotUndo, HasLoan, LabelTaken.
    """
    by.require(Right.LEND, within=loan.organization)
    list(Household.objects.filter(pk=loan.household_id).locked())
    loan = _locked(loan, by=by)
    who, at = _last_step(loan)
    if who is not None and who != by and not by.may(Right.SEE_HISTORY):
        raise NotAllowed
    if at <= oldest_undoable():
        raise TooLate
    kept = _step_back(loan)
    audit.record(Verb.UNDONE, by=by, about=loan.household)
    return kept


def can_undo(loan: Loan, *, by: Membership) -> bool:
    """Whether this member may take the last step back now, as far as the row says."""
    who, at = _last_step(loan)
    return at > oldest_undoable() and (who in (None, by) or by.may(Right.SEE_HISTORY))


def listed(shelter: Shelter, *, by: Membership) -> list[Loan]:
    """Who has what of this house, the overdue first; then what waits to be wiped. One entry in the trail.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.LEND, within=shelter.organization)
    shelter = Shelter.objects.visible_to(by).lean().found(pk=shelter.pk)
    audit.record(Verb.LOANS_LISTED, by=by, about=shelter)
    rows = Loan.objects.of_houses(by).filter(device__shelter=shelter, closed_at=None)
    return list(rows.select_related("device", "household").order_by("due_at", "pk"))


def _last_step(loan: Loan) -> tuple[Membership | None, datetime]:
    """Who did it, where that is written, and when."""
    if loan.wiped_by is not None and loan.closed_at is not None:
        return loan.wiped_by, loan.closed_at
    if loan.lost_at is not None:
        return None, loan.lost_at
    if loan.returned_at is not None:
        return loan.taken_by, loan.returned_at
    return loan.handed_by, loan.handed_at


def _step_back(loan: Loan) -> Loan | None:
    """Raises: CannotUndo, HasLoan, LabelTaken."""
    device = loan.device
    is_first = loan.returned_at is None and loan.lost_at is None
    _refuse_next(loan)
    if loan.wiped_by is not None:
        loan.signed_out = loan.history_gone = loan.camera_empty = loan.downloads_gone = False
        loan.battery = loan.wiped_by = loan.closed_at = None
        device.is_wiped = False
    elif loan.lost_at is not None:
        _bring_back(loan)
        _refuse_twice(loan)
        loan.lost_at = loan.closed_at = None
    elif loan.returned_at is not None:
        _refuse_twice(loan)
        if loan.condition_in == Loan.Condition.DEFECT:
            device.is_broken = False
        loan.returned_at = loan.taken_by = loan.closed_at = None
        loan.condition_in = ""
    # Taking back that it went out wipes nothing: for hours somebody may have used it.
    device.save(update_fields=["is_wiped", "is_broken"])
    if is_first:
        loan.delete()
        return None
    loan.save()
    return loan


def _refuse_next(loan: Loan) -> None:
    """Somebody else has it by now, or had it.

    Raises: CannotUndo.
    """
    later = Loan.objects.filter(device=loan.device_id, handed_at__gt=loan.handed_at)
    if later.exclude(pk=loan.pk).exists():
        raise CannotUndo


def _refuse_twice(loan: Loan) -> None:
    """Raises: HasLoan."""
    if Loan.objects.out().filter(household=loan.household_id, kind=loan.kind).exclude(pk=loan.pk).exists():
        raise HasLoan(kind=loan.get_kind_display())


def _came_back(loan: Loan, condition: str, *, by: Membership) -> None:
    now = timezone.now()
    loan.returned_at, loan.taken_by, loan.condition_in = now, by, condition
    loan.closed_at = None if loan.device.remembers else now
    loan.save(update_fields=["returned_at", "taken_by", "condition_in", "lost_at", "closed_at"])
    if condition == Loan.Condition.DEFECT:
        loan.device.is_broken = True
        loan.device.save(update_fields=["is_broken"])


def _bring_back(loan: Loan) -> None:
    """Raises: DeviceOut, LabelTaken."""
    if Loan.objects.filter(device=loan.device_id, closed_at=None).exclude(pk=loan.pk).exists():
        raise DeviceOut
    loan.device.retired_at = None
    devices.save(loan.device, "retired_at")


def _device(device: LentDevice, *, by: Membership) -> LentDevice:
    row: LentDevice = LentDevice.objects.visible_to(by).select_related("organization").locked().found(
        pk=device.pk
    )  # fmt: skip
    return row


def _locked(loan: Loan, *, by: Membership) -> Loan:
    """The loan after its device: by the house of the device, so that it comes back wherever the family is.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.LEND, within=loan.organization)
    device = _device(loan.device, by=by)
    rows = Loan.objects.of_houses(by).select_related("household", "taken_by", "wiped_by", "handed_by")
    row: Loan = rows.locked().found(pk=loan.pk)
    row.device = device
    return row


def _refuse_unready(device: LentDevice) -> None:
    """Raises: DeviceAway, DeviceOut, StillToWipe."""
    if device.retired_at is not None or device.is_broken:
        raise DeviceAway
    open_loan: Any = Loan.objects.filter(device=device, closed_at=None).first()
    if open_loan is not None and open_loan.returned_at is None:
        raise DeviceOut
    if open_loan is not None or not device.is_wiped:
        raise StillToWipe


def _turn_of(household: Household, device: LentDevice, now: datetime) -> Turn | None:
    """The turn for which it goes out, where turns say who has it.

    Raises: NoTurnNow.
    """
    if device.amenity_id is None:
        return None
    states = (*Turn.OPEN, Turn.State.CAME)
    own = Turn.objects.filter(household=household, amenity=device.amenity_id, state__in=states)
    turn: Turn | None = own.filter(starts_at__lte=now + EARLY, ends_at__gt=now).first()
    if turn is None:
        raise NoTurnNow
    return turn


def _due(device: LentDevice, turn: Turn | None, minutes: int | None, now: datetime) -> datetime:
    """Raises: BadInput."""
    if minutes is not None and not devices.SHORTEST <= minutes <= device.longest_minutes:
        raise BadInput({"minutes": str(minutes)})
    until = now + timedelta(minutes=minutes or device.longest_minutes)
    return turn.ends_at if turn is not None else until


def _known(condition: str) -> str:
    """Raises: BadInput."""
    if condition not in Loan.Condition.values:
        raise BadInput({"condition": condition})
    return condition
