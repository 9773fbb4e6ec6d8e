"""What is told about an act: to families in every language of the site, and to moderators of warnings."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from appointments.models import ProgrammeAct
from appointments.models.programmes import in_own_words
from core.templatetags.look import unreviewed

Kind = ProgrammeAct.Kind


@dataclass(frozen=True)
class Told:
    """A text in one language; `mark` where no second person has read the translation."""

    code: str
    language: str
    is_rtl: bool
    sentences: list[str]
    mark: str


def for_families(act: ProgrammeAct) -> list[Told]:
    """A suggestion to read aloud and to hang up: whose fault it is not, what stays, whom to ask."""
    return _in_every_language(lambda: _of_families(act))


def for_moderators(act: ProgrammeAct) -> list[Told]:
    """A draft of the warning about those who will sell what no longer exists."""
    return _in_every_language(lambda: _of_moderators(act))


def _of_families(act: ProgrammeAct) -> list[str]:
    facts = {"programme": in_own_words(act.programme, "name", otherwise=act.programme.code)}
    if act.undone_at is not None:
        first = _("What we said about %(programme)s is taken back: your appointment is as it was.") % facts
        return [first, _("Ask us if you are not sure about your day and your time.")]
    news = {
        Kind.SUSPEND: _("%(programme)s takes no new appointments for now. Those already given stay for now."),
        Kind.CLOSE: _("%(programme)s has ended. Its appointments are cancelled."),
        Kind.CANCEL: _("%(programme)s has cancelled appointments."),
        Kind.MOVE: _("%(programme)s has moved appointments. Ask us for your new time."),
        Kind.REOPEN: _("%(programme)s is open again."),
    }
    return [
        news[Kind(act.kind)] % facts,
        _("It is nobody's fault. You did nothing wrong."),
        _("Your bed stays yours. Nobody has to leave this house because of it."),
        _("Your papers, and appointments in other programmes, stay valid."),
        _("Nobody can sell you a replacement. Whoever asks for money for it lies: tell us."),
        _("Ask the people of this house. They know who helps for free."),
    ]


def _of_moderators(act: ProgrammeAct) -> list[str]:
    facts = {"programme": in_own_words(act.programme, "name", otherwise=act.programme.code)}
    sentences = [
        _("Warning: somebody may offer to recover or replace appointments of %(programme)s for money.")
        % facts,
        _("That does not exist. Appointments are free and only come from the official channel."),
        _("Pay nothing, give nobody your papers or passwords, and tell the people of your house."),
    ]
    return [*sentences, _("Source: %(url)s") % {"url": act.source_url}] if act.source_url else sentences


def _in_every_language(write: Callable[[], list[str]]) -> list[Told]:
    told = []
    for code, name in settings.LANGUAGES:
        with translation.override(code):
            bidi = translation.get_language_info(code)["bidi"]
            told.append(Told(code, str(name), bidi, write(), str(unreviewed())))
    return told
