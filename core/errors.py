"""Refusals: a house rule said no, in words that a tired volunteer can use."""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class DomainError(Exception):
    """A house rule said no. Edges turn it into an answer; nobody else catches it.

    `message` says what happened, `help` what was kept and what to do next. Both may hold
    %(name)s places, filled from the keyword arguments of the exception: counts and labels
    only, never a person's data.
    """

    code: ClassVar[str] = "refused"
    message: ClassVar[Text] = _("This is not possible.")
    help: ClassVar[Text] = _("Nothing was changed. Ask a coordinator of your shelter.")
    status: ClassVar[int] = 409

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts

    def __str__(self) -> str:
        return str(self.message) % self.facts if self.facts else str(self.message)

    @property
    def advice(self) -> str:
        """What was kept and what to do next, in the reader's language."""
        return str(self.help) % self.facts if self.facts else str(self.help)


class NotAllowed(DomainError):
    """The member's role does not hold the right."""

    code = "not_allowed"
    message = _("Your role does not allow this.")
    help = _("Nothing was changed. A coordinator of your organization can do it or change your role.")
    status = 403


class NotHere(DomainError):
    """Absent and foreign rows give this same answer, so that nobody learns which it was."""

    code = "not_found"
    message = _("There is nothing here.")
    help = _("Check the code or go back to the list. It may also have been erased on time.")
    status = 404


class BadInput(DomainError):
    """What came in cannot be used. `fields` names each wrong field and why."""

    code = "bad_input"
    message = _("Some answers cannot be used.")
    help = _("Nothing was lost. Correct the marked answers and send again.")
    status = 400

    def __init__(self, fields: dict[str, Any] | None = None, **facts: Any) -> None:
        super().__init__(**facts)
        self.fields = fields or {}


class TooLate(DomainError):
    """The time in which this could be undone has passed."""

    code = "too_late"
    message = _("This can no longer be undone.")
    help = _("Nothing was changed. Enter a correction instead; the history keeps both.")
