"""A draw: who gets which seats. Pure: the same inputs give the same result on every machine, in any order.

The order: lost turns first (rank 0), then the priorities of the house (1 to 9), then everybody else (10).
Within a rank the rule decides, and a lot where it leaves a choice. Then everybody in turn takes the first
free seat of the windows it can come to. Nothing here reads a clock, a database or a random source.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from hashlib import sha256

LOST_FIRST = 0
NO_PRIORITY = 10

GIVEN = "given"
FULL = "full"
NO_WINDOW = "no_window"

LOT_BITS = 256
# Correctly rounded by the standard of decimal arithmetic, so the same to the last digit everywhere.
EXACT = Context(prec=50)


@dataclass(frozen=True, slots=True)
class Entry:
    """One household on the list of a draw.

    `served` grows with the day of its last turn (only the order counts), None was never served; `windows`
    are the indexes of those it can come to, the preferred one first.
    """

    ticket: str
    rank: int
    served: int | None
    misses: int
    number: int
    slots: int
    windows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """One slot with its free seat numbers; `next` is the index of the one that begins when it ends."""

    index: int
    seats: tuple[int, ...]
    next: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What came out for one ticket: its place from 1, and window and seat of each slot it got."""

    ticket: str
    place: int
    outcome: str
    taken: tuple[tuple[int, int], ...]


Key = tuple[object, ...]


def draw(entries: Sequence[Entry], windows: Sequence[Window], *, rule: str, seed: str) -> list[Result]:
    """The results in the order in which the households came to choose.

    `rule` is one of least_served, lottery, first_come; tickets differ. Raises KeyError for another rule.
    """
    key = KEYS[rule]
    ordered = sorted(entries, key=lambda entry: (entry.rank, *key(entry, seed), entry.ticket))
    # Descending: the lowest seat is taken off the end, which costs nothing.
    free = {window.index: sorted(window.seats, reverse=True) for window in windows}
    follow = {window.index: window.next for window in windows}
    return [_seated(entry, place, free, follow) for place, entry in enumerate(ordered, start=1)]


def fingerprint(seed: str) -> str:
    """What is shown before the draw, so that nobody can change the seed afterwards: SHA-256 of its text."""
    return sha256(seed.encode()).hexdigest()


def lot(seed: str, ticket: str) -> str:
    """The lot of a ticket: SHA-256 of seed, colon, ticket, in hexadecimal. The smallest comes first."""
    return sha256(f"{seed}:{ticket}".encode()).hexdigest()


def weighted(seed: str, ticket: str, misses: int) -> Decimal:
    """The lot when each miss adds one more (Efraimidis and Spirakis, 2006): -ln(u) / (1 + misses), where u
    between 0 and 1 is the lot read as a fraction. The smallest comes first."""
    fraction = EXACT.divide(Decimal(2 * int(lot(seed, ticket), 16) + 1), Decimal(2 ** (LOT_BITS + 1)))
    return EXACT.divide(EXACT.minus(EXACT.ln(fraction)), Decimal(1 + misses))


def _least_served(entry: Entry, seed: str) -> Key:
    return entry.served is not None, entry.served or 0, lot(seed, entry.ticket)


def _lottery(entry: Entry, seed: str) -> Key:
    return (weighted(seed, entry.ticket, entry.misses),)


def _first_come(entry: Entry, seed: str) -> Key:  # noqa: ARG001  asked like the others
    return (entry.number,)


KEYS: dict[str, Callable[[Entry, str], Key]] = {
    "least_served": _least_served,
    "lottery": _lottery,
    "first_come": _first_come,
}


def _seated(entry: Entry, place: int, free: dict[int, list[int]], follow: Mapping[int, int | None]) -> Result:
    """Takes the seats out of `free`. Two slots in a row where they are free, else one: better than none."""
    taken = _two(entry, free, follow) if entry.slots > 1 else ()
    taken = taken or _one(entry, free)
    outcome = GIVEN if taken else FULL if entry.windows else NO_WINDOW
    return Result(entry.ticket, place, outcome, taken)


def _one(entry: Entry, free: dict[int, list[int]]) -> tuple[tuple[int, int], ...]:
    for index in entry.windows:
        if free[index]:
            return ((index, free[index].pop()),)
    return ()


def _two(
    entry: Entry, free: dict[int, list[int]], follow: Mapping[int, int | None]
) -> tuple[tuple[int, int], ...]:
    suits = set(entry.windows)
    for first in entry.windows:
        second = follow[first]
        if second is not None and second in suits and free[first] and free[second]:
            same = set(free[first]) & set(free[second])
            seats = (min(same), min(same)) if same else (free[first][-1], free[second][-1])
            free[first].remove(seats[0])
            free[second].remove(seats[1])
            return (first, seats[0]), (second, seats[1])
    return ()
