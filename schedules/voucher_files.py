"""Vouchers as routers read them that ask nobody: CSV for MikroTik, UniFi and openNDS."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from schedules.models import Voucher
from shelters.sheets.writing import guard

Row = Sequence[str | int]


class For(StrEnum):
    """Whose file it is."""

    UNIFI = "unifi"
    MIKROTIK = "mikrotik"
    OPENNDS = "opennds"


def written(kind: For, vouchers: Iterable[Voucher], *, zone: str) -> bytes:
    """The file: plain UTF-8 without a mark, because routers read it. Times by the clock of the house."""
    headers, row_of = _SHAPES[kind]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    if headers:
        writer.writerow(headers)
    for voucher in vouchers:
        row = row_of(voucher, ZoneInfo(zone))
        writer.writerow([guard(value) if isinstance(value, str) else value for value in row])
    return text.getvalue().encode()


def _unifi(voucher: Voucher, zone: ZoneInfo) -> Row:
    """For the list of RADIUS users, or whoever types vouchers into a controller."""
    return [voucher.code, voucher.code, _minutes(voucher), *_times(voucher, zone)]


def _mikrotik(voucher: Voucher, zone: ZoneInfo) -> Row:
    """The properties of /ip hotspot user."""
    begins, _ends = _times(voucher, zone)
    return [voucher.code, voucher.code, f"{_minutes(voucher)}m", begins]


def _opennds(voucher: Voucher, _zone: ZoneInfo) -> Row:
    """The roll of theme_voucher: code, rates, quotas, minutes, when it was used first."""
    return [voucher.code, 0, 0, 0, 0, _minutes(voucher), 0]


def _minutes(voucher: Voucher) -> int:
    length = voucher.window.ends_at - voucher.window.starts_at
    return round(length.total_seconds() / 60)


def _times(voucher: Voucher, zone: ZoneInfo) -> tuple[str, str]:
    return _clock(voucher.window.starts_at, zone), _clock(voucher.window.ends_at, zone)


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


_SHAPES: dict[For, tuple[Row, Callable[[Voucher, ZoneInfo], Row]]] = {
    For.UNIFI: (("name", "password", "minutes", "from", "until"), _unifi),
    For.MIKROTIK: (("name", "password", "limit-uptime", "comment"), _mikrotik),
    For.OPENNDS: ((), _opennds),
}
