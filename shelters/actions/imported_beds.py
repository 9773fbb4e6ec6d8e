"""Rooms and beds from a file. Rooms are found again by name; beds are only ever added."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext, ngettext

from accounts.models import Membership
from shelters.actions import houses
from shelters.actions.group_words import GroupWords
from shelters.actions.imported_houses import Book, Terms, grouped
from shelters.models import Bed, Group, Room, Shelter
from shelters.sheets import cells
from shelters.sheets.columns import Row
from shelters.sheets.known_columns import BED_COLUMNS
from shelters.sheets.plans import Change, Line, Plan
from shelters.sheets.words import plain

LABELS = {column.key: column.label for column in BED_COLUMNS}


@dataclass
class Planned:
    """A room as it will be, and how many beds and bunk beds it gets."""

    room: Room
    is_saved: bool
    beds: int
    bunks: int
    features: frozenset[str]
    changes: list[Change] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        """Whether anything would be written."""
        return not self.is_saved or bool(self.changes)


class Planner:
    """Understands the rows of a file one after the other."""

    def __init__(self, by: Membership) -> None:
        self.by = by
        self.book = Book(by)
        self.groups = GroupWords(by.organization_id)
        present = Q(beds__retired_at=None, beds__kind=Bed.Kind.BED)
        rooms = Room.objects.filter(organization=by.organization_id).annotate(
            all_beds=Count("beds", filter=present),
            bunks=Count("beds", filter=present & Q(beds__label__endswith="a")),
        )
        self.rooms = {(room.shelter_id, plain(room.name)): room for room in rooms}
        self.last = {room.shelter_id: 0 for room in self.rooms.values()}
        for room in self.rooms.values():
            self.last[room.shelter_id] = max(self.last[room.shelter_id], room.position)
        self.rows: dict[tuple[UUID, str], int] = {}

    def read(self, row: Row) -> tuple[Line, Planned | None]:
        """What becomes of one row."""
        line = Line(row.number, f"{row.text('shelter')} · {row.text('room')}", wrongs=row.wrongs)
        shelter = self._shelter(row)
        group = cells.meaning(row, "group", self.groups.words, offered=self.groups.offered)
        floor = cells.whole(row, "floor", least=-9, most=99) if row.has("floor") else None
        beds, bunks = (self._number(row, key) for key in ("beds", "bunks"))
        features = cells.features(row, "features") if row.has("features") else frozenset()
        if not row.text("room"):
            row.refuse("room", gettext("The name of the room is missing."))
        if shelter is None or group is None or row.wrongs:
            return line, None
        key = (shelter.pk, plain(row.text("room")))
        if self.rows.setdefault(key, row.number) != row.number:
            row.refuse("room", gettext("Row %(row)s has this room already.") % {"row": self.rows[key]})
        known = self.rooms.get(key)
        if known is None and floor is None:
            row.refuse("floor", gettext("Write the floor of a new room; 0 is the ground floor."))
        if row.wrongs:
            return line, None
        if known:
            planned = self._known(row, known, group, floor, (beds, bunks))
        else:
            planned = Planned(self._fresh(row, shelter, group, floor or 0), False, beds, bunks, features)
        planned.features = features
        line.is_new, line.changes = not planned.is_saved, planned.changes
        line.detail = f"{group}: {beds + 2 * bunks}"
        return line, planned

    def _number(self, row: Row, key: str) -> int:
        return (cells.count(row, key, most=houses.MOST_BEDS) or 0) if row.has(key) else 0

    def _shelter(self, row: Row) -> Shelter | None:
        text = row.text("shelter")
        shelter = self.book.find(reference=text, name=text) if text else None
        if shelter is None or not self.book.is_open_to_reader(shelter):
            row.refuse(
                "shelter", gettext("You have no shelter of this name or number. Import or add it first.")
            )
            return None
        if shelter.mode != Shelter.Mode.ROOMS:
            row.refuse(
                "shelter",
                gettext("This shelter counts places per group. Let it count rooms and beds first."),
            )
            return None
        return shelter

    def _known(
        self, row: Row, room: Room, group: Group, floor: int | None, wanted: tuple[int, int]
    ) -> Planned:
        """A known room: other facts are changed, missing beds are added, none is removed."""
        planned = Planned(room, True, 0, 0, frozenset())
        if room.group_id != group.pk:
            planned.changes.append(Change(LABELS["group"], room.group, group))
            room.group = group
        if floor is not None and floor != room.floor:
            planned.changes.append(Change(LABELS["floor"], room.floor, floor))
            room.floor = floor
        bunks: int = room.bunks  # type: ignore[attr-defined]  # annotated above
        here = {"beds": room.all_beds - 2 * bunks, "bunks": bunks}  # type: ignore[attr-defined]
        for key, number in zip(("beds", "bunks"), wanted, strict=True):
            if not row.has(key) or number == here[key]:
                continue
            if number < here[key]:
                told = gettext("The room has %(here)s. An import removes no beds: do it on the room board.")
                row.refuse(key, told % {"here": here[key]})
                continue
            planned.changes.append(Change(LABELS[key], here[key], number))
            setattr(planned, key, number - here[key])
        return planned

    def _fresh(self, row: Row, shelter: Shelter, group: Group, floor: int) -> Room:
        """A new room stands after the last one: the file lists rooms along the corridor."""
        self.last[shelter.pk] = self.last.get(shelter.pk, 0) + 1
        return Room(
            shelter=shelter, name=row.text("room"), group=group, floor=floor, position=self.last[shelter.pk]
        )


def plan(rows: list[Row], by: Membership, _terms: Terms) -> Plan:
    """What the rows would do to the rooms of the member's organization."""
    planner = Planner(by)
    read = [planner.read(row) for row in rows]
    planned = [room for _line, room in read if room]
    new = sum(not room.is_saved for room in planned)
    changed = sum(room.is_saved and room.is_changed for room in planned)
    added = sum(room.beds + 2 * room.bunks for room in planned)
    summary = ngettext("%(count)s room", "%(count)s rooms", len(planned)) % {"count": grouped(len(planned))}
    beds = ngettext("%(count)s bed to add", "%(count)s beds to add", added) % {"count": grouped(added)}
    return Plan(
        [line for line, _room in read],
        summary=f"{summary}, {beds}",
        new=new,
        changed=changed,
        unchanged=len(planned) - new - changed,
        work=planned,
    )


def write(plan: Plan, by: Membership) -> None:
    """Through the actions that a coordinator uses by hand, so history and undo are the same.

    Raises: NotAllowed, BadInput, BedInUse.
    """
    for planned in plan.work:
        if not planned.is_changed:
            continue
        room = houses.save_room(planned.room, by=by)
        if planned.beds:
            houses.add_beds(room, count=planned.beds, features=planned.features, by=by)
        if planned.bunks:
            houses.add_beds(room, count=planned.bunks, bunks=True, features=planned.features, by=by)
