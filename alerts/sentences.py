"""The sentences around an alert: its labels, and what stands where its words were taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from alerts.models import AlertContact, Channel, Level, PointKind, Tactic
from alerts.models.alerts import Alert
from alerts.points import Point, shown
from alerts.published import Contact, Published, Words

FALLBACK = "en"


@dataclass(frozen=True)
class Chosen:
    """The words that a reader gets, and whether they are in the reader's language."""

    language: str
    words: Words
    is_own: bool

    @property
    def headline(self) -> str:
        """With the tag of its language where that is another one: nothing is passed off as translated."""
        return self.words.headline if self.is_own else f"[{self.language}] {self.words.headline}"


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Labels in the language of the words, where the site speaks it; else in English."""
    known = dict(settings.LANGUAGES)
    with translation.override(language if language in known else FALLBACK):
        yield


def chosen(told: Published, language: str) -> Chosen | None:
    """The reviewed words in this language, else those of another one with its tag; None without words."""
    if language in told.words:
        return Chosen(language, told.words[language], is_own=True)
    others = [settings.LANGUAGE_CODE, FALLBACK, *told.words]
    first = next((each for each in others if each in told.words), None)
    return Chosen(first, told.words[first], is_own=False) if first else None


def taken_back(told: Published) -> str:
    """What readers are told instead of the words."""
    return {
        "under_review": _("This warning is under review. Please do not share it until that is done."),
        "withdrawn": _("This warning was withdrawn. Please do not share it any more."),
        "expired": _("This warning has ended."),
        "narrowed": _("This warning is not public any more. Please do not share it."),
    }.get(told.state, _("This warning is not shown just now."))


def unread() -> str:
    """A sentence where nobody has read the labels of this language; else nothing."""
    if translation.get_language() in settings.REVIEWED_LANGUAGES:
        return ""
    return _("These texts were translated by a machine; nobody has checked them yet.")


def kind(told: Published) -> str:
    """What it is."""
    return str(Alert.Kind(told.kind).label)


def level(told: Published) -> str:
    """How sure it is; nothing for what the network itself says to be true: its source says more."""
    return "" if told.kind in Alert.FACTS else str(Level(told.level).label)


def tactic(told: Published) -> str:
    """How the deceit works, or nothing."""
    return str(Tactic(told.tactic).label) if told.tactic else ""


def channel(told: Published) -> str:
    """Through what, or nothing."""
    return str(Channel(told.channel).label) if told.channel else ""


def price(told: Published) -> str:
    """How much is asked for: "500 USD", "200 – 1,000 USD", or nothing."""
    ends = [_amount(each) for each in (told.price_from, told.price_to) if each]
    ends = list(dict.fromkeys(ends))
    return f"{' – '.join(ends)} {told.currency}".strip() if ends else ""


def asks_for(told: Published) -> str:
    """The line about the price, or nothing."""
    return _("They ask for: %(price)s") % {"price": price(told)} if price(told) else ""


def bewares(told: Published) -> list[str]:
    """The contact points to beware of, as people read them."""
    return [contact(each) for each in told.contacts if each.part == AlertContact.Part.BEWARE]


def beware_of(contacts: str) -> str:
    """The line about them, or nothing."""
    return _("Beware of: %(contacts)s") % {"contacts": contacts} if contacts else ""


def contact(told: Contact) -> str:
    """A contact point as people read it."""
    return shown(Point(PointKind(told.kind), told.value))


def _amount(price: str) -> str:
    value = Decimal(price)
    places = 0 if value == value.to_integral_value() else 2
    return str(number_format(value, decimal_pos=places, use_l10n=True))
