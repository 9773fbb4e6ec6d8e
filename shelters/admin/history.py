"""Who did what, each with a way back for a day."""

from typing import Any

from django.contrib import admin
from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.admin.base import pressed
from accounts.rights import Right
from core.codes import BadCode, read_code
from shelters.actions import changes
from shelters.admin.people import HouseholdsAdmin
from shelters.models import Change


@admin.register(Change)
class ChangeAdmin(HouseholdsAdmin):
    """The history of the houses; searched by the whole code of a household."""

    see = Right.SEE_HISTORY
    list_display = ["at", "verb", "by", "shelter", "household_link", "undone_at", "undone_by"]
    list_filter = [("undone_at", admin.EmptyFieldListFilter), ("shelter", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["shelter", "household", "by__user", "undone_by__user"]
    search_fields = ["household__code"]
    search_help_text = gettext_lazy("The whole code of a household, as it stands on the card.")
    fields = ["at", "verb", "by", "shelter", "household", "undone_at", "undone_by"]
    change_form_template = "admin/shelters/change.html"

    def get_urls(self) -> list[URLPattern]:
        """The undo button."""
        button = path("<uuid:pk>/undo/", self.admin_site.admin_view(self.undo), name="shelters_change_undo")
        return [button, *super().get_urls()]

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Changes of the one household with exactly this code."""
        if not search_term:
            return queryset, False
        try:
            return queryset.filter(household__code=read_code(search_term)), False
        except BadCode:
            return queryset.none(), False

    @method_decorator(require_POST)
    def undo(self, request: Any, pk: Any) -> HttpResponse:
        """Take the deed back, within 24 hours."""
        change = self.found(request, pk)
        page = reverse("admin:shelters_change_change", args=[change.pk])
        return pressed(request, page, lambda: changes.undo(change, by=request.member), _("Undone."))

    @admin.display(description=gettext_lazy("household"))
    def household_link(self, change: Change) -> SafeString | str:
        """Opens the household."""
        if change.household is None:
            return ""
        address = reverse("shelters:household", args=[change.household_id])
        return format_html('<a class="code" href="{}">{}</a>', address, change.household)
