"""What appointments say no to, and what to do then."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from shelters.errors import Concern

# --- programmes


class BeginsTwice(DomainError):
    """Two rules, states or closures of a programme at one moment, or two places of one name."""

    code = "begins_twice"
    message = _("This programme has one that begins at this moment, or has this name, already.")
    help = _("Nothing was changed. Choose another moment or name, or correct what is there.")


# --- duties and acts on whole programmes


class StateLine(Concern):
    """A procedure of the household is tied to another state (J12)."""

    code = "state_line"
    message = _(
        "%(programme)s is tied to the state in which it was begun: %(begun_in)s. This house is in %(here)s."
    )
    help = _(
        "Nothing was changed. Moving to another state needs an authorization of the office first; without "
        "it the procedure may end. Ask the legal partner. Confirm if the family has the authorization or "
        "has decided to go."
    )


# --- trackings and appointments


class LooksLikeDocument(DomainError):
    """Numbers by which an authority knows a person are never kept."""

    code = "looks_like_document"
    message = _("This looks like the number of a person or of a document (A-number, CURP, passport).")
    help = _(
        "It was not kept. Such numbers stay on the family's own paper, so that nobody can look for the "
        "family with them. Take it out and save again."
    )
    status = 400
