"""What stands in one cell: a count, a group, a list of features. Each refusal says what to do."""

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from django.utils.translation import gettext as _

from shelters.sheets.columns import Row
from shelters.sheets.words import FEATURE_WORDS, NOT_STATED, listed, plain

Meaning = TypeVar("Meaning")

MOST_PLACES = 20_000
_THOUSANDS = re.compile(r"[0-9]{1,3}([,. ][0-9]{3})+")
_WHOLE = re.compile(r"([0-9]{1,12})([.,]0+)?")
_FEATURES = {word: name for name, words in FEATURE_WORDS.items() for word in listed(words)}


def count(row: Row, key: str, *, most: int = MOST_PLACES, or_not_stated: bool = False) -> int | None:
    """A whole number from 0 to `most`; None where nothing is stated or the cell is refused."""
    text = row.text(key)
    if not text.strip(" -–—?.") or (plain(text) in NOT_STATED):
        return None
    if _THOUSANDS.fullmatch(text):
        text = re.sub(r"\D", "", text)
    whole = _WHOLE.fullmatch(text)
    if whole and int(whole[1]) <= most:
        return int(whole[1])
    if whole:
        told = _("This is more than %(most)s. Check the number.") % {"most": most}
    elif re.fullmatch(r"[-–−] ?[0-9.,]+", text):
        told = _("This is below zero. Write 0 or more.")
    else:
        told = _("This is no whole number. Write a number.")
    if or_not_stated:
        told += " " + _("Leave it empty where no capacity is stated.")
    row.refuse(key, told)
    return None


def whole(row: Row, key: str, *, least: int, most: int) -> int | None:
    """A whole number, which may be below zero (floors); None where the cell is empty or refused."""
    text = row.text(key).replace("−", "-")
    if not text:
        return None
    if re.fullmatch(r"-?[0-9]{1,4}", text) and least <= int(text) <= most:
        return int(text)
    row.refuse(key, _("Write a whole number from %(least)s to %(most)s.") % {"least": least, "most": most})
    return None


def meaning(row: Row, key: str, words: Mapping[str, Meaning], *, offered: Sequence[str]) -> Meaning | None:
    """What the word stands for; None where the cell is refused."""
    word = plain(row.text(key))
    if word in words:
        return words[word]
    told = _("Write one of: %(names)s.") % {"names": ", ".join(offered)}
    row.refuse(key, " ".join((_("Nothing has this name here."), told)) if word else told)
    return None


def features(row: Row, key: str) -> frozenset[str]:
    """The features of beds, between commas or semicolons."""
    words = [plain(word) for word in re.split(r"[,;/]", row.text(key)) if plain(word)]
    if unknown := [word for word in words if word not in _FEATURES]:
        told = _("“%(word)s” is no feature of a bed. Write some of: %(names)s.")
        names = ", ".join(listed(words)[0] for words in FEATURE_WORDS.values())
        row.refuse(key, told % {"word": unknown[0], "names": names})
    return frozenset(_FEATURES[word] for word in words if word in _FEATURES)
