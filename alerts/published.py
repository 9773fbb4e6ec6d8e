"""What the world is told about an alert, frozen: one form for feeds, CAP, STIX, webhooks, pages and papers.

It holds reviewed words only, and nothing about who reported, drafted or reviewed. A message that takes an
alert back (under review, withdrawn, ended, no longer for this circle of readers) holds no words at all.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Self

FORM = 1
PUBLISHED = "published"
# What an alert is to readers to whom it was told once and is not meant any more.
NARROWED = "narrowed"


@dataclass(frozen=True)
class Words:
    """The reviewed words of one language. `recording` is the address of the spoken words, on this site;
    `voice` says who speaks them."""

    headline: str
    said: str
    react: str
    recording: str = ""
    voice: str = ""


@dataclass(frozen=True)
class Spoken:
    """A recording of the words: also in languages that are heard and not read."""

    language: str
    address: str
    voice: str


@dataclass(frozen=True)
class Contact:
    """A contact point as people may see it. `part` is "beware" or "real"; `kind` is one of PointKind."""

    kind: str
    value: str
    part: str = "beware"


@dataclass(frozen=True)
class Beside:
    """A verified helper to go to instead."""

    name: str
    kind: str
    source: str
    area: str
    cost: str
    languages: tuple[str, ...]
    checked_on: date
    contacts: tuple[Contact, ...]

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """The helper that `to_json` wrote."""
        return cls(
            **{
                **told,
                "languages": tuple(told["languages"]),
                "checked_on": date.fromisoformat(told["checked_on"]),
                "contacts": tuple(Contact(**each) for each in told["contacts"]),
            }
        )


@dataclass(frozen=True)
class Published:
    """One message about an alert, as it was told.

    Prices are decimals as text. `texts` are the reviewed words by language; `unreviewed` are the languages
    in which words exist that nobody has read yet. `references` are those of CAP: "sender,identifier,sent".
    """

    identifier: str
    sender: str
    number: int
    message: str  # CAP: Alert, Update, Cancel
    code: str
    network: str
    network_name: str
    state: str
    kind: str
    level: str
    mark: str
    sent: datetime
    effective: datetime
    expires: datetime
    references: tuple[str, ...] = ()
    tactic: str = ""
    channel: str = ""
    price_from: str = ""
    price_to: str = ""
    currency: str = ""
    area: str = ""
    source_name: str = ""
    source_url: str = ""
    source_on: date | None = None
    contacts: tuple[Contact, ...] = ()
    texts: Mapping[str, Words] | None = None
    unreviewed: tuple[str, ...] = ()
    spoken: tuple[Spoken, ...] = ()
    helpers: tuple[Beside, ...] = ()
    reply_way: str = ""

    @property
    def words(self) -> Mapping[str, Words]:
        """The reviewed words by language; none in a message that takes the alert back."""
        return self.texts or {}

    @property
    def is_readable(self) -> bool:
        """Whether it says what to beware of, and takes nothing back."""
        return self.state == PUBLISHED

    @property
    def reference(self) -> str:
        """How later messages refer to this one (CAP 1.2, references)."""
        return f"{self.sender},{self.identifier},{in_cap(self.sent)}"

    def wordless(self, state: str) -> Self:
        """The same message without anything that it warned of."""
        kept = {name: getattr(self, name) for name in KEPT_WITHOUT_WORDS}
        return replace(type(self)(**kept), state=state)


KEPT_WITHOUT_WORDS = (
    "identifier", "sender", "number", "message", "code", "network", "network_name", "kind", "level", "mark",
    "state", "sent", "effective", "expires", "references", "reply_way",
)  # fmt: skip
MOMENTS = ("sent", "effective", "expires")


def in_cap(moment: datetime) -> str:
    """A moment as CAP 1.2 writes it: no fractions, no Z; UTC is -00:00."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}-00:00"


def to_json(told: Published) -> dict[str, Any]:
    """The form as plain values, ready for a JSON column. Keys are only ever added."""
    plain = asdict(told)
    plain |= {name: getattr(told, name).isoformat(timespec="seconds") for name in MOMENTS}
    plain["source_on"] = told.source_on.isoformat() if told.source_on else None
    plain["texts"] = {language: asdict(words) for language, words in told.words.items()}
    for helper in plain["helpers"]:
        helper["checked_on"] = helper["checked_on"].isoformat()
    return {"form": FORM, **_listed(plain)}


def from_json(plain: Mapping[str, Any]) -> Published:
    """What `to_json` wrote, also after its way through a database."""
    told = {name: value for name, value in plain.items() if name in Published.__dataclass_fields__}
    told |= {name: datetime.fromisoformat(plain[name]) for name in MOMENTS}
    told["source_on"] = date.fromisoformat(plain["source_on"]) if plain["source_on"] else None
    told["references"] = tuple(plain["references"])
    told["unreviewed"] = tuple(plain["unreviewed"])
    told["contacts"] = tuple(Contact(**each) for each in plain["contacts"])
    told["texts"] = {language: Words(**each) for language, each in plain["texts"].items()} or None
    told["spoken"] = tuple(Spoken(**each) for each in plain.get("spoken", []))
    told["helpers"] = tuple(Beside.from_json(each) for each in plain["helpers"])
    return Published(**told)


def _listed(value: Any) -> Any:
    """Tuples as lists, because JSON gives lists back."""
    if isinstance(value, dict):
        return {name: _listed(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_listed(each) for each in value]
    return value
