"""The audit trail: who did what kind of thing, when."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin, trail_of
from accounts.rights import Right
from privacy.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Of the own organization only."""

    see = Right.SEE_AUDIT
    list_display = ["at", "who", "role", "verb", "about_kind", "about_id"]
    list_filter = ["verb", "role"]
    date_hierarchy = "at"
    search_fields = ["about_id__exact"]
    search_help_text = _("The whole id of a row")
    fields = ["at", "role", "verb", "about_kind", "about_id"]

    def get_queryset(self, request: Any) -> QuerySet[AuditEntry]:
        """With the username of the colleague, in the same query."""
        return trail_of(request.member)

    @admin.display(description=_("colleague"))
    def who(self, entry: Any) -> str:
        """The username, or the site itself."""
        return entry.username or str(_("the site itself"))
