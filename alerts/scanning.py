"""Words of alerts are looked through for names and homes before they are kept."""

from collections.abc import Collection, Iterable

from alerts.errors import NamesSomebody
from alerts.wording import names_in, refuse_card_codes


def refuse_names(texts: Iterable[str], *, language: str = "es", confirmed: Collection[str] = ()) -> None:
    """Each finding has to be taken out, or confirmed as the name of an organization or a place.

    Raises: NamesSomebody, GuestCode.
    """
    texts = [text for text in texts if text]
    refuse_card_codes(*texts)
    left = [said for said in names_of(texts, language) if said not in set(confirmed)]
    if left:
        raise NamesSomebody(left)


def names_of(texts: Iterable[str], language: str) -> list[str]:
    """What looks like a name or a home, each once."""
    found = [finding.said for text in texts if text for finding in names_in(text, language)]
    return list(dict.fromkeys(found))
