"""Households, stays and holds: to look at only. What changes them stands on the household's page."""

from typing import Any

from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.rights import Right
from core.codes import BadCode, read_code
from shelters.actions import lookups
from shelters.models import Hold, Household, Referral, Stay


class HouseholdsAdmin(ReadOnlyAdmin):
    """Rows that name households: a list is written down as such, a row as the opening of its household."""

    see = Right.LIST_HOUSEHOLDS

    def changelist_view(self, request: Any, extra_context: Any = None) -> HttpResponse:
        """The list, written down once it may be seen."""
        if self.has_view_permission(request):
            lookups.listed(self.model, by=request.member)
        return super().changelist_view(request, extra_context)

    def get_object(self, request: Any, object_id: str, from_field: str | None = None) -> Any:
        """The row behind a page of its own; showing it opens its household."""
        row = super().get_object(request, object_id, from_field)
        household = row if isinstance(row, Household) else getattr(row, "household", None)
        if household is not None and self.has_view_permission(request, row):
            lookups.by_id(household.pk, by=request.member)
        return row


@admin.register(Household)
class HouseholdAdmin(HouseholdsAdmin):
    """A list for coordinators; opening a row is opening the household, which is audited."""

    list_display = ["__str__", "language", "opened_at", "left_at"]
    list_filter = [("left_at", admin.EmptyFieldListFilter)]
    search_fields = ["code"]
    search_help_text = _("The whole code, as it stands on the card.")

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """The one household with exactly this code: codes are typed from a card, never browsed."""
        if not search_term:
            return queryset, False
        try:
            return queryset.filter(code=read_code(search_term)), False
        except BadCode:
            return queryset.none(), False

    def change_view(self, request: Any, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """The household's own page."""
        return redirect("shelters:household", self.found(request, object_id).pk)


@admin.register(Stay)
class StayAdmin(HouseholdsAdmin):
    """Read-only on purpose: stays begin and end through actions, which keep the rules."""

    list_display = [
        "household_link",
        "person",
        "shelter",
        "place",
        "state",
        "starts_at",
        "ended_at",
        "end_reason",
    ]
    list_filter = [
        "state",
        ("ended_at", admin.EmptyFieldListFilter),
        ("shelter", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["household", "person", "shelter", "bed__room", "places__group"]
    list_display_links = None
    fields = [
        "household",
        "person",
        "shelter",
        "bed",
        "places",
        "shares_bed",
        "state",
        "starts_at",
        "ended_at",
        "end_reason",
        "late_reason",
    ]

    @admin.display(description=_("household"))
    def household_link(self, stay: Stay) -> SafeString:
        """Opens the household."""
        return _household(stay.household)

    @admin.display(description=_("place"))
    def place(self, stay: Stay) -> str:
        """Bed, counted place or a parent's bed."""
        if stay.bed:
            return f"{stay.bed.room} · {stay.bed}"
        return str(stay.places) if stay.places else str(Stay._meta.get_field("shares_bed").verbose_name)


@admin.register(Hold)
class HoldAdmin(HouseholdsAdmin):
    """Read-only on purpose: holds end by arrival, release or the clock."""

    list_display = ["household_link", "shelter", "asked_by", "begun_at", "held_until", "outcome"]
    list_filter = [("ended_at", admin.EmptyFieldListFilter), "outcome"]
    list_select_related = ["household", "shelter", "asked_by"]
    list_display_links = None
    fields = ["household", "shelter", "asked_by", "begun_at", "held_until", "ended_at", "outcome"]

    @admin.display(description=_("household"))
    def household_link(self, hold: Hold) -> SafeString:
        """Opens the household."""
        return _household(hold.household)


@admin.register(Referral)
class ReferralAdmin(ReadOnlyAdmin):
    """What was asked of neighbours: a count and an outcome."""

    see = Right.LIST_HOUSEHOLDS
    list_display = ["shelter", "people", "begun_at", "held_until", "outcome"]
    list_filter = ["outcome"]
    list_select_related = ["shelter"]
    list_display_links = None
    fields = ["shelter", "people", "begun_at", "held_until", "ended_at", "outcome"]


def _household(household: Household) -> SafeString:
    address = reverse("shelters:household", args=[household.pk])
    return format_html('<a class="code" href="{}">{}</a>', address, household)
