"""The projection that the network reads, kept exact inside the transaction of every action."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Membership
from accounts.rights import Right
from core.events import announce
from privacy import audit
from privacy.verbs import Verb
from shelters.errors import NothingToConfirm
from shelters.events import figures_changed
from shelters.models import FEATURES, Availability, Bed, Places, Shelter, Stay

Figures = dict[str, Any]
FIGURE_FIELDS = (
    "installed",
    "mats",
    "free",
    "held",
    "in_use",
    "out_of_service",
    "over",
    "largest_room",
    *(f"free_{name}" for name in FEATURES),
)
# Written by hand: every action that moves anybody runs it, and building it anew costs more than running it.
USABLE = (
    f"stay.id IS NULL AND bed.kind <> '{Bed.Kind.EXTRA}' AND bed.state = '{Bed.State.READY}'"
    " AND room.closed_reason = ''"
)
COUNTED = {
    "installed": f"bed.kind = '{Bed.Kind.BED}'",
    "mats": f"bed.kind IN ('{Bed.Kind.MAT}', '{Bed.Kind.TENT}')",
    "free": USABLE,
    "held": f"stay.state = '{Stay.State.HELD}'",
    "in_use": f"stay.state = '{Stay.State.IN_USE}'",
    "over": f"bed.kind = '{Bed.Kind.EXTRA}' AND stay.id IS NOT NULL",
    **{f"free_{name}": f"{USABLE} AND bed.{name}" for name in FEATURES},
}
COUNTS = [f"COUNT(*) FILTER (WHERE {condition}) AS {name}" for name, condition in COUNTED.items()]
COUNT_ROOMS = f"""
SELECT room.group_id, {", ".join(COUNTS)}
FROM shelters_room room
JOIN shelters_bed bed ON bed.room_id = room.id AND bed.retired_at IS NULL
LEFT JOIN shelters_stay stay ON stay.bed_id = bed.id AND stay.ended_at IS NULL
WHERE room.shelter_id = %s
GROUP BY room.id, room.group_id
"""  # noqa: S608  no word of it comes from outside


def follow(shelter: Shelter) -> None:
    """Bring the figures of one house up to date after people came, moved or left: its rooms, their
    groups and its beds are as they were. The caller holds the lock of the house.

    Rows whose figures did not change keep their "as of".
    """
    if shelter.mode == Shelter.Mode.COUNT:
        recount(shelter)
        return
    prepare = Shelter._meta.pk.get_db_prep_value
    ids = [shelter.organization_id, shelter.network_id, shelter.pk]
    organization, network, house = (prepare(each, connection) for each in ids)
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        sql = follow_rooms(connection.vendor, is_open=shelter.state == Shelter.State.OPEN)
        cursor.execute(sql, [organization, network, house, now, house])
        if cursor.fetchall():
            announce(figures_changed, shelter_id=shelter.pk)


def recount(shelter: Shelter) -> None:
    """Bring the figures of one house up to date after anything. The caller holds the lock of the house.

    Rows whose figures did not change keep their "as of".
    """
    recount_all([shelter])


def recount_all(shelters: Collection[Shelter]) -> None:
    """The same for many houses that the caller has locked, with a fixed number of queries where all
    of them only count and their `places` are prefetched.
    """
    rows: dict[UUID, dict[UUID, Availability]] = {shelter.pk: {} for shelter in shelters}
    for row in Availability.objects.filter(shelter__in=rows):
        rows[row.shelter_id][row.group_id] = row
    new: list[Availability] = []
    old: list[Availability] = []
    gone: list[UUID] = []
    for shelter in shelters:
        own, figures = rows[shelter.pk], figures_of(shelter)
        changed = [
            _filled(own.get(group_id) or _new_row(shelter, group_id), numbers)
            for group_id, numbers in figures.items()
            if group_id not in own or _numbers(own[group_id]) != numbers
        ]
        surplus = [row.pk for group_id, row in own.items() if group_id not in figures]
        new += [row for row in changed if row._state.adding]
        old += [row for row in changed if not row._state.adding]
        gone += surplus
        if changed or surplus:
            announce(figures_changed, shelter_id=shelter.pk)
    if new:
        Availability.objects.bulk_create(new)
    _save(old)
    if gone:
        Availability.objects.filter(pk__in=gone).delete()


@transaction.atomic
def confirm_figures(shelter: Shelter, *, by: Membership) -> None:
    """Somebody looked and the figures are right: they are as of now.

    Raises: NotAllowed, NothingToConfirm.
    """
    by.require(Right.COUNT_PLACES, within=shelter.organization)
    Shelter.objects.filter(pk=shelter.pk).locked().get()
    now = timezone.now()
    if not Availability.objects.filter(shelter=shelter).update(as_of=now):
        raise NothingToConfirm
    Places.objects.filter(shelter=shelter).update(counted_at=now)
    audit.record(Verb.FIGURES_CONFIRMED, by=by, about=shelter)
    announce(figures_changed, shelter_id=shelter.pk)


def figures_of(shelter: Shelter) -> dict[UUID, Figures]:
    """The figures of a house counted afresh from its beds and stays, by group."""
    if shelter.mode == Shelter.Mode.COUNT:
        return {places.group_id: _counted(shelter, places) for places in shelter.places.all()}
    figures: dict[UUID, Figures] = defaultdict(lambda: dict.fromkeys(FIGURE_FIELDS, 0))
    for room in _rooms(shelter):
        _add_room(figures[room["group"]], room, is_open=shelter.state == Shelter.State.OPEN)
    return dict(figures)


@cache
def follow_rooms(vendor: str, *, is_open: bool) -> str:
    """Count, compare and write in one statement; says which groups changed. Works as `figures_of` does."""
    taken = "SUM(installed) + SUM(mats) + SUM(over) - SUM(held) - SUM(in_use)"
    sums = {name: f"SUM({name})" for name in COUNTED} | {"largest_room": "MAX(free)"}
    if not is_open:
        sums |= dict.fromkeys(
            (name for name in sums if name == "largest_room" or name.startswith("free")), "0"
        )
    sums["out_of_service"] = f"{taken} - {sums['free']}"
    new_id, differ = (
        ("gen_random_uuid()", "IS DISTINCT FROM")
        if vendor == "postgresql"
        else ("lower(hex(randomblob(16)))", "IS NOT")
    )
    old, new = (", ".join(f"{row}.{name}" for name in sums) for row in ("old", "excluded"))
    return f"""
INSERT INTO shelters_availability AS old
  (id, organization_id, network_id, shelter_id, as_of, group_id, {", ".join(sums)})
SELECT {new_id}, %s, %s, %s, %s, rooms.group_id, {", ".join(sums.values())}
FROM ({COUNT_ROOMS}) AS rooms
WHERE true GROUP BY rooms.group_id
ON CONFLICT (shelter_id, group_id) DO UPDATE
SET as_of = excluded.as_of, {", ".join(f"{name} = excluded.{name}" for name in sums)}
WHERE ({old}) {differ} ({new})
RETURNING group_id
"""  # noqa: S608  no word of it comes from outside


def _rooms(shelter: Shelter) -> Iterable[Mapping[str, Any]]:
    """One line per room, counted by the database; an open stay joins through its partial index."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ROOMS, [Shelter._meta.pk.get_db_prep_value(shelter.pk, connection)])
        for group_id, *numbers in cursor.fetchall():
            key = group_id if isinstance(group_id, UUID) else UUID(group_id)
            yield {"group": key, **dict(zip(COUNTED, numbers, strict=True))}


def _add_room(total: Figures, room: Mapping[str, Any], *, is_open: bool) -> None:
    """Add one room to its group. A closed house has no free places: they are out of service."""
    free = room["free"] if is_open else 0
    for name in ("installed", "mats", "held", "in_use", "over"):
        total[name] += room[name]
    total["free"] += free
    total["largest_room"] = max(total["largest_room"], free)
    total["out_of_service"] += (
        room["installed"] + room["mats"] + room["over"] - free - room["held"] - room["in_use"]
    )
    for name in FEATURES:
        total[f"free_{name}"] += room[f"free_{name}"] if is_open else 0


def _counted(shelter: Shelter, places: Places) -> Figures:
    """The figures of a house that only counts: rooms and features are not known."""
    figures: Figures = dict.fromkeys(FIGURE_FIELDS, 0)
    figures |= {"installed": None, "free": None, "held": places.held, "in_use": places.in_use}
    figures |= {"mats": places.mats, "out_of_service": places.out_of_service}
    if places.installed is None or places.free is None:
        return figures
    is_open = shelter.state == Shelter.State.OPEN
    free = places.free if is_open else 0
    out_of_service = places.installed + places.mats + places.over - free - places.held - places.in_use
    return figures | {
        "installed": places.installed,
        "free": free,
        "over": places.over,
        "out_of_service": out_of_service,
        "largest_room": free,
    }


def _new_row(shelter: Shelter, group_id: UUID) -> Availability:
    return Availability(
        organization_id=shelter.organization_id,
        network_id=shelter.network_id,
        shelter=shelter,
        group_id=group_id,
    )


def _save(rows: list[Availability]) -> None:
    """One row, which is the usual case, costs a fifth of what the statement for many costs."""
    changed = [*FIGURE_FIELDS, "as_of"]
    if len(rows) == 1:
        rows[0].save(update_fields=changed)
    elif rows:
        Availability.objects.bulk_update(rows, changed)


def _numbers(row: Availability) -> Figures:
    return {name: getattr(row, name) for name in FIGURE_FIELDS}


def _filled(row: Availability, numbers: Figures) -> Availability:
    for name, number in numbers.items():
        setattr(row, name, number)
    row.as_of = timezone.now()
    return row
