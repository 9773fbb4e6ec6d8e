"""The form of an alert's facts: what it holds, and what a moderator typed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.http import QueryDict
from django.utils.translation import gettext as _

from alerts.actions import drafting
from alerts.actions.drafting import Facts
from alerts.figures import BANDS
from alerts.models import Alert, Channel, FraudReport, Level, Mark, Tactic
from alerts.models.alerts import LONGEST_DAYS
from alerts.models.words import PointKind
from alerts.points import Point, read_point, shown
from core.errors import BadInput, Text

TEXTS = (
    "kind", "level", "mark", "tactic", "channel", "currency", "area", "source_name", "source_url",
)  # fmt: skip
PARTS = ("beware", "real")
CHOICES: Mapping[str, Sequence[tuple[str, Text]]] = {
    "kind": Alert.Kind.choices,
    "level": Level.choices,
    "mark": Mark.choices,
    "tactic": Tactic.choices,
    "channel": Channel.choices,
    "currency": [(code, code) for code in BANDS],
}


@dataclass(frozen=True)
class Kept:
    """A contact point that is there already, as a box to tick off."""

    key: str
    label: str
    is_on: bool


def read(posted: QueryDict, known: Iterable[Point]) -> Facts:
    """What was typed. `known` are the contact points that the form offered with a box each.

    Raises: BadInput, BadPoint.
    """
    by_key = {key_of(point): point for point in known}
    points = {part: _points(posted, part, by_key) for part in PARTS}
    return Facts(
        **{name: posted.get(name, "").strip() for name in TEXTS},
        price_from=_price(posted, "price_from"),
        price_to=_price(posted, "price_to"),
        source_on=_day(posted, "source_on"),
        lasts_days=_days(posted),
        beware=points["beware"],
        real=points["real"],
    )


def _points(posted: QueryDict, part: str, known: Mapping[str, Point]) -> tuple[Point, ...]:
    kept = [known[key] for key in posted.getlist(f"kept_{part}") if key in known]
    lines = [line.strip() for line in posted.get(part, "").splitlines() if line.strip()]
    return tuple(dict.fromkeys([*kept, *map(read_point, lines)]))


def _price(posted: QueryDict, name: str) -> Decimal | None:
    typed = posted.get(name, "").strip().replace(",", "")
    if not typed:
        return None
    try:
        price = Decimal(typed)
    except InvalidOperation:
        raise BadInput({name: [typed]}) from None
    if not price.is_finite():
        raise BadInput({name: [typed]})
    return price


def _day(posted: QueryDict, name: str) -> date | None:
    typed = posted.get(name, "").strip()
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise BadInput({name: [typed]}) from None


def _days(posted: QueryDict) -> int:
    typed = posted.get("lasts_days", "").strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) <= len(str(LONGEST_DAYS))):
        raise BadInput({"lasts_days": [_("A number of days.")]})
    return int(typed)


def key_of(point: Point) -> str:
    """How a box names its contact point."""
    return f"{point.kind}={point.value}"


def kept(facts: Facts, part: str, posted: QueryDict | None) -> list[Kept]:
    """The boxes of one part, as they were ticked."""
    on = None if posted is None else set(posted.getlist(f"kept_{part}"))
    points = facts.beware if part == "beware" else facts.real
    return [Kept(key_of(point), shown(point), is_on=on is None or key_of(point) in on) for point in points]


def values(facts: Facts, posted: QueryDict | None) -> dict[str, object]:
    """What the fields show: what was typed, else what is kept."""
    if posted is not None:
        return {name: posted.get(name, "") for name in (*drafting.COLUMNS, *PARTS)}
    return {name: "" if (held := getattr(facts, name)) is None else held for name in drafting.COLUMNS}


def from_reports(reports: Iterable[FraudReport]) -> Facts:
    """A first draft: the tactic and channel told most, the lowest and highest price, all contact points."""
    rows = list(reports)
    if not rows:
        return Facts()
    prices = [row.price for row in rows if row.price is not None and row.currency == rows[0].currency]
    mentions = [mention.point for row in rows for mention in row.points.all()]
    return Facts(
        tactic=_most(row.tactic for row in rows),
        channel=_most(row.channel for row in rows),
        price_from=min(prices, default=None),
        price_to=max(prices) if len(set(prices)) > 1 else None,
        currency=rows[0].currency if prices else "",
        beware=tuple(dict.fromkeys(Point(PointKind(point.kind), point.value) for point in mentions)),
    )


def _most(values: Iterable[str]) -> str:
    told = [value for value in values if value]
    return max(told, key=told.count, default="")
