"""The words of the daily letter: plain text, nobody's name, and a subject that says nothing."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.post import Letter
from alerts import addresses, sentences
from alerts.models import Mark
from alerts.news import Change, Item, News
from alerts.published import Published

BEWARE, REAL = "beware", "real"


def letter(news: News, *, language: str, stop: str) -> Letter:
    """In the reader's language; words of other languages keep their tag. `stop` is the signed part of the
    address that ends the letters (RFC 8058)."""
    address = addresses.stop_letters(stop)
    with translation.override(language):
        return Letter(
            subject=_subject(news.number),
            body="\n".join(_lines(news, language, address)),
            language=language,
            headers={
                "List-Unsubscribe": f"<{address}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )


def _subject(number: int) -> str:
    told = ngettext("%(site)s: %(number)s warning", "%(site)s: %(number)s warnings", number)
    return " ".join((told % {"site": settings.SITE_NAME, "number": number}).split())


def _lines(news: News, language: str, stop: str) -> Iterator[str]:
    if unread := sentences.unread():
        yield from (unread, "")
    for item in news.items:
        yield from _item(item, language)
        yield ""
    if news.more:
        waiting = ngettext(
            "%(number)s more warning waits for you after sign-in.",
            "%(number)s more warnings wait for you after sign-in.",
            news.more,
        )
        yield from (waiting % {"number": news.more}, addresses.absolute("/"), "")
    # The line with which letters say: what follows is not the letter itself.
    yield from ("-- ", _("You asked for this letter. No more letters:"), stop, "")


def _item(item: Item, language: str) -> Iterator[str]:
    said = item.told
    if item.change == Change.TAKEN_BACK:
        yield _("Withdrawn: %(kind)s") % {"kind": sentences.kind(said)}
        yield sentences.taken_back(said)
    else:
        told = _("New: %(what)s") if item.change == Change.NEW else _("Corrected: %(what)s")
        yield told % {"what": _what(said)}
        if words := sentences.chosen(said, language):
            yield words.headline
        yield from _contacts(said)
    if said.mark == Mark.CLEAR:
        yield addresses.of_alert(said)
    elif item.change != Change.TAKEN_BACK:
        yield _("Read it after sign-in: %(address)s") % {"address": addresses.for_staff(said)}


def _what(said: Published) -> str:
    parts = (sentences.kind(said), sentences.tactic(said), sentences.level(said))
    return ", ".join(part for part in parts if part)


def _contacts(said: Published) -> Iterator[str]:
    for part, label in ((BEWARE, _("Beware of")), (REAL, _("This is the real one"))):
        if shown := [sentences.contact(each) for each in said.contacts if each.part == part]:
            yield f"{label}: {', '.join(shown)}"
