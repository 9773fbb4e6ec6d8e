"""An alert as a message that people pass on: plain text of at most 700 characters (field-guide R45).

It is made of the frozen form alone, so nothing can be in it that is not published.
"""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alerts import addresses, sentences
from alerts.models import AlertContact
from alerts.published import Published, Words

LONGEST = 700
CONTACTS = 3
SHORTEST_SAID = 60


def written(told: Published, language: str) -> str:
    """The text in a language in which reviewed words exist.

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
    price = sentences.price(told)
    bad = [each for each in told.contacts if each.part == AlertContact.Part.BEWARE]
    beware = [sentences.contact(each) for each in bad[:CONTACTS]]
    after = [
        _("They ask for: %(price)s") % {"price": price} if price else "",
        _("Beware of: %(contacts)s") % {"contacts": cut(", ".join(beware), 150)} if beware else "",
        _("Until %(day)s. Everything in the shelters is free.") % {"day": date_format(told.expires, "j F Y")},
        addresses.of_alert(told),
    ]
    heading = words.headline if told.kind != "rumour" else f"{kind}: {words.headline}"
    return [f"*{heading}*", f"({level})"], [line for line in after if line]
