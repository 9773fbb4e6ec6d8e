"""Keys open only views that name a scope. Imports no views (see core.api.permissions)."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from core.errors import NotAllowed
from partners.models import PartnerKey


class WithinScope(BasePermission):
    """Fails closed: a view without `partner_scope` is shut to every key."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not isinstance(request.auth, PartnerKey):
            return True
        scope = getattr(view, "partner_scope", None)
        if scope is None or scope not in request.auth.scopes:
            raise NotAllowed
        return True
