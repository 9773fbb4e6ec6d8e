"""The audit trail: who did what kind of thing, when."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import openings
from accounts.admin.base import ReadOnlyAdmin, trail_of
from accounts.rights import Right
from privacy.models import AuditEntry
from privacy.verbs import READS

LOOKED_BACK = timedelta(hours=12)
MOST_SHOWN = 300


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Of the own organization only."""

    see = Right.SEE_AUDIT
    list_display = ["at", "who", "role", "verb", "outcome", "about_kind", "about_id"]
    list_filter = ["outcome", "role", "verb"]
    date_hierarchy = "at"
    search_fields = ["about_id__exact"]
    search_help_text = gettext_lazy("The whole id of a row")
    fields = ["number", "at", "role", "verb", "outcome", "about_kind", "about_id", "digest"]
    change_list_template = "admin/accounts/trail.html"

    def get_urls(self) -> list[URLPattern]:
        """The page of who opened what."""
        page = self.admin_site.admin_view(self.openings)
        return [path("openings/", page, name="privacy_auditentry_openings"), *super().get_urls()]

    def get_queryset(self, request: Any) -> QuerySet[AuditEntry]:
        """With the username of the colleague, in the same query."""
        return trail_of(request.member)

    def openings(self, request: Any) -> HttpResponse:
        """Who opened what kind of page in the last hours, and how many households today."""
        request.member.require(Right.SEE_AUDIT, within=request.member.organization)
        since = timezone.now() - LOOKED_BACK
        shown = {
            "title": _("Who opened what"),
            "opts": self.opts,
            "member": request.member,
            "openers": openings.of_today(request.member),
            "entries": trail_of(request.member).filter(verb__in=READS).since(since)[:MOST_SHOWN],
        }
        frame = self.admin_site.each_context(request)
        return TemplateResponse(request, "admin/accounts/openings.html", frame | shown)

    @admin.display(description=gettext_lazy("colleague"))
    def who(self, entry: Any) -> str:
        """The username, or the site itself."""
        return entry.username or _("the site itself")
