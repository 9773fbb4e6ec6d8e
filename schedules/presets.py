"""What houses usually share out, so that setting it up takes a few taps; and how many a link may bear."""

from dataclasses import dataclass
from datetime import time

from django.utils.translation import gettext_lazy as _

from core.errors import Text
from schedules.models import Kind

# Estimates, and said as such: what a call or a form with a photo needs, and what a cheap access point bears.
MBIT_A_USER = 1
USERS_AN_ACCESS_POINT = 25
# The rest is for the desk itself.
SHARE_FOR_GUESTS = 70  # percent


@dataclass(frozen=True)
class Preset:
    """One kind of thing with what is usual for it. Every number can be changed."""

    kind: Kind
    name: Text
    seats: int
    slot_minutes: int
    opens: time = time(6)
    closes: time = time(22)


PRESETS: dict[str, Preset] = {
    preset.kind.value: preset
    for preset in (
        Preset(Kind.CHARGING, _("Sockets"), 8, 60),
        Preset(Kind.LOCKER, _("Lockers with sockets"), 6, 120),
        Preset(Kind.TABLET, _("Tablets"), 2, 20, time(8), time(20)),
        Preset(Kind.PHONE, _("Phones"), 2, 20, time(8), time(20)),
        Preset(Kind.LAPTOP, _("Laptops"), 1, 60, time(8), time(20)),
        Preset(Kind.WIFI, _("Wi-Fi"), 20, 30),
        Preset(Kind.WASHING, _("Washing machine"), 1, 60, time(8), time(18)),
        Preset(Kind.SHOWER, _("Showers"), 2, 15, time(6), time(21)),
        Preset(Kind.OTHER, _("Something else"), 1, 60, time(8), time(18)),
    )
}


def safe_users(uplink_mbit: int, access_points: int) -> int:
    """How many may use a link at once so that it still works for each: an estimate, at least one."""
    by_uplink = uplink_mbit * SHARE_FOR_GUESTS // (100 * MBIT_A_USER)
    return max(1, min(by_uplink, access_points * USERS_AN_ACCESS_POINT))
