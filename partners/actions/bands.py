"""What partners are told about places: yes or no by size of the party, with a margin, not too often.

Exact live figures would tell who entered where (privacy.md, section 4). So: three places of margin,
three sizes only, and an answer that stays the same for at least thirty minutes.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef
from django.utils import timezone

from partners.models import PublishedBand
from privacy import walls
from shelters.models import Availability, Group, Shelter

MARGIN = 3
SIZES = (2, 5, 10)
REFRESH = timedelta(minutes=30)


def largest_party(free: int | None, in_one_room: int) -> int:
    """The largest of SIZES that fits with the margin, or 0: no."""
    if free is None:
        return 0
    return max((size for size in SIZES if size + MARGIN <= free and size <= in_one_room), default=0)


def by_phone_only(shelter: Shelter, group: Group) -> bool:
    """Hidden houses and specialised groups answer nobody but callers: few people are in them."""
    is_specialised = group.hand_over_only or not (group.admits_women or group.admits_men)
    return shelter.is_hidden or is_specialised


def refresh(shelters: Collection[UUID]) -> None:
    """Take the answers of these houses again where they are older than thirty minutes or missing."""
    owners = Shelter.objects.filter(pk__in=shelters).values_list("organization", flat=True)
    for owner in sorted(set(owners)):
        with walls.within(owner):
            _refresh(shelters)


def _refresh(shelters: Collection[UUID]) -> None:
    """Those of one organization, behind whose walls nothing else is seen."""
    now = timezone.now()
    figures = _due(shelters, now)
    PublishedBand.objects.filter(shelter__in={row.shelter_id for row in figures}).exclude(
        group__in=Availability.objects.filter(shelter=OuterRef("shelter")).values("group")
    ).delete()
    PublishedBand.objects.bulk_create(
        [_band(row, now) for row in figures],
        update_conflicts=True,
        unique_fields=["shelter", "group"],
        update_fields=["largest_party", "is_stale", "taken_at"],
    )


def _due(shelters: Collection[UUID], now: datetime) -> list[Availability]:
    # One lock per house keeps two readers from taking two different answers in one half hour.
    locked = list(Shelter.objects.filter(pk__in=shelters).locked())
    fresh = PublishedBand.objects.filter(shelter__in=locked, taken_at__gt=now - REFRESH)
    done = set(fresh.values_list("shelter", "group"))
    rows = Availability.objects.filter(shelter__in=locked).select_related("shelter", "group")
    return [row for row in rows if (row.shelter_id, row.group_id) not in done]


def _band(row: Availability, now: datetime) -> PublishedBand:
    is_open = row.shelter.state == Shelter.State.OPEN and not by_phone_only(row.shelter, row.group)
    return PublishedBand(
        organization_id=row.organization_id,
        network_id=row.network_id,
        shelter=row.shelter,
        group=row.group,
        largest_party=largest_party(row.free, row.largest_room) if is_open else 0,
        is_stale=row.is_stale,
        taken_at=now,
    )
