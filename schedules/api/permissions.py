"""Who may ask for vouchers, and how often. Imports no views (see core.api.permissions)."""

from typing import Any

from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from core.api.throttles import MinuteThrottle
from core.errors import NotAllowed
from schedules.models import RouterKey


class OfRouter(BasePermission):
    """Only a router with a key of its own. Everybody else has pages."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if isinstance(request.auth, RouterKey):
            return True
        raise NotAllowed if getattr(request, "member", None) else NotAuthenticated


class RouterThrottle(MinuteThrottle):
    """Each router for itself: all telephones of a house ask through one address."""

    def caller_of(self, request: Request) -> tuple[str, str]:
        """By its key."""
        return "router", str(request.auth.pk)
