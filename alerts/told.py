"""What somebody tells about a fraud, before any of it is kept, and what in it may say who a person is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from alerts import wording
from alerts.errors import BadPoint, MayHoldNames, UnreadPoint
from alerts.models import Channel, Tactic
from alerts.points import Point, read_point
from core.errors import BadInput
from shelters.languages import LANGUAGES

CURRENCIES = ("USD", "MXN")
LONGEST_WORDS = 2000
LONGEST_AREA = 80
MOST_POINTS = 10
HIGHEST_PRICE = Decimal(9_999_999)


@dataclass(frozen=True)
class Told:
    """One deceit. `points` as typed, one contact point each; `area` is a part of a town, never an address.

    `no_names`: the writer has seen the marked words and says that none of them is about a family.
    """

    tactic: str
    words: str = ""
    price: Decimal | None = None
    currency: str = ""
    channel: str = ""
    points: Sequence[str] = field(default_factory=list)
    area: str = ""
    happened_on: date | None = None
    language: str = "es"
    no_names: bool = False


def check(told: Told, *, today: date) -> None:
    """Refuse what no report can hold.

    Raises: BadInput.
    """
    wrong = {
        "tactic": told.tactic not in Tactic.values,
        "channel": bool(told.channel) and told.channel not in Channel.values,
        "currency": told.currency not in CURRENCIES if told.price is not None else bool(told.currency),
        "price": told.price is not None and not _is_price(told.price),
        "words": not _is_text(told.words, LONGEST_WORDS),
        "area": not _is_text(told.area, LONGEST_AREA),
        "points": len(told.points) > MOST_POINTS,
        "happened_on": told.happened_on is not None and told.happened_on > today,
        "language": told.language not in dict(LANGUAGES),
    }
    fields = {name: "" for name, is_wrong in wrong.items() if is_wrong}
    if fields:
        raise BadInput(fields)


def read_points(typed: Sequence[str]) -> list[Point]:
    """The contact points of these lines, each once, in one order: whoever locks them locks them in it.

    Raises: UnreadPoint.
    """
    return sorted({_read(line, number) for number, line in enumerate(typed, start=1)})


def refuse_names(language: str, *, no_names: bool, **texts: str) -> bool:
    """Whether the texts may say who somebody is, and the writer says that it is nobody of a family.

    Raises: GuestCode, MayHoldNames.
    """
    wording.refuse_card_codes(*texts.values())
    found = {name: wording.names_in(text, language) for name, text in texts.items()}
    found = {name: findings for name, findings in found.items() if findings}
    if found and not no_names:
        raise MayHoldNames({name: [each.said for each in findings] for name, findings in found.items()})
    return bool(found)


def marked(text: str, language: str) -> list[tuple[str, bool]]:
    """The text in pieces, and whether each may say who somebody is."""
    pieces, at = [], 0
    for each in wording.names_in(text, language):
        pieces += [(text[at : each.start], False), (text[each.start : each.end], True)]
        at = each.end
    return [piece for piece in [*pieces, (text[at:], False)] if piece[0]]


def _read(line: str, number: int) -> Point:
    try:
        return read_point(line)
    except BadPoint:
        raise UnreadPoint({"points": ""}, line=number) from None


def _is_price(price: Decimal) -> bool:
    return price.is_finite() and 0 <= price <= HIGHEST_PRICE


def _is_text(text: str, longest: int) -> bool:
    return len(text) <= longest and "\0" not in text
