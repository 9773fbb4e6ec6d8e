"""Refusals about keeping and erasing."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class UnderLegalHold(DomainError):
    """Two people decided that this household waits."""

    code = "under_legal_hold"
    message = _("This household is under legal hold and cannot be erased now.")
    help = _(
        "Nothing was erased. The hold ends by itself after 90 days at most; then everything goes as usual. "
        "Tell the family, and call the lawyer of your organization."
    )


class StillHere(DomainError):
    """The household has a bed or a place is kept for it."""

    code = "still_here"
    message = _("The household still has a bed, or a place is kept for it.")
    help = _(
        "Nothing was erased. Check it out first, or choose to end its stay together with the erasing: "
        "then its beds are free for others at once."
    )


class ErasureOver(DomainError):
    """The request was carried out or withdrawn."""

    code = "erasure_over"
    message = _("This request is over: the household was erased, or the request was withdrawn.")
    help = _("Nothing has to be done.")


class AlreadyHeld(DomainError):
    """One hold at a time."""

    code = "already_held"
    message = _("This household is under legal hold already.")
    help = _("Nothing was changed. It can be renewed, by two people again, in its last 14 days.")


class SecondPersonNeeded(DomainError):
    """Whoever asked cannot confirm."""

    code = "second_person_needed"
    message = _("A second person has to confirm this.")
    help = _("Nothing was changed. Ask another coordinator of your organization to open this page.")


class AskSomebodyElse(DomainError):
    """One person cannot keep a household for ever by asking again each day."""

    code = "ask_somebody_else"
    message = _("You asked for this some days ago, and nobody confirmed it.")
    help = _("Nothing was changed. Another coordinator can ask now; you can confirm it then.")


class HoldOver(DomainError):
    """The hold ended, or it was confirmed already."""

    code = "legal_hold_over"
    message = _("This is over: it was confirmed, withdrawn, or nobody confirmed it in time.")
    help = _("Nothing was changed. Look at the page of the household.")


class OnlyShorter(DomainError):
    """Hours beyond what the rule allows."""

    code = "only_shorter"
    message = _("Here it can be kept for %(shortest)s to %(longest)s hours.")
    help = _("Nothing was changed. Times can only be shortened, never lengthened or switched off.")
    status = 400
