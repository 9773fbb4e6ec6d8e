"""An alert as a message that people pass on: plain text of at most 700 characters (field-guide R45).

It is made of the frozen form alone, so nothing can be in it that is not published.
"""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alerts import addresses, sentences
from alerts.published import Published, Words

LONGEST = 700
CONTACTS = 3
SHORTEST_SAID = 60


def written(told: Published, language: str) -> str:
    """The text in a language in which reviewed words exist; its day is by the zone in force.

    Raises: KeyError for any other language.
    """
    words = told.words[language]
    with sentences.spoken(language):
        before, after = _frame(told, words)
    room = LONGEST - len("\n".join([*before, *after])) - 2
    react = cut(words.react, max(room - SHORTEST_SAID, 0))
    said = cut(words.said, max(room - len(react), 0))
    return "\n".join(filter(None, [*before, said, react, *after]))


def cut(text: str, most: int) -> str:
    """At most so many characters, cut between words and marked."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    kept = text[: max(most - 1, 0)]
    kept = kept[: kept.rfind(" ")] if " " in kept else kept
    return f"{kept.rstrip()}…" if kept.strip() else ""


def _frame(told: Published, words: Words) -> tuple[list[str], list[str]]:
    """The lines before and after the words; the longest they can be leaves room for the words."""
    kind, level = sentences.kind(told), sentences.level(told)
    day = date_format(timezone.localtime(told.expires), "j F Y")
    after = [
        sentences.asks_for(told),
        sentences.beware_of(cut(", ".join(sentences.bewares(told)[:CONTACTS]), 150)),
        _("Until %(day)s. Everything in the shelters is free.") % {"day": day},
        addresses.of_alert(told),
    ]
    heading = words.headline if told.kind != "rumour" else f"{kind}: {words.headline}"
    return [f"*{heading}*", *([f"({level})"] if level else [])], [line for line in after if line]
