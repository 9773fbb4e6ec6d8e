"""The file of a draw: everything it was made from and what came out, without anybody's code.

Whoever has the file makes the draw again, here or with a program of their own: schedules/drawing.py says
how. Days of last turns are steps (1 is the longest ago), because only their order counts; what the rule does
not read is left out. Who wrote a neighbour's board down can still tell rows from it: docs/decisions/0014.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from schedules import drawing
from schedules.drawing import Entry, Result, Window

FORMAT = "posada-draw-1"


class BadFile(ValueError):
    """This is not the file of a draw, or not the whole of it."""


@dataclass(frozen=True)
class Asked:
    """One request as the draw found it, with the day of the last turn itself; None took no part."""

    ticket: str
    rank: int
    served_on: date | None
    misses: int
    number: int
    slots: int
    windows: tuple[int, ...]


@dataclass(frozen=True)
class Checked:
    """Whether the seed is the one that was promised, and whether the same result comes out of it."""

    seed_is_the_promised: bool
    result_is_the_same: bool
    entries: int

    @property
    def is_right(self) -> bool:
        """Both."""
        return self.seed_is_the_promised and self.result_is_the_same


def entries_of(asked: Iterable[Asked], *, rule: str) -> list[Entry]:
    """What the rule reads of each request, and nothing else; sorted by ticket."""
    rows = sorted(asked, key=lambda row: row.ticket)
    days = sorted({row.served_on for row in rows if row.served_on})
    step = {day: number for number, day in enumerate(days, start=1)}
    return [
        Entry(
            row.ticket,
            row.rank,
            step[row.served_on] if row.served_on and rule == "least_served" else None,
            row.misses if rule == "lottery" else 0,
            row.number if rule == "first_come" else 0,
            row.slots,
            row.windows,
        )
        for row in rows
    ]


def windows_of(seen: Iterable[list[Any]]) -> list[Window]:
    """The windows as `Draw.windows_seen` holds them: [index, from, until, free seat numbers]."""
    rows = list(seen)
    begins = {row[1]: row[0] for row in rows}
    return [Window(index, tuple(seats), begins.get(until)) for index, _from, until, seats in rows]


def content(
    facts: Mapping[str, Any], seen: list[list[Any]], entries: Iterable[Entry], results: Iterable[Result]
) -> dict[str, Any]:
    """What the file says. `facts` has rule, day, seed, seed_hash and whatever else is to be read there."""
    return {
        "format": FORMAT,
        **facts,
        "windows": seen,
        "entries": [
            [row.ticket, row.rank, row.served, row.misses, row.number, row.slots, list(row.windows)]
            for row in entries
        ],
        "results": [
            [row.ticket, row.place, row.outcome, [list(seat) for seat in row.taken]]
            for row in sorted(results, key=lambda row: row.place)
        ],
    }


def text(said: Mapping[str, Any]) -> str:
    """The file itself: the same characters each time."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def fingerprint(written: str) -> str:
    """SHA-256 of the file."""
    return sha256(written.encode()).hexdigest()


def read(written: str) -> dict[str, Any]:
    """What a file says.

    Raises: BadFile.
    """
    try:
        said = json.loads(written)
    except ValueError as broken:
        raise BadFile from broken
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise BadFile
    return said


def check(said: Mapping[str, Any]) -> Checked:
    """Make the draw again and compare.

    Raises: BadFile.
    """
    try:
        entries = [_entry(*row) for row in said["entries"]]
        results = [_result(*row) for row in said["results"]]
        again = drawing.draw(entries, windows_of(said["windows"]), rule=said["rule"], seed=said["seed"])
        is_promised = drawing.fingerprint(said["seed"]) == said["seed_hash"]
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, ArithmeticError) as broken:
        raise BadFile from broken
    return Checked(is_promised, again == results, len(entries))


def _entry(
    ticket: str,
    rank: int,
    served: int | None,
    misses: int,
    number: int,
    slots: int,
    windows: list[int],
) -> Entry:
    return Entry(ticket, rank, served, misses, number, slots, tuple(windows))


def _result(ticket: str, place: int, outcome: str, taken: list[list[int]]) -> Result:
    return Result(ticket, place, outcome, tuple((index, seat) for index, seat in taken))
