"""Signing in with a partner key: `Authorization: Bearer posada_<prefix>_<secret>`."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.errors import Locked
from partners.actions.keys import opened_by
from partners.models import PartnerKey

SCHEME = "bearer "


class PartnerKeyAuthentication(BaseAuthentication):
    """Looked up with every request and kept nowhere, so a revoked key is dead at once."""

    def authenticate(self, request: Request) -> tuple[Any, PartnerKey] | None:
        """The key's membership becomes `request.member`. Unknown, expired and revoked are alike.

        Raises: AuthenticationFailed, Locked when its own organization is locked.
        """
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        is_bearer = header[: len(SCHEME)].lower() == SCHEME
        key = opened_by(header[len(SCHEME) :].strip()) if is_bearer else None
        if key is None:
            raise AuthenticationFailed
        if key.actor.organization.locked_at:
            raise Locked
        request._request.member = key.actor  # type: ignore[attr-defined]  # noqa: SLF001
        return AnonymousUser(), key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="posada"'
