"""Moments as the clock of a house shows them."""

from datetime import datetime
from zoneinfo import ZoneInfo


def by_house(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment by the clock of that zone, without the zone: a template shows it as it is. What has a zone
    it turns to the clock of whoever reads, and to UTC where nobody is signed in, as at a screen."""
    return moment.astimezone(zone).replace(tzinfo=None)
