"""Who comes in at all. Imports no views, because DRF's settings import this module first."""

from typing import Any

from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class HasMember(BasePermission):
    """Somebody acts: a member who is signed in, or a key. What they may do stands in the actions."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if getattr(request, "member", None) is None:
            raise NotAuthenticated
        return True
