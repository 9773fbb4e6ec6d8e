"""Who outside the house reads something about a household: apps above say so, and its papers tell it."""

from collections.abc import Callable, Iterable

from core.errors import Text
from shelters.models import Household

Teller = Callable[[Household], Iterable[Text]]

_tellers: list[Teller] = []


def tells_outsiders(teller: Teller) -> Teller:
    """Ask `teller` for its sentences whenever a family is told who reads what about it."""
    _tellers.append(teller)
    return teller


def of(household: Household) -> list[Text]:
    """One sentence for everybody outside who reads something; none while nobody does."""
    return [sentence for teller in _tellers for sentence in teller(household)]
