"""Texts in several languages in the forms of staff pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Model
from django.utils import translation


@dataclass(frozen=True)
class Box:
    """One text to type: the name of its input, what it is, what stands in it."""

    name: str
    label: str
    text: str


@dataclass(frozen=True)
class Tongue:
    """The boxes of one language; `is_open` where somebody wrote something or the reader speaks it."""

    code: str
    language: str
    direction: str
    boxes: list[Box]
    is_open: bool


def tongues(row: Model, labels: Mapping[str, str]) -> list[Tongue]:
    """Every language with the translated columns of a row; `labels`: column -> what to call it."""
    found = []
    for code in settings.MODELTRANSLATION_LANGUAGES:
        boxes = [
            Box(f"{name}_{code}", label, getattr(row, f"{name}_{code}") or "")
            for name, label in labels.items()
        ]
        is_open = any(box.text for box in boxes) or code == translation.get_language()
        direction = "rtl" if translation.get_language_info(code)["bidi"] else "ltr"
        found.append(Tongue(code, language(code), direction, boxes, is_open))
    return found


def written_in(row: Model, columns: Iterable[str]) -> list[tuple[str, str]]:
    """The languages in which one of these columns has a text, with their own names."""
    codes = settings.MODELTRANSLATION_LANGUAGES
    return [
        (code, language(code)) for code in codes if any(getattr(row, f"{name}_{code}") for name in columns)
    ]


def keep(row: Model, posted: Mapping[str, str], columns: Iterable[str]) -> None:
    """What was typed into the boxes, onto the row."""
    for name in columns:
        for code in settings.MODELTRANSLATION_LANGUAGES:
            setattr(row, f"{name}_{code}", posted.get(f"{name}_{code}", ""))


def language(code: str) -> str:
    """Its own name for itself."""
    return str(translation.get_language_info(code)["name_local"])
