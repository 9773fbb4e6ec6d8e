"""What an import would do, row by row, before anything is done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.errors import Text
from shelters.sheets.columns import Wrong

__all__ = ["Change", "Line", "Plan", "State", "Wrong"]


class State(StrEnum):
    """What becomes of one row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left_out"
    WRONG = "wrong"


@dataclass(frozen=True)
class Change:
    """One fact that would differ."""

    label: Text
    old: object
    new: object


@dataclass
class Line:
    """One row of the file: what it is about, and what would change."""

    number: int
    name: str
    detail: str = ""
    is_new: bool = False
    note: Text = ""
    is_left_out: bool = False
    changes: list[Change] = field(default_factory=list)
    wrongs: Sequence[Wrong] = ()

    @property
    def state(self) -> State:
        """The most telling thing about the row."""
        if self.wrongs:
            return State.WRONG
        if self.is_left_out:
            return State.LEFT_OUT
        if self.is_new:
            return State.NEW
        return State.CHANGED if self.changes else State.UNCHANGED


@dataclass
class Plan:
    """All rows, the sentence on top, and what `write` of the kind needs."""

    lines: list[Line]
    summary: str
    new: int
    changed: int
    unchanged: int
    work: Any = None

    @property
    def wrongs(self) -> list[Wrong]:
        """Everything that stands in the way, in the order of the file."""
        return [wrong for line in self.lines for wrong in line.wrongs]

    @property
    def changes_something(self) -> bool:
        """Whether anything would be written."""
        return bool(self.new or self.changed)
