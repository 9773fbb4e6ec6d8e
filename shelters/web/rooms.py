"""What the room board shows: rooms with their beds, each in one of seven states."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Prefetch
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Membership
from core.errors import Text
from shelters.models import Bed, Room, Shelter, Stay


@dataclass(frozen=True)
class Look:
    """How a state looks: icon, words and colour together, never colour alone."""

    icon: str
    words: Text
    css: str


FREE = Look("free", pgettext_lazy("bed", "free"), "is-good")
HELD = Look("clock", pgettext_lazy("bed", "held"), "is-wait")
IN_USE = Look("in-use", _("in use"), "is-busy")
EXTRA = Look("extra", _("extra place, free"), "is-plus")
NOT_READY = {
    Bed.State.CLEANING: Look("cleaning", _("cleaning"), "is-off"),
    Bed.State.BROKEN: Look("broken", _("broken"), "is-bad"),
    Bed.State.BLOCKED: Look("blocked", _("blocked"), "is-off"),
}
CLOSED = Look("blocked", _("room closed"), "is-off")
KINDS = {Bed.Kind.MAT: "mat", Bed.Kind.TENT: "tent", Bed.Kind.EXTRA: "extra"}


@dataclass(frozen=True)
class Tile:
    """One bed as it is drawn. `code` is empty for those who may not list households."""

    bed: Bed
    look: Look
    stay: Stay | None
    code: str
    sharing: int
    kind_icon: str
    note: Text = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody can be put here now."""
        return self.look in {FREE, EXTRA}

    @property
    def can_move(self) -> bool:
        """Whether somebody sleeps here and can be moved."""
        return self.stay is not None and self.stay.state == Stay.State.IN_USE


@dataclass(frozen=True)
class RoomTiles:
    """A room with its beds."""

    room: Room
    tiles: list[Tile]

    @property
    def free(self) -> int:
        """Beds that can be given away now."""
        return sum(tile.is_open for tile in self.tiles)


# What apps above say about households that have a bed here: one query each.
NoteMaker = Callable[[Collection[UUID], Shelter], Mapping[UUID, Text]]
_notes: list[NoteMaker] = []


def note(maker: NoteMaker) -> NoteMaker:
    """Show beside a bed what `maker` says of the household that has it: a few words, no reason."""
    _notes.append(maker)
    return maker


def rooms_of(shelter: Shelter, *, by: Membership, with_codes: bool) -> list[RoomTiles]:
    """The rooms of a house along its corridors: four queries and one for each kind of note, whatever their
    number."""
    placements = Stay.objects.open().select_related("household")
    beds = Bed.objects.present().prefetch_related(Prefetch("stays", placements, to_attr="placements"))
    rooms = (
        Room.objects.visible_to(by)
        .filter(shelter=shelter)
        .select_related("group")
        .prefetch_related(Prefetch("beds", beds, to_attr="present"))
    )
    sharing = _sharing(shelter)
    found = list(rooms)
    notes = _notes_of(found, shelter)
    return [RoomTiles(room, list(_tiles(room, sharing, notes, with_codes=with_codes))) for room in found]


def look_of(bed: Bed, stay: Stay | None, *, room: Room) -> Look:
    """The one state of a bed that matters most: people first."""
    if stay is not None:
        return IN_USE if stay.state == Stay.State.IN_USE else HELD
    if room.closed_reason:
        return CLOSED
    if bed.state != Bed.State.READY:
        return NOT_READY[Bed.State(bed.state)]
    return EXTRA if bed.kind == Bed.Kind.EXTRA else FREE


def _notes_of(rooms: list[Room], shelter: Shelter) -> dict[UUID, Text]:
    beds = [bed for room in rooms for bed in room.present]  # type: ignore[attr-defined]
    households = {stay.household_id for bed in beds for stay in bed.placements}
    return {pk: text for maker in _notes for pk, text in maker(households, shelter).items()}


def _tiles(
    room: Room, sharing: dict[UUID, int], notes: Mapping[UUID, Text], *, with_codes: bool
) -> Iterable[Tile]:
    seen: set[UUID] = set()
    for bed in sorted(room.present, key=_by_label):  # type: ignore[attr-defined]
        stay = next(iter(bed.placements), None)
        household = stay.household if stay else None
        children = sharing.get(household.pk, 0) if household and household.pk not in seen else 0
        if household:
            seen.add(household.pk)
        yield Tile(
            bed=bed,
            look=look_of(bed, stay, room=room),
            stay=stay,
            code=household.code[:4] if household and with_codes else "",
            sharing=children,
            kind_icon=KINDS.get(Bed.Kind(bed.kind), ""),
            note=notes.get(household.pk, "") if household else "",
        )


def _sharing(shelter: Shelter) -> dict[UUID, int]:
    """How many small children of each household sleep in a parent's bed."""
    rows = Stay.objects.open().filter(shelter=shelter, shares_bed=True).order_by("household")
    return dict(rows.values_list("household").annotate(children=Count("pk")))


def _by_label(bed: Bed) -> tuple[int, str]:
    """2 before 10, 10a before 10b, places without a number last."""
    digits = "".join(c for c in bed.label if c.isdigit())
    return (int(digits) if digits else 10_000, bed.label)
