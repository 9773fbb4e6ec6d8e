"""The first page and the ways of the staff site: apps above bring their cards and links here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from core.errors import Text


@dataclass(frozen=True)
class Card:
    """A block of the first page: a template and what it shows. `broad` takes a whole line."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    broad: bool = False


@dataclass(frozen=True)
class Way:
    """A link of the bar that every staff page carries."""

    label: Text
    icon: str
    url: str


CardMaker = Callable[[HttpRequest], Card | None]
WayMaker = Callable[[HttpRequest], Way | None]

AlarmMaker = Callable[[HttpRequest], Text | None]

_cards: dict[int, CardMaker] = {}
_ways: dict[int, WayMaker] = {}
_alarms: list[AlarmMaker] = []
_banners: list[CardMaker] = []


def register(maker: CardMaker, *, position: int) -> None:
    """Show the card that `maker` returns for a request, or none, at this position."""
    _cards[position] = maker


def register_way(maker: WayMaker, *, position: int) -> None:
    """Show the link that `maker` returns for a request, or none, at this position."""
    _ways[position] = maker


def cards(request: HttpRequest) -> list[Card]:
    """The cards of this reader, in order."""
    made = (_cards[position](request) for position in sorted(_cards))
    return [card for card in made if card]


def ways(request: HttpRequest) -> list[Way]:
    """The links of this reader, in order."""
    made = (_ways[position](request) for position in sorted(_ways))
    return [way for way in made if way]


def register_alarm(maker: AlarmMaker) -> AlarmMaker:
    """Show the sentence that `maker` returns, or none, in red on every staff page. It must cost nothing."""
    _alarms.append(maker)
    return maker


def alarms(request: HttpRequest) -> list[Text]:
    """What is wrong with the site just now."""
    told = (maker(request) for maker in _alarms)
    return [alarm for alarm in told if alarm]


def register_banner(maker: CardMaker) -> CardMaker:
    """Show the card that `maker` returns, or none, on top of every staff page. It should ask the database
    nothing.
    """
    _banners.append(maker)
    return maker


def banners(request: HttpRequest) -> list[Card]:
    """What everybody is told just now."""
    made = (maker(request) for maker in _banners)
    return [card for card in made if card]
