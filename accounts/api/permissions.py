"""Which rights a member needs to see a resource at all. Imports no views (see core.api.permissions)."""

from typing import Any

from rest_framework.permissions import BasePermission

from accounts.api.requests import MemberRequest


class HoldsRight(BasePermission):
    """A view's `needs` names the right for all of it; nobody without it learns what is there.

    What a member may change is asked again, first thing, in every action.
    """

    def has_permission(self, request: MemberRequest, view: Any) -> bool:  # type: ignore[override]
        right = getattr(view, "needs", None)
        if right is not None:
            request.member.require(right, within=request.member.organization)
        return True
