"""Where could this family sleep tonight? The best answers first, each with its reason."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Membership
from accounts.rights import Right
from core.errors import NotAllowed
from shelters.arranging import (
    Arrangement,
    FreeRoom,
    arrange_in_adjacent_rooms,
    arrange_in_one_room,
)
from shelters.models import Availability, Bed, Group, Places, Shelter
from shelters.models.beds import BedQuerySet
from shelters.parties import Party, fits

MOST_OWN = 3
REGULAR = (Bed.Kind.BED, Bed.Kind.MAT, Bed.Kind.TENT)
MOST_NEIGHBOURS = 5


class OptionKind(StrEnum):
    """How good an option is, best first."""

    ONE_ROOM = "one_room"
    COUNTED = "counted"
    ADJACENT_ROOMS = "adjacent_rooms"
    OVER_CAPACITY = "over_capacity"
    OTHER_SHELTER = "other_shelter"
    BY_PHONE = "by_phone"
    HAND_OVER = "hand_over"


@dataclass(frozen=True)
class Option:
    """One proposal. `beds` holds (index of the person in the party, bed) in own houses with rooms;
    `places_id` names the count in own houses that only count; neighbours have neither."""

    kind: OptionKind
    shelter: Shelter
    group: Group
    is_own: bool
    together: bool
    why: str
    free: int | None
    as_of: datetime | None
    is_stale: bool = False
    beds: tuple[tuple[int, UUID], ...] = ()
    places_id: UUID | None = None
    unmet: int = 0

    @property
    def phone(self) -> str:
        """Whom to call."""
        return self.shelter.phone

    @property
    def splits(self) -> bool:
        """Whether the family would sleep in several rooms: then a note is needed."""
        return self.is_own and bool(self.beds) and not self.together


def find_places(party: Party, *, by: Membership, at: Shelter | None = None) -> list[Option]:
    """The best placements for this party that the member may use or ask for, best first.

    One room of an own house, else adjacent rooms, else a neighbour of the network with the age
    of its figure. `at` is the house where the family stands: its rooms come before those of other
    own houses. Minors without an adult get rooms for unaccompanied minors and nothing else.

    Raises: NotAllowed.
    """
    if not by.may(Right.PLACE) and not by.may(Right.SEE_NETWORK):
        raise NotAllowed
    if not party.beds_needed:
        return []
    own = own_options(party, by=by, at=at) if by.may(Right.PLACE) else []
    if party.is_unaccompanied or any(option.together for option in own) or not by.may(Right.SEE_NETWORK):
        return own
    return own + neighbour_options(party, by=by, near=at)


def own_options(party: Party, *, by: Membership, at: Shelter | None = None) -> list[Option]:
    """Proposals in the houses in which the member works."""
    rooms = free_rooms(Bed.objects.visible_to(by))
    found = _options_in(party, rooms) + _counted_options(party, by=by)
    if not found:
        found = _opened_options(party, by=by)
    rank = list(OptionKind)
    found.sort(key=lambda option: (option.shelter != at, rank.index(option.kind), option.unmet))
    if any(option.together for option in found):
        found = [option for option in found if option.together]
    return found[:MOST_OWN]


def free_rooms(beds: BedQuerySet, *, kinds: Collection[str] = REGULAR) -> list[FreeRoom]:
    """The rooms of open houses with their free beds, house by house in the corridor's order."""
    rows = (
        beds.free()
        .filter(room__shelter__state=Shelter.State.OPEN, kind__in=kinds)
        .select_related("room__shelter", "room__group")
        .order_by("room__shelter__name", "room__shelter", "room__floor", "room__position", "room", "label")
    )
    return [FreeRoom(room, tuple(of_room)) for room, of_room in groupby(rows, key=lambda bed: bed.room)]


def arrangements(party: Party, rooms: list[FreeRoom]) -> list[Arrangement]:
    """Within one house: the single rooms that take the party, else rows of adjacent rooms."""
    return arrange_in_one_room(party, rooms) or arrange_in_adjacent_rooms(party, rooms)


def neighbour_options(party: Party, *, by: Membership, near: Shelter | None = None) -> list[Option]:
    """Houses of the network in which the member does not work, one proposal a house.

    Houses in the time zone of `near` come first: nobody is sent across the country at midnight.
    """
    rows = (
        Availability.objects.in_network_of(by)
        .exclude(shelter__in=Shelter.objects.visible_to(by))
        .filter(shelter__state=Shelter.State.OPEN)
        .select_related("shelter", "group")
        .order_by("shelter", F("free").desc(nulls_last=True))
    )
    best: dict[UUID, Option] = {}
    for row in rows:
        option = _neighbour_option(party, row)
        if option and (option.shelter.pk not in best or option.together > best[option.shelter.pk].together):
            best[option.shelter.pk] = option
    zone = near.time_zone if near else by.organization.network.time_zone
    ranked = sorted(best.values(), key=lambda option: _neighbour_quality(option, zone))
    return ranked[:MOST_NEIGHBOURS]


def _options_in(party: Party, rooms: list[FreeRoom]) -> list[Option]:
    found: list[Option] = []
    for shelter, in_house in groupby(rooms, key=lambda free: free.room.shelter):
        found += _room_options(party, shelter, list(in_house))
    return found


def _opened_options(party: Party, *, by: Membership) -> list[Option]:
    """Nothing is free: places that somebody opened over capacity, together with what is left."""
    rooms = free_rooms(Bed.objects.visible_to(by), kinds=Bed.Kind.values)
    return [
        replace(
            option,
            kind=OptionKind.OVER_CAPACITY,
            why=_("Over capacity, in places opened for tonight.") + " " + option.why,
        )
        for option in _options_in(party, rooms)
    ]


def _room_options(party: Party, shelter: Shelter, rooms: list[FreeRoom]) -> list[Option]:
    options = []
    for found in arrangements(party, rooms)[:MOST_OWN]:
        if party.is_unaccompanied:
            kind = OptionKind.HAND_OVER
        else:
            kind = OptionKind.ONE_ROOM if len(found.rooms) == 1 else OptionKind.ADJACENT_ROOMS
        options.append(
            Option(
                kind=kind,
                shelter=shelter,
                group=found.rooms[0].group,
                is_own=True,
                together=len(found.rooms) == 1,
                why=_why_rooms(found),
                free=found.spare + len(found.beds),
                as_of=timezone.now(),
                beds=found.beds,
                unmet=found.unmet,
            )
        )
    return options


def _counted_options(party: Party, *, by: Membership) -> list[Option]:
    rows = Places.objects.visible_to(by).filter(
        shelter__state=Shelter.State.OPEN, shelter__mode=Shelter.Mode.COUNT
    )
    options = []
    for places in rows.select_related("shelter", "group").order_by("shelter__name", "group__position"):
        enough = places.free is not None and places.free >= party.beds_needed
        if enough and fits(places.group, party.persons, of=party):
            options.append(
                Option(
                    kind=OptionKind.HAND_OVER if party.is_unaccompanied else OptionKind.COUNTED,
                    shelter=places.shelter,
                    group=places.group,
                    is_own=True,
                    together=True,
                    why=_(
                        "%(free)d places are free in the group %(group)s; this house does not count by rooms."
                    )
                    % {"free": places.free, "group": places.group},
                    free=places.free,
                    as_of=places.counted_at,
                    places_id=places.pk,
                )
            )
    return options


def _neighbour_option(party: Party, row: Availability) -> Option | None:
    shelter = row.shelter
    if not fits(row.group, party.persons, of=party):
        return None
    by_phone = shelter.is_hidden or row.free is None or not shelter.accepts_holds
    enough = row.free is None or row.free >= party.beds_needed
    if not enough:
        return None
    together = row.free is not None and row.largest_room >= party.beds_needed
    return Option(
        kind=OptionKind.BY_PHONE if by_phone else OptionKind.OTHER_SHELTER,
        shelter=shelter,
        group=row.group,
        is_own=False,
        together=together and not by_phone,
        why=_why_neighbour(row, by_phone=by_phone, together=together),
        free=None if shelter.is_hidden else row.free,
        as_of=row.as_of,
        is_stale=row.is_stale,
    )


def _neighbour_quality(option: Option, zone: str) -> tuple[bool, bool, bool, bool, float]:
    age = -option.as_of.timestamp() if option.as_of else 0.0
    is_far = option.shelter.time_zone != zone
    return (option.kind == OptionKind.BY_PHONE, is_far, not option.together, option.is_stale, age)


def _why_rooms(found: Arrangement) -> str:
    names = ", ".join(room.name for room in found.rooms)
    if len(found.rooms) == 1:
        sentence = _("Everybody together in %(rooms)s.") % {"rooms": names}
    else:
        sentence = _("Adjacent rooms %(rooms)s: the family would sleep in %(count)d rooms.") % {
            "rooms": names,
            "count": len(found.rooms),
        }
    if found.unmet:
        sentence += " " + ngettext(
            "%(count)d person does not get the kind of bed asked for.",
            "%(count)d people do not get the kind of bed asked for.",
            found.unmet,
        ) % {"count": found.unmet}
    return sentence


def _why_neighbour(row: Availability, *, by_phone: bool, together: bool) -> str:
    if row.shelter.is_hidden:
        return _("May have places, by phone only: the address is not shown.")
    if row.free is None:
        return _("States no capacity: ask by phone.")
    if by_phone:
        return _("%(free)d places free; this house gives places by phone only.") % {"free": row.free}
    if together:
        return _("Together in one room, %(free)d places free.") % {"free": row.free}
    return _("%(free)d places free, but in several rooms.") % {"free": row.free}
