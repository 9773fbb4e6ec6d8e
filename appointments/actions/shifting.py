"""Changing many appointments of one organization at once, and keeping how they were.

A family has one open appointment of a programme at a moment, says the database. So whatever would come
to stand on another one stays where it is; the rest moves.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.utils.dateparse import parse_datetime

from appointments.models import Appointment, ProgrammeAct

A_TIME = 500
Item = TypeVar("Item")
Moments = dict[tuple[UUID, UUID], set[datetime]]


def in_batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """No statement names more rows than a database takes."""
    for begin in range(0, len(items), A_TIME):
        yield items[begin : begin + A_TIME]


def as_it_was(row: Appointment) -> dict[str, Any]:
    """What an act changes of an appointment: for the history, and to take the act back."""
    return {
        "status": row.status,
        "status_since": row.status_since.isoformat(),
        "starts_at": row.starts_at.isoformat(),
        "bed_kept_until": row.bed_kept_until.isoformat() if row.bed_kept_until else None,
        "version": row.version,
    }


def give_back(row: Appointment, before: dict[str, Any]) -> None:
    """What it was, unsaved. The version goes on: calendars believe only a higher one."""
    row.status = before["status"]
    row.status_since = _moment(before["status_since"])
    row.starts_at = _moment(before["starts_at"])
    row.bed_kept_until = _moment(before["bed_kept_until"]) if before["bed_kept_until"] else None
    row.version += 1


def is_as_left(row: Appointment, before: dict[str, Any], act: ProgrammeAct) -> bool:
    """Whether it stands where the act put it."""
    if act.kind != ProgrammeAct.Kind.MOVE:
        return row.status == Appointment.Status.BY_PROGRAMME
    moved_to = _moment(before["starts_at"]) + timedelta(minutes=act.shift_minutes or 0)
    return row.status == before["status"] and row.starts_at == moved_to


def movable(rows: Sequence[Appointment], shift: timedelta) -> list[Appointment]:
    """Those that can move by `shift` without coming to stand on another one of the same family."""
    taken = _others(rows)
    moving = list(rows)
    while True:
        going = [row for row in moving if row.starts_at + shift not in taken[_family(row)]]
        if len(going) == len(moving):
            return going
        kept = {row.pk for row in going}
        for row in moving:
            if row.pk not in kept:
                taken[_family(row)].add(row.starts_at)
        moving = going


def free_moments(rows: Sequence[Appointment], *, else_at: Mapping[UUID, datetime]) -> list[Appointment]:
    """Those whose moment, as they are now in memory, nobody else of the family's appointments has.

    Of two that want the same one (their households were joined since) the first gets it. `else_at`: where
    those that are open stay when they do not get theirs.
    """
    taken, going = _others(rows), list(rows)
    while True:
        wanted: Moments = defaultdict(set)
        fitting: list[Appointment] = []
        for row in going:
            family = _family(row)
            if row.starts_at not in taken[family] | wanted[family]:
                wanted[family].add(row.starts_at)
                fitting.append(row)
        if len(fitting) == len(going):
            return going
        kept = {row.pk for row in going} - {row.pk for row in fitting}
        for row in going:
            if row.pk in kept and row.pk in else_at:
                taken[_family(row)].add(else_at[row.pk])
        going = fitting


def _others(rows: Sequence[Appointment]) -> Moments:
    """Moments of the other open appointments of these families in the same programmes."""
    taken: Moments = defaultdict(set)
    own = {row.pk for row in rows}
    for some in in_batches(list({row.household_id for row in rows})):
        found = Appointment.objects.open().filter(household__in=some)
        for pk, household, programme, moment in found.values_list(
            "pk", "household", "programme", "starts_at"
        ):
            if pk not in own:
                taken[household, programme].add(moment)
    return taken


def _family(row: Appointment) -> tuple[UUID, UUID]:
    return row.household_id, row.programme_id


def _moment(text: str) -> datetime:
    moment = parse_datetime(text)
    assert moment is not None  # noqa: S101  written by as_it_was
    return moment
