"""Lists in which what works and what ended are told apart."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class WorkingFilter(admin.SimpleListFilter):
    """Those that work, or those that ended: the queryset's adjective `working` says which work."""

    title = _("state")
    parameter_name = "state"
    working = "open"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        """Both, in the reader's words."""
        return [("working", _("Working")), ("ended", _("Ended"))]

    def queryset(self, request: Any, queryset: Any) -> Any:
        """What was chosen; all without a choice."""
        match self.value():
            case "working":
                return getattr(queryset, self.working)()
            case "ended":
                return queryset.exclude(pk__in=getattr(queryset, self.working)().values("pk"))
        return queryset


class UsableFilter(WorkingFilter):
    """The same of keys, which also end by their date."""

    working = "usable"
