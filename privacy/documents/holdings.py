"""What is kept, model by model, in words for the people it is about."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.db.models import Field
from django.utils.functional import Promise
from django.utils.text import capfirst

from privacy import retention
from privacy.documents import spans
from privacy.inventory import DECLARED, Declaration, Kind, Until

# Rows of these packages say "Not used" or name tables: they hold nothing about anybody here.
NOBODYS = {"contenttypes", "auth", "admin", "account"}


@dataclass(frozen=True)
class Holding:
    """One model: its name in words, why it exists, until when, and the names of what is in it.

    `sealed` are the names of sealed fields, each with its own end: that may come before the row's.
    """

    label: str
    name: str
    purpose: str
    until: str
    things: tuple[str, ...]
    sealed: tuple[tuple[str, str], ...]


def about_guests(tenant: UUID | None = None) -> list[Holding]:
    """Everything that is about guests, with the hours of this organization or of the site."""
    return [_holding(one, tenant) for one in DECLARED.values() if one.about_guests]


def about_others(tenant: UUID | None = None) -> list[Holding]:
    """Everything else that somebody uses: houses, figures, colleagues."""
    rest = (one for one in DECLARED.values() if not one.about_guests)
    return [_holding(one, tenant) for one in rest if one.label.partition(".")[0] not in NOBODYS]


def longest(tenant: UUID | None = None) -> int:
    """Hours after which nothing about a household that left is in the database.

    Some rows about guests have a longer time of their own; they hang on a household and go with it.
    """
    ends = (rule for rule in retention.RULES.values() if rule.until == Until.EXIT_30_DAYS)
    return max((spans.hours(rule, tenant) for rule in ends), default=0)


def _holding(one: Declaration, tenant: UUID | None) -> Holding:
    meta = apps.get_model(one.label)._meta
    return Holding(
        label=one.label,
        name=str(capfirst(str(meta.verbose_name_plural))),
        purpose=str(one.purpose),
        until=spans.told(one, tenant),
        things=tuple(words(one)),
        sealed=tuple(sealed(one, tenant)),
    )


def words(one: Declaration) -> Iterator[str]:
    """The names of what a row holds, without inner numbers and sealed fields."""
    for name, kind in one.kinds.items():
        word = word_of(one.label, name) if kind not in {Kind.CODE, Kind.SEALED} else ""
        if word:
            yield word


def sealed(one: Declaration, tenant: UUID | None) -> Iterator[tuple[str, str]]:
    """The names of sealed fields, each with its own end."""
    for name, kind in one.kinds.items():
        word = word_of(one.label, name) if kind is Kind.SEALED else ""
        if word:
            yield word, spans.told(one, tenant, name)


def word_of(label: str, name: str) -> str:
    """What a field is called in the language of the reader; nothing for what only machines need."""
    field = apps.get_model(label)._meta.get_field(name)
    is_named = isinstance(field, Field) and isinstance(field.verbose_name, Promise)
    return str(getattr(field, "verbose_name", "")) if is_named else ""
