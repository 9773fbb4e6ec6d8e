"""Which telephone is meant, without knowing it: marks that live in the cache until the turn is over.

No address and no mark of a device is ever stored. What the cache holds is a keyed hash that is another one in
each turn, so that nobody reads from it who used the Wi-Fi, or follows a telephone from day to day. After a
restart without Redis it is gone: then a used voucher stays used, and the desk gives a new one
(docs/decisions/0015-wifi-admission.md).
"""

from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address
from uuid import UUID

from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import salted_hmac

LONGEST_MARK = 128


def remember_device(voucher: UUID, device: str, *, until: datetime) -> None:
    """The device that a voucher let in, until the turn is over."""
    _keep(_device(voucher, device), until, until)


def is_known(voucher: UUID, device: str) -> bool:
    """Whether this very device came in with the voucher before."""
    return bool(device) and cache.get(_device(voucher, device)) is not None


def remember_address(router: UUID, address: str, *, until: datetime) -> None:
    """Who has this address in the house's own network is in, until then."""
    if own_address(address):
        _keep(_address(router, address), until, until)


def seconds_left(router: UUID, address: str) -> int:
    """How long whoever has this address is in; 0 for those who are not."""
    until: datetime | None = cache.get(_address(router, address)) if own_address(address) else None
    left = (until - timezone.now()) if until else timedelta(0)
    return max(0, int(left.total_seconds()))


def own_address(text: str) -> bool:
    """Whether one device alone has this address as far as the site can see.

    Behind one public IPv4 address stands the whole house.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return not isinstance(address, IPv4Address) or address.is_private


def _keep(name: str, value: datetime, until: datetime) -> None:
    seconds = int((until - timezone.now()).total_seconds())
    if seconds > 0:
        cache.set(name, value, seconds)


def _device(voucher: UUID, device: str) -> str:
    return _name(f"device|{voucher}|{device[:LONGEST_MARK]}")


def _address(router: UUID, address: str) -> str:
    return _name(f"address|{router}|{ip_address(address)}")


def _name(about: str) -> str:
    return f"wifi:{salted_hmac('schedules.clients', about, algorithm='sha256').hexdigest()}"
