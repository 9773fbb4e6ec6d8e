"""Devices of a house: written down by their label, out of use, taken away, and wiped."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from core.errors import BadInput
from privacy import audit
from privacy.verbs import Verb
from schedules.errors import DeviceOut, LabelTaken, NotWiped
from schedules.models import Amenity, LentDevice, LentKind, Loan
from shelters.models import Shelter

SHORTEST, LONGEST = 5, 10080
LONGEST_LABEL = 24
FIELDS = frozenset({"kind", "label", "amenity", "is_shared", "longest_minutes", "is_broken"})


@dataclass(frozen=True)
class Wiped:
    """What somebody did to a device before the next hands hold it; `battery` in per cent."""

    signed_out: bool
    history_gone: bool
    camera_empty: bool
    downloads_gone: bool
    battery: int | None

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the list is left."""
        done = self.signed_out and self.history_gone and self.camera_empty and self.downloads_gone
        return done and self.battery is not None

    def check(self) -> None:
        """Raises: NotWiped, BadInput."""
        if not self.is_whole:
            raise NotWiped
        if not 0 <= (self.battery or 0) <= 100:
            raise BadInput({"battery": str(self.battery)})


@transaction.atomic
def add(shelter: Shelter, *, kind: str, label: str, by: Membership, **other: Any) -> LentDevice:
    """A new device of the house; `other` are fields of `change`.

    Raises: NotAllowed, NotHere, BadInput, LabelTaken.
    """
    by.require(Right.RUN_AMENITIES, within=shelter.organization)
    shelter = Shelter.objects.visible_to(by).lean().found(pk=shelter.pk)
    device = LentDevice(organization=shelter.organization, shelter=shelter)
    _write(device, {"kind": kind, "label": label, **other}, by=by)
    audit.record(Verb.DEVICE_CHANGED, by=by, about=device)
    return device


@transaction.atomic
def change(device: LentDevice, *, by: Membership, **changed: Any) -> LentDevice:
    """Change kind, label, amenity, is_shared, longest_minutes or is_broken. What is left out stays.

    Raises: NotAllowed, NotHere, BadInput, LabelTaken, DeviceOut (another kind while somebody has it).
    """
    by.require(Right.RUN_AMENITIES, within=device.organization)
    device = _locked(device, by=by)
    if changed.get("kind", device.kind) != device.kind:
        _refuse_open(device)
    _write(device, changed, by=by)
    audit.record(Verb.DEVICE_CHANGED, by=by, about=device)
    return device


@transaction.atomic
def retire(device: LentDevice, *, by: Membership) -> LentDevice:
    """Take it away for good: its label is free. Doing it again changes nothing.

    Raises: NotAllowed, NotHere, DeviceOut (somebody has it, or it waits to be wiped).
    """
    by.require(Right.RUN_AMENITIES, within=device.organization)
    device = _locked(device, by=by)
    if device.retired_at is None:
        _refuse_open(device)
        device.retired_at = timezone.now()
        device.save(update_fields=["retired_at"])
        audit.record(Verb.DEVICE_CHANGED, by=by, about=device)
    return device


@transaction.atomic
def bring_back(device: LentDevice, *, by: Membership) -> LentDevice:
    """It is in the house again. What was lost with somebody's doings on it still waits to be wiped.

    Raises: NotAllowed, NotHere, LabelTaken.
    """
    by.require(Right.RUN_AMENITIES, within=device.organization)
    device = _locked(device, by=by)
    if device.retired_at is not None:
        device.retired_at = None
        save(device, "retired_at")
        audit.record(Verb.DEVICE_CHANGED, by=by, about=device)
    return device


@transaction.atomic
def wipe(device: LentDevice, wiped: Wiped, *, by: Membership) -> LentDevice:
    """Somebody did the whole list: the device may go out again, and its loan is over. Doing it again changes
    nothing.

    Raises: NotAllowed, NotHere, NotWiped (something of the list is left), BadInput, DeviceOut.
    """
    by.require(Right.LEND, within=device.organization)
    device = _locked(device, by=by)
    wiped.check()
    loan: Loan | None = Loan.objects.filter(device=device, closed_at=None).locked().first()
    if loan is not None and loan.returned_at is None:
        raise DeviceOut
    if loan is None and device.is_wiped:
        return device
    if loan is not None:
        for name in ("signed_out", "history_gone", "camera_empty", "downloads_gone", "battery"):
            setattr(loan, name, getattr(wiped, name))
        loan.wiped_by, loan.closed_at = by, timezone.now()
        loan.save()
    device.is_wiped = True
    device.save(update_fields=["is_wiped"])
    audit.record(Verb.DEVICE_WIPED, by=by, about=device)
    return device


def save(device: LentDevice, *fields: str) -> None:
    """Write the locked device, or only these fields of it.

    Raises: LabelTaken.
    """
    try:
        with transaction.atomic():
            device.save(update_fields=fields or None)
    except IntegrityError:
        raise LabelTaken(label=device.label) from None


def _locked(device: LentDevice, *, by: Membership) -> LentDevice:
    rows = LentDevice.objects.visible_to(by).select_related("shelter", "organization")
    row: LentDevice = rows.locked().found(pk=device.pk)
    return row


def _refuse_open(device: LentDevice) -> None:
    """Raises: DeviceOut."""
    if Loan.objects.filter(device=device, closed_at=None).exists():
        raise DeviceOut


def _write(device: LentDevice, changed: dict[str, Any], *, by: Membership) -> None:
    """Raises: BadInput, NotHere, LabelTaken."""
    if not set(changed) <= FIELDS:
        raise BadInput(dict.fromkeys(set(changed) - FIELDS, ""))
    for name, value in changed.items():
        setattr(device, name, value)
    device.label = " ".join(device.label.split())
    if not 0 < len(device.label) <= LONGEST_LABEL:
        raise BadInput({"label": device.label})
    if device.kind not in LentKind.values:
        raise BadInput({"kind": device.kind})
    if not SHORTEST <= device.longest_minutes <= LONGEST:
        raise BadInput({"longest_minutes": str(device.longest_minutes)})
    if device.amenity is not None:
        device.amenity = Amenity.objects.visible_to(by).found(pk=device.amenity.pk, shelter=device.shelter_id)
    save(device)
