"""Which seats of a window can be given: neither taken nor out of use just then."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from schedules.models import Amenity, Outage, TurnSeat, TurnWindow

# Nobody knows when these end, but tomorrow is planned as if they had.
SHORT = (Outage.Why.POWER, Outage.Why.NO_LINK)


def free_seats(windows: Collection[TurnWindow]) -> dict[UUID, list[int]]:
    """Free seat numbers of each of these windows, in order. Three queries, however many windows there are.

    What is broken and has no end yet stays broken in every later window. A power cut or a lost connection
    without an end counts for the rest of the day, so that tomorrow can be planned while it lasts (J7). What
    works again can be given at once, for the rest of the window that goes on.
    """
    if not windows:
        return {}
    taken = _taken(windows)
    broken = _broken(windows)
    return {
        window.pk: [
            number
            for number in range(1, window.seats + 1)
            if number not in taken[window.pk] and not {None, number} & broken[window.pk]
        ]
        for window in windows
    }


def _taken(windows: Collection[TurnWindow]) -> dict[UUID, set[int]]:
    rows = TurnSeat.objects.filter(window__in=[window.pk for window in windows])
    taken: dict[UUID, set[int]] = defaultdict(set)
    for window, number in rows.values_list("window", "number"):
        taken[window].add(number)
    return taken


def _broken(windows: Collection[TurnWindow]) -> dict[UUID, set[int | None]]:
    """Seats out of use by window; None stands for all of them."""
    amenities = Amenity.objects.filter(pk__in={window.amenity_id for window in windows})
    houses = {row.pk: row.shelter for row in amenities.select_related("shelter")}
    around = Outage.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=min(window.starts_at for window in windows)),
        shelter__in={house.pk for house in houses.values()},
        begun_at__lt=max(window.ends_at for window in windows),
    )
    outages, now = list(around), timezone.now()
    broken: dict[UUID, set[int | None]] = defaultdict(set)
    for window in windows:
        house = houses[window.amenity_id]
        for outage in outages:
            if outage.shelter_id != house.pk or outage.amenity_id not in (None, window.amenity_id):
                continue
            if _hits(outage, window, now.astimezone(ZoneInfo(house.time_zone))):
                broken[window.pk].add(outage.seat)
    return broken


def _hits(outage: Outage, window: TurnWindow, now: datetime) -> bool:
    """Whether the window falls into the outage, or will as far as one knows. `now` by the house's clock."""
    if outage.begun_at >= window.ends_at:
        return False
    if outage.ended_at is not None:
        return outage.ended_at > (max(window.starts_at, now) if window.ends_at > now else window.starts_at)
    return outage.why not in SHORT or window.day <= now.date()
