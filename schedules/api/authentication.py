"""Signing in with the key of a router: `Authorization: Bearer router_<prefix>_<secret>`."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.errors import Locked
from schedules.actions import routers
from schedules.models import RouterKey

SCHEME = "bearer "


class RouterKeyAuthentication(BaseAuthentication):
    """Looked up with every request and kept nowhere, so a revoked key is dead at once."""

    def authenticate(self, request: Request) -> tuple[Any, RouterKey] | None:
        """The key becomes `request.auth`. Unknown, expired and revoked are alike.

        Raises: AuthenticationFailed, Locked when its organization is locked.
        """
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        is_bearer = header[: len(SCHEME)].lower() == SCHEME
        key = routers.opened_by(header[len(SCHEME) :].strip()) if is_bearer else None
        if key is None:
            raise AuthenticationFailed
        if key.organization.locked_at:
            raise Locked
        return AnonymousUser(), key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="posada"'
