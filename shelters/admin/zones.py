"""Time zones to choose from."""

from zoneinfo import available_timezones

ZONES = sorted(name for name in available_timezones() if name.startswith(("America/", "Europe/", "Etc/UTC")))


def zone_choices(own: str = "") -> list[tuple[str, str]]:
    """The zones of this part of the world, and the one that is in use already."""
    return [(zone, zone.replace("_", " ")) for zone in sorted({own or ZONES[0], *ZONES})]
