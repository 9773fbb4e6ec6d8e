"""What a tap on an option or a split form says: which beds, which places, who with whom."""

import contextlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

from core.errors import NotHere
from shelters.actions.arrivals import Seats
from shelters.actions.seating import Split
from shelters.models import Bed, Places, SplitNote
from shelters.placement import Option
from shelters.web.doors import StaffRequest


@dataclass(frozen=True)
class Sleeper:
    """A person on the split page: number, words for who it is, the room, and who may be the adult."""

    number: int
    person: object
    room: str
    adults: Sequence[int] = ()


def written(option: Option) -> str:
    """The beds of an option as one hidden field: "0:bed 1:bed"."""
    return " ".join(f"{index}:{bed}" for index, bed in option.beds)


def seats_of(request: StaffRequest) -> Seats:
    """The beds or counted places that the form names; foreign ones are as absent.

    Raises: NotHere.
    """
    if request.POST.get("places"):
        return own_places(request, request.POST["places"])
    wanted = _pairs(request.POST.get("beds", ""))
    beds = beds_by_id(request, wanted.values())
    if not wanted or len(beds) < len(set(wanted.values())):
        raise NotHere
    return {index: beds[bed_id] for index, bed_id in wanted.items()}


def beds_by_id(request: StaffRequest, ids: Collection[UUID]) -> dict[UUID, Bed]:
    """Beds of houses in which the reader works."""
    rows = Bed.objects.visible_to(request.member).filter(pk__in=ids)
    return {bed.pk: bed for bed in rows.select_related("room__shelter", "room__group")}


def own_places(request: StaffRequest, places_id: object) -> Places:
    """Counted places of a house in which the reader works.

    Raises: NotHere.
    """
    with contextlib.suppress(ValueError):
        rows = Places.objects.visible_to(request.member).select_related("shelter", "group")
        return rows.found(pk=UUID(str(places_id)))
    raise NotHere


def split_of(posted: QueryDict) -> Split | None:
    """The split note of the form, or none when it was not asked yet."""
    reason = posted.get("reason", "")
    if reason not in SplitNote.Reason.values:
        return None
    adults: dict[int, int] = {}
    for name, value in posted.items():
        if name.startswith("adult_") and str(value).isdigit() and name[6:].isdigit():
            adults[int(name[6:])] = int(str(value))
    return Split(reason=reason, adults=adults)


def sleepers(people: Mapping[int, tuple[object, bool]], rooms: Mapping[int, str]) -> list[Sleeper]:
    """Who sleeps where, room by room, with the adults of the same room for each child.

    `people` maps a number to (the answers about the person, whether it is a minor).
    """
    found = []
    for number, room in sorted(rooms.items(), key=lambda item: (item[1], item[0])):
        person, is_minor = people[number]
        adults = [n for n, r in rooms.items() if r == room and not people[n][1]] if is_minor else []
        found.append(Sleeper(number, person, room, adults))
    return found


def _pairs(text: str) -> dict[int, UUID]:
    pairs: dict[int, UUID] = {}
    for part in text.split():
        index, _colon, bed = part.partition(":")
        with contextlib.suppress(ValueError):
            pairs[int(index)] = UUID(bed)
    return pairs
