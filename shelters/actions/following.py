"""What apps above keep about a household follows its persons, in the transaction that moves them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum, auto

from shelters.models import Household, Person


class Way(Enum):
    """Why persons go from one household to another."""

    MERGE = auto()  # everybody, for the two are one family
    UNMERGE = auto()  # those who were entered there, back to it
    SPLIT = auto()  # some of them, to a household that is new


@dataclass(frozen=True)
class Going:
    """These persons are in `to` now and were in `out_of` before. Both households are locked."""

    persons: Collection[Person]
    out_of: Household
    to: Household
    way: Way


Follow = Callable[[Going], None]

_followers: list[Follow] = []


def follows(follow: Follow) -> Follow:
    """Register what an app above does when persons go to another household."""
    _followers.append(follow)
    return follow


def tell(going: Going) -> None:
    """Let everything follow."""
    for follow in _followers:
        follow(going)
