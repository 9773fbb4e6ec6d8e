"""Signing in to the API with the session of the site."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request

from accounts.errors import Locked, SecondFactorNeeded
from accounts.web.sessions import Hindrance
from core.errors import DomainError


class FormTokenMissing(DomainError):
    """A write with a session's cookie but without its form token (cross-site request forgery)."""

    code = "form_token_missing"
    message = _("The form token is missing or wrong.")
    help = _("Nothing was changed. Send it in the header X-CSRFToken, or load the page again.")
    status = 403


class ChoiceNeeded(DomainError):
    """Somebody with several memberships has not said through which one to act."""

    code = "choice_needed"
    message = _("You work in several organizations.")
    help = _("Choose on the site for which one you act, then repeat the request.")
    status = 403


IN_THE_WAY = {
    Hindrance.SECOND_FACTOR: SecondFactorNeeded,
    Hindrance.CHOICE: ChoiceNeeded,
    Hindrance.LOCKED: Locked,
}


class MemberSession(SessionAuthentication):
    """The session decides; `request.member` was set by the site's middleware."""

    def authenticate(self, request: Request) -> Any:
        """The user of the session, if there is one who may act.

        Raises: SecondFactorNeeded, ChoiceNeeded, Locked, FormTokenMissing.
        """
        standing = getattr(request._request, "standing", None)  # noqa: SLF001
        if standing is not None and standing.hindrance in IN_THE_WAY:
            raise IN_THE_WAY[standing.hindrance]
        return super().authenticate(request)

    def enforce_csrf(self, request: Request) -> None:
        """Refuse writes that another site made this browser send.

        Raises: FormTokenMissing.
        """
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as refused:
            raise FormTokenMissing from refused

    def authenticate_header(self, request: Any) -> str:
        return 'Bearer realm="posada"'
