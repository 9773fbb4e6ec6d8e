"""Everything that a house needs tomorrow when the power is gone, on two pages (R18, J7)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import Membership
from accounts.rights import Right
from appointments.actions import listings
from appointments.actions.listings import Listing
from schedules.actions import boards
from schedules.actions.boards import Board
from schedules.models import Loan
from shelters.models import Availability, Hold, Shelter


@dataclass(frozen=True)
class Expected:
    """A family on its way: its code, how many people, until when its places are held."""

    code: str
    people: int
    until: datetime


@dataclass(frozen=True)
class Warned:
    """A warning in force in one line, and the contact points to beware of, as people read them."""

    headline: str
    contacts: Sequence[str] = ()


WarningMaker = Callable[[Membership], Sequence[Warned]]
_warnings: list[WarningMaker] = []
MOST_WARNINGS = 6


def warns(maker: WarningMaker) -> WarningMaker:
    """Print what `maker` gives: an app above knows what the network warns of."""
    _warnings.append(maker)
    return maker


@dataclass(frozen=True)
class Pack:
    """Beds, who is expected, who goes out, turns, devices that are out, and what the network warns of."""

    figures: Sequence[Availability]
    expected: Sequence[Expected]
    listing: Listing
    board: Board
    loans: Sequence[Loan]
    warnings: Sequence[Warned]
    more_warnings: int


def of_day(shelter: Shelter, day: date, *, by: Membership) -> Pack:
    """What is known now about that day in one house; written down as the lists in it are.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.SEE_TOMORROW, within=shelter.organization)
    board = boards.listed(shelter, day, by=by)
    figures = Availability.objects.visible_to(by).filter(shelter=board.shelter)
    held = Hold.objects.visible_to(by).open().filter(shelter=board.shelter)
    expected = held.select_related("household").prefetch_related("household__persons").order_by("held_until")
    warnings = [warned for maker in _warnings for warned in maker(by)]
    loans = Loan.objects.visible_to(by).out().filter(device__shelter=board.shelter)
    return Pack(
        list(figures.select_related("group").order_by("group__position")),
        [
            Expected(hold.household.code, len(hold.household.persons.all()), hold.held_until)
            for hold in expected
        ],
        listings.of_days(day, day, houses=[board.shelter], by=by),
        board,
        list(loans.select_related("device", "household").order_by("due_at")),
        warnings[:MOST_WARNINGS],
        len(warnings[MOST_WARNINGS:]),
    )
