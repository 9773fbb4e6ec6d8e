"""More tables for the file in which a family takes its own data along: apps above bring theirs.

Never in the file of a legal demand, which gets stays and nothing else.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from shelters.models import Household
from shelters.sheets.writing import Value


@dataclass(frozen=True)
class Sheet:
    """One table: what its columns are, and its rows."""

    headers: Sequence[str]
    rows: Iterable[Sequence[Value]]


SheetMaker = Callable[[Sequence[Household], bool], Iterable[Sheet]]

_makers: list[SheetMaker] = []


def brings_sheets(maker: SheetMaker) -> SheetMaker:
    """Ask `maker(households, with_words)` for its tables; sealed words only where two people said so."""
    _makers.append(maker)
    return maker


def of(households: Sequence[Household], *, with_words: bool) -> list[Sheet]:
    """The tables about these households."""
    return [sheet for maker in _makers for sheet in maker(households, with_words)]
