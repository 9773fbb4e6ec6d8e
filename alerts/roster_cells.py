"""What stands in the cells of a roster of helpers. Each refusal says what to do."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from alerts.models import Helper
from alerts.roster_columns import LABELS, LANGUAGE_OF
from core.errors import Text
from shelters.sheets.columns import Row
from shelters.sheets.words import plain

BETWEEN = (";", "|", "\n")


def name_in(row: Row) -> str:
    """The whole name, also where a file divides it."""
    parts = (row.text(key) for key in ("given", "name", "surname", "surname2"))
    return " ".join(part for part in parts if part)


def parted(text: str) -> list[str]:
    """The contact points of one cell."""
    for sign in BETWEEN:
        text = text.replace(sign, ",")
    return [part.strip() for part in text.split(",") if part.strip()]


def read_languages(row: Row) -> tuple[list[str], list[str]]:
    """Codes of the languages of the site, and the words for others."""
    words = [part for part in parted(row.text("languages").replace("/", ",")) if plain(part)]
    codes = [LANGUAGE_OF[plain(word)] for word in words if plain(word) in LANGUAGE_OF]
    return list(dict.fromkeys(codes)), [word for word in words if plain(word) not in LANGUAGE_OF]


def read_day(row: Row, key: str) -> date | None:
    """A day; workbooks add the hour."""
    try:
        return date.fromisoformat(row.text(key)[:10])
    except ValueError:
        row.refuse(key, _("Write the day like this: 2026-11-22."))
        return None


def left_open(key: str, text: str) -> str:
    """A note: what stands there says nothing that the list knows."""
    return _("%(column)s: “%(text)s” is left out.") % {
        "column": str(LABELS[key]).capitalize(),
        "text": text[:60],
    }


def names(choices: Any) -> list[str]:
    """What can be written in a cell."""
    return [str(code).replace("_", " ") for code in choices.values]


def told(name: str, value: Any) -> Text:
    """A value as people read it."""
    field = Helper._meta.get_field(name)
    if isinstance(value, list):
        return ", ".join(value)
    return str(dict(getattr(field, "flatchoices", ())).get(value, value))
