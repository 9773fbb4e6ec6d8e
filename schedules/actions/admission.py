"""Who is let into the Wi-Fi: one device a voucher, inside its turn, never more than the link bears."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from schedules import clients
from schedules.errors import LinkFull, VoucherEarly, VoucherUnknown, VoucherUsed
from schedules.models import Amenity, Outage, RouterKey, TurnWindow, Voucher
from schedules.models.admission import VoucherQuerySet, read_word


@dataclass(frozen=True)
class Admission:
    """The Wi-Fi is open until then. `seconds` counts from now, at least 1."""

    until: datetime
    seconds: int


@transaction.atomic
def admit(router: RouterKey, code: str, *, device: str = "", address: str = "") -> Admission:
    """Let one device in with this voucher, for the rest of its turn.

    `device` is any mark that is the same when the same device comes back, `address` its address in the
    network of the house; neither is stored (schedules/clients.py). With its mark a device comes back as
    often as it wants; without one, or with another one, a used voucher is used.

    Raises: VoucherMistyped, VoucherUnknown, VoucherEarly, VoucherUsed, LinkFull.
    """
    word = read_word(code)
    # The window first: what is read behind its lock stays as it is.
    windows = TurnWindow.objects.locked().filter(vouchers__in=_meant(router, word))
    window = windows.first()
    if window is None:
        raise VoucherUnknown
    voucher = _found(router, word)
    voucher.window = window
    now = timezone.now()
    _refuse_outside(voucher, now)
    if voucher.used_at is None:
        _count_in(voucher, window, now)
    elif not clients.is_known(voucher.pk, device):
        raise VoucherUsed
    _keep_in_mind(router, voucher, device=device, address=address)
    return _until(voucher, now)


def look(router: RouterKey, code: str) -> Admission:
    """Whether the voucher would open the Wi-Fi now. Changes nothing.

    Raises: VoucherMistyped, VoucherUnknown, VoucherEarly, VoucherUsed.
    """
    voucher, now = _found(router, read_word(code)), timezone.now()
    _refuse_outside(voucher, now)
    if voucher.used_at is not None:
        raise VoucherUsed
    return _until(voucher, now)


def _meant(router: RouterKey, word: str) -> VoucherQuerySet:
    """The voucher of this link. Those of other links and houses are as unknown as those that nobody made."""
    own = Voucher.objects.filter(organization=router.organization_id, amenity=router.amenity_id)
    return own.filter(code=word, revoked_at=None).order_by("pk")


def _found(router: RouterKey, word: str) -> Voucher:
    voucher = _meant(router, word).first()
    if voucher is None:
        raise VoucherUnknown
    return voucher


def _refuse_outside(voucher: Voucher, now: datetime) -> None:
    window = voucher.window
    if now < window.starts_at:
        here = ZoneInfo(voucher.amenity.shelter.time_zone)
        raise VoucherEarly(at=f"{window.starts_at.astimezone(here):%H:%M}")
    if now >= window.ends_at:
        raise VoucherUnknown


def _count_in(voucher: Voucher, window: TurnWindow, now: datetime) -> None:
    """Take the lowest number that is free: the constraint on it holds whatever happens here."""
    admitted = Voucher.objects.filter(window=window, admission__isnull=False)
    taken = set(admitted.order_by().values_list("admission", flat=True))
    if len(taken) >= _bears(voucher, window):
        raise LinkFull
    voucher.admission = next(number for number in range(1, window.seats + 1) if number not in taken)
    voucher.used_at = now
    voucher.save(update_fields=["admission", "used_at"])


def _bears(voucher: Voucher, window: TurnWindow) -> int:
    """How many at once the link bears at this moment: less than was planned when a part of it is out of use,
    or somebody set a lower number since."""
    # Of a link there are many more columns than these.
    links = Amenity.objects.filter(pk=voucher.amenity_id, retired_at=None).order_by()
    known = links.values_list("seats", "shelter").first()
    if known is None:
        return 0
    seats, shelter = known
    return min(window.seats, seats) - _out_of_use(voucher.amenity_id, shelter, window)


def _out_of_use(amenity: UUID, shelter: UUID, window: TurnWindow) -> int:
    """Seats of the window that are out of use now: all of them where the link or the house is."""
    now = timezone.now()
    outages = Outage.objects.filter(Q(ended_at=None) | Q(ended_at__gt=now), shelter=shelter)
    here = outages.filter(Q(amenity=None) | Q(amenity=amenity), begun_at__lte=now).order_by()
    broken = set(here.values_list("seat", flat=True))
    return window.seats if None in broken else len(broken)


def _keep_in_mind(router: RouterKey, voucher: Voucher, *, device: str, address: str) -> None:
    until = voucher.window.ends_at
    if device:
        transaction.on_commit(partial(clients.remember_device, voucher.pk, device, until=until))
    if address:
        transaction.on_commit(partial(clients.remember_address, router.pk, address, until=until))


def _until(voucher: Voucher, now: datetime) -> Admission:
    until = voucher.window.ends_at
    return Admission(until, max(1, int((until - now).total_seconds())))
