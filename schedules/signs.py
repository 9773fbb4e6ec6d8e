"""How a household is called where others can read along: a short code and two pictures (R28).

A board on a wall needs enough to find oneself, and no more: the last characters of the card and a pair of
pictures that people know again who do not read. Both come from the random code and say nothing else.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import pgettext_lazy

from core.errors import Text

# Our own drawings (templates/schedules/pictures.html). Their order is printed on cards: only ever add.
PICTURES: dict[str, Text] = {
    "sun": pgettext_lazy("picture", "sun"),
    "moon": pgettext_lazy("picture", "moon"),
    "star": pgettext_lazy("picture", "star"),
    "house": pgettext_lazy("picture", "house"),
    "tree": pgettext_lazy("picture", "tree"),
    "flower": pgettext_lazy("picture", "flower"),
    "fish": pgettext_lazy("picture", "fish"),
    "bird": pgettext_lazy("picture", "bird"),
    "boat": pgettext_lazy("picture", "boat"),
    "key": pgettext_lazy("picture", "key"),
    "bell": pgettext_lazy("picture", "bell"),
    "cup": pgettext_lazy("picture", "cup"),
    "apple": pgettext_lazy("picture", "apple"),
    "umbrella": pgettext_lazy("picture", "umbrella"),
    "kite": pgettext_lazy("picture", "kite"),
    "drum": pgettext_lazy("picture", "drum"),
}
_NAMES = tuple(PICTURES)
SHORT = 4
BODY = 12  # characters of a code before its check character (core.codes)


@dataclass(frozen=True)
class Sign:
    """One picture: its name in the drawings, and the word for whoever listens."""

    name: str
    words: Text


@dataclass(frozen=True)
class Called:
    """How one household is called on one board."""

    short: str
    signs: tuple[Sign, Sign]


def signs_of(code: str) -> tuple[Sign, Sign]:
    """The pair of pictures of this code; the same on every paper and every board."""
    first, second = sha256(code.encode()).digest()[:2]
    names = _NAMES[first % len(_NAMES)], _NAMES[second % len(_NAMES)]
    return Sign(names[0], PICTURES[names[0]]), Sign(names[1], PICTURES[names[1]])


def called(codes: Collection[str]) -> dict[str, Called]:
    """How the households of these codes are called on one board: as short as they still differ."""
    names = {code: code[BODY - SHORT : BODY] for code in codes}
    for letters in (2 * SHORT, BODY):
        often = Counter(names.values())
        names |= {code: code[BODY - letters : BODY] for code, name in names.items() if often[name] > 1}
    return {code: Called(name, signs_of(code)) for code, name in names.items()}
