"""Amenities, their hours and who comes first, in the admin: for what the few taps of the pages leave out."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import TenantAdmin
from accounts.rights import Right
from schedules.actions import amenities
from schedules.models import Amenity, Kind, OpeningHours, Priority, QuietTime, SpecialDay
from shelters.admin.texts import in_interface_languages, in_other_languages


class ForKinds(forms.ModelForm):
    """Kinds of amenities as boxes."""

    kinds = forms.MultipleChoiceField(
        label=_("about (nothing chosen is everything)"),
        choices=Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class PartInline(admin.StackedInline):
    """Rows of one amenity; who may change the amenity may change them."""

    extra = 0

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        """With the amenity."""
        return bool(request.member.may(Right.RUN_AMENITIES))

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        """Where the amenity may be changed."""
        return self.has_view_permission(request)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Where the amenity may be changed."""
        return self.has_view_permission(request)

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Where the amenity may be changed: hours simply hold no longer."""
        return self.has_view_permission(request)


class HoursInline(PartInline):
    """Any recurrence of RFC 5545, every second week or the last Sunday of a month too."""

    model = OpeningHours
    fields = ["recurrence", "opens", "closes", "first_on", "last_on"]


class SpecialDayInline(PartInline):
    """Without clocks it is shut on that day."""

    model = SpecialDay
    fields = ["on", "opens", "closes"]


SAVE: dict[type[Model], Callable[..., object]] = {
    OpeningHours: amenities.save_hours,
    SpecialDay: amenities.save_special_day,
}


@admin.register(Amenity)
class AmenityAdmin(TenantAdmin):
    """What it is and where it stands is chosen once; taking it away has its own page."""

    see = edit = add = Right.RUN_AMENITIES
    list_display = ["name", "shelter", "kind", "seats", "slot_minutes", "rule", "retired_at"]
    list_filter = ["kind", ("shelter", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["shelter"]
    inlines = (HoursInline, SpecialDayInline)
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["shelter", "kind", "name", "seats", "slot_minutes"]}),
        (
            _("Rule and draw"),
            {
                "fields": [
                    "rule",
                    "draws_at",
                    "ask_days_ahead",
                    "turns_a_day",
                    "offer_minutes",
                    "parents_have_two",
                ]
            },
        ),
        (_("Wi-Fi"), {"fields": ["uplink_mbit", "access_points"]}),
    ]

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """What was taken away is only looked at."""
        return super().has_change_permission(request, obj) and (obj is None or obj.retired_at is None)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Chosen once."""
        return ["shelter", "kind"] if obj else []

    def save_model(self, request: Any, obj: Amenity, form: Any, change: bool) -> None:
        """Through the action."""
        if not change:
            obj.organization = request.member.organization
        amenities.save(obj, by=request.member)

    def save_formset(self, request: Any, form: Any, formset: Any, change: bool) -> None:
        """Each row through its action."""
        rows = formset.save(commit=False)
        for gone in formset.deleted_objects:
            amenities.remove_part(gone, by=request.member)
        for row in rows:
            row.amenity = form.instance
            SAVE[type(row)](row, by=request.member)


@admin.register(QuietTime)
class QuietTimeAdmin(TenantAdmin):
    """They are taken away on the page of the house, which plans the days anew."""

    see = edit = add = Right.RUN_AMENITIES
    form = ForKinds
    list_display = ["shelter", "why", "begins", "ends"]
    list_select_related = ["shelter"]
    fields = ["shelter", "why", "begins", "ends", "kinds"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A night stays in its house."""
        return ["shelter"] if obj else []

    def save_model(self, request: Any, obj: QuietTime, form: Any, change: bool) -> None:
        """Through the action."""
        amenities.save_quiet_time(obj, by=request.member)


@admin.register(Priority)
class PriorityAdmin(TenantAdmin):
    """With its name in every language; used no longer rather than taken away."""

    see = edit = add = Right.RUN_AMENITIES
    form = ForKinds
    list_display = ["__str__", "shelter", "criterion", "rank", "is_used"]
    list_filter = [("shelter", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["shelter"]
    fieldsets: ClassVar[Any] = [
        (
            None,
            {"fields": ["shelter", *in_interface_languages("name"), "criterion", "rank", "kinds", "is_used"]},
        ),
        in_other_languages("name"),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A priority stays in its house."""
        return ["shelter"] if obj else []

    def save_model(self, request: Any, obj: Priority, form: Any, change: bool) -> None:
        """Through the action."""
        amenities.save_priority(obj, by=request.member)
