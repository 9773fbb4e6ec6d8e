"""Who in the network has places for this kind of family. Figures of houses, never people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.rights import Right
from core.web.pages import page
from shelters.models import FEATURES, Availability, Group, Shelter
from shelters.models.capacity import stale_before
from shelters.web.doors import StaffRequest, staff_page
from shelters.web.words import FEATURE_WORDS


@dataclass(frozen=True)
class House:
    """A house of the network and its figures; `place` is what this reader may know of where it is."""

    shelter: Shelter
    place: str
    figures: Sequence[Availability]
    as_of: datetime | None

    @property
    def is_stale(self) -> bool:
        """Whether nobody reported within twelve hours. A hidden house reports to nobody here."""
        return not self.is_silent and (self.as_of is None or self.as_of < stale_before())

    @property
    def is_silent(self) -> bool:
        """A hidden house of another organization: its figures are not shown, so it is not counted."""
        return self.shelter.is_hidden and not self.figures

    @property
    def is_by_phone(self) -> bool:
        """Hidden houses and those without a stated capacity answer on the phone."""
        return self.shelter.is_hidden or any(row.free is None for row in self.figures)


@dataclass(frozen=True)
class Summary:
    """The pair that is never netted, and how many houses it comes from."""

    free: int
    over: int
    reported: int
    houses: int


@staff_page(Right.SEE_NETWORK)
def network(request: StaffRequest) -> HttpResponse:
    """The table of the network, filtered by people, group and needs."""
    groups = list(Group.objects.visible_to(request.member))
    group = next((group for group in groups if str(group.pk) == request.GET.get("group")), None)
    text = request.GET.get("people", "")
    people = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    needs = [name for name in FEATURES if name in request.GET]
    everybody = houses_of(request)
    shown = (
        houses_of(request, group=group, people=people, needs=needs) if group or people or needs else everybody
    )
    return page(
        request,
        "shelters/network.html",
        title=_("Network"),
        houses=shown,
        silent=[house for house in everybody if house.is_stale],
        summary=summary_of(everybody),
        groups=groups,
        group=group,
        people=people,
        needs=[(name, words, name in needs) for name, words in FEATURE_WORDS.items()],
        is_filtered=bool(group or people or needs),
    )


def houses_of(
    request: StaffRequest, *, group: Group | None = None, people: int = 0, needs: Sequence[str] = ()
) -> list[House]:
    """The houses of the network with figures that fit; two queries, whatever their number."""
    member = request.member
    rows = Availability.objects.visible_to(member).select_related("group").order_by("group__position")
    if group:
        rows = rows.filter(group=group)
    if people:
        rows = rows.filter(Q(free__gte=people) | Q(free=None))
    for name in needs:
        rows = rows.filter(**{f"free_{name}__gte": 1})
    by_house: dict[UUID, list[Availability]] = {}
    for row in rows:
        by_house.setdefault(row.shelter_id, []).append(row)
    houses = [
        _house(shelter, by_house.get(shelter.pk, []), shelter.address_for(member))
        for shelter in Shelter.objects.in_network_of(member).exclude(state=Shelter.State.CLOSED)
    ]
    is_filtered = bool(group or people or needs)
    return [house for house in houses if house.figures or not is_filtered]


def summary_of(houses: Sequence[House]) -> Summary:
    """Free and over of the houses that reported within twelve hours, side by side."""
    counted = [house for house in houses if not house.is_silent]
    fresh = [house for house in counted if not house.is_stale]
    figures = [row for house in fresh for row in house.figures]
    return Summary(
        free=sum(row.free or 0 for row in figures),
        over=sum(row.over for row in figures),
        reported=len(fresh),
        houses=len(counted),
    )


def _house(shelter: Shelter, figures: Sequence[Availability], place: str) -> House:
    return House(shelter, place, figures, min((row.as_of for row in figures), default=None))
