"""Who sleeps where: sharing a family out over rooms and beds. Pure, so that it can be tested on anything.

The rules are the house's own (issue "the house stands", field-guide R14, J1, J11): one room, else
adjacent rooms; never a child without an adult of the household, never a child among adults of one sex.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from shelters.models import Bed, Room
from shelters.parties import Party, PersonAnswer, fits

# A search gives up after so many steps; families that need more are placed by hand on the board.
MOST_STEPS = 20_000
MOST_ROOMS = 3


@dataclass(frozen=True)
class FreeRoom:
    """A room with its free beds."""

    room: Room
    beds: tuple[Bed, ...]


@dataclass(frozen=True)
class Arrangement:
    """Beds for a party: (index of the person in the party, bed), over one or more rooms."""

    rooms: tuple[Room, ...]
    beds: tuple[tuple[int, UUID], ...]
    unmet: int  # people who do not get every property they need
    spare: int  # beds that stay free in these rooms


def arrange_in_one_room(party: Party, rooms: Iterable[FreeRoom]) -> list[Arrangement]:
    """Every room that takes the whole party, best first: needs met, then least space wasted."""
    found = [
        _arrangement(party, {free: list(_bed_users(party))})
        for free in rooms
        if len(free.beds) >= party.beds_needed and fits(free.room.group, party.persons, of=party)
    ]
    return sorted(found, key=_quality)


def arrange_in_adjacent_rooms(party: Party, rooms: Sequence[FreeRoom]) -> list[Arrangement]:
    """Neighbouring rooms that take the party together, with an adult of it beside each child."""
    found: list[Arrangement] = []
    for count in range(2, MOST_ROOMS + 1):
        for chosen in _rows(rooms, count):
            if sum(len(free.beds) for free in chosen) >= party.beds_needed:
                shares = share_out(party, chosen)
                if shares is not None:
                    found.append(_arrangement(party, shares))
        if found:
            break
    return sorted(found, key=_quality)


def share_out(party: Party, rooms: Sequence[FreeRoom]) -> dict[FreeRoom, list[int]] | None:
    """The persons of each room, every room used, or None where no sharing keeps the rules."""
    by_space = sorted(rooms, key=lambda free: -len(free.beds))
    order = sorted(_bed_users(party), key=lambda i: party.persons[i].is_minor)
    shares: dict[FreeRoom, list[int]] = {free: [] for free in by_space}
    steps = 0

    def place(position: int) -> bool:
        nonlocal steps
        steps += 1
        if steps > MOST_STEPS:
            return False
        if position == len(order):
            return all(shares.values())
        index = order[position]
        for free in by_space:
            if _may_join(party, index, free, shares[free]):
                shares[free].append(index)
                if place(position + 1):
                    return True
                shares[free].pop()
        return False

    return shares if place(0) else None


def seat(persons: Mapping[int, PersonAnswer], beds: Sequence[Bed]) -> tuple[dict[int, UUID], int]:
    """A bed for each person, as many needs met as possible; and how many people miss something.

    Maximum matching (Kuhn) between people with needs and beds that meet them all; then everybody
    else takes the plainest bed left, so that special beds stay free for those who need them.
    """
    taker_of: dict[UUID, int] = {}
    plain_first = sorted(beds, key=lambda bed: (len(bed.features), bed.label))

    def find(index: int, tried: set[UUID]) -> bool:
        for bed in plain_first:
            if bed.pk in tried or not persons[index].needs <= bed.features:
                continue
            tried.add(bed.pk)
            if bed.pk not in taker_of or find(taker_of[bed.pk], tried):
                taker_of[bed.pk] = index
                return True
        return False

    unmet = [index for index, person in persons.items() if person.needs and not find(index, set())]
    seats = {index: bed_id for bed_id, index in taker_of.items()}
    left = [bed.pk for bed in plain_first if bed.pk not in taker_of]
    seats.update(zip((index for index in persons if index not in seats), left, strict=False))
    return seats, len(unmet)


def _bed_users(party: Party) -> list[int]:
    return [index for index, person in enumerate(party.persons) if person.needs_bed]


def _may_join(party: Party, index: int, free: FreeRoom, already: list[int]) -> bool:
    """Space, the group's rule, and for a child an adult of the household already in the room."""
    person = party.persons[index]
    if len(already) >= len(free.beds) or not fits(free.room.group, [person], of=party):
        return False
    if not person.is_minor or party.is_unaccompanied:
        return True
    return any(not party.persons[other].is_minor for other in already)


def _rows(rooms: Sequence[FreeRoom], count: int) -> list[tuple[FreeRoom, ...]]:
    """Every row of so many rooms, each next to the one before, along the corridor's order."""
    rows: list[tuple[FreeRoom, ...]] = [(free,) for free in rooms]
    for _ in range(count - 1):
        rows = [
            (*row, free)
            for row in rows
            for free in rooms
            if free.room.position > row[-1].room.position and free.room.is_next_to(row[-1].room)
        ]
    return rows


def _arrangement(party: Party, shares: Mapping[FreeRoom, list[int]]) -> Arrangement:
    beds: dict[int, UUID] = {}
    unmet = 0
    for free, indexes in shares.items():
        seats, missing = seat({i: party.persons[i] for i in indexes}, free.beds)
        beds.update(seats)
        unmet += missing
    spare = sum(len(free.beds) for free in shares) - len(beds)
    return Arrangement(tuple(free.room for free in shares), tuple(sorted(beds.items())), unmet, spare)


def _quality(arrangement: Arrangement) -> tuple[int, int, int, str]:
    first = arrangement.rooms[0]
    return (arrangement.unmet, arrangement.spare, first.group.position, first.name)
