"""Rules and places of programmes, edited without code."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import TenantAdmin
from accounts.rights import Right
from appointments import signs
from appointments.actions import programmes
from appointments.admin.clocks import HTTPS, InZone, WallClock, may_edit
from appointments.models import ProgrammePlace, ProgrammeRule
from shelters.admin.texts import in_interface_languages, in_other_languages
from shelters.languages import LANGUAGES


class RuleForm(InZone):
    """And languages as boxes."""

    valid_from = WallClock(label=_("holds from"), help_text=_("On the clock of the time zone of this rule."))
    interview_languages = forms.MultipleChoiceField(
        label=_("languages of the interview"),
        choices=LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ProgrammeRule
        fields = ["zone", "interview_languages"]  # the admin adds those of its fieldsets


class PartAdmin(TenantAdmin):
    """Rows of programmes; who may change the programme may change them."""

    see = edit = add = Right.EDIT_PROGRAMMES
    formfield_overrides = HTTPS
    list_filter = [("programme", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["programme"]

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """As the programme."""
        return super().has_change_permission(request) and (obj is None or may_edit(request, obj.programme))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The zone of the network, which most of its programmes are in."""
        member = request.member  # type: ignore[attr-defined]
        return {"zone": member.organization.network.time_zone, **super().get_changeform_initial_data(request)}

    def get_readonly_fields(self, request: Any, obj: Any = None) -> list[str]:
        """The programme is chosen once."""
        return ["programme"] if obj else []

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> QuerySet[Any] | None:
        """Only programmes that the member may change."""
        rows = super().get_field_queryset(db, db_field, request)
        if rows is None or db_field.name != "programme":
            return rows
        member = request.member  # type: ignore[attr-defined]
        rows = rows.filter(organization=member.organization_id)
        return rows if member.may(Right.RUN_NETWORK_PROGRAMMES) else rows.filter(network=None)


@admin.register(ProgrammeRule)
class ProgrammeRuleAdmin(PartAdmin):
    """A rule holds from its moment until the next one of the programme begins."""

    form = RuleForm
    list_display = ["programme", "valid_from", "summary", "who_is_listed", "slots", "places_a_day"]
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["programme", "valid_from", *in_interface_languages("summary"), "source_url"]}),
        (_("For whom"), {"fields": ["who_is_listed", "slots", "cost", "currency", "interview_languages"]}),
        (
            _("When"),
            {
                "fields": [
                    "zone",
                    ("requests_from", "requests_until"),
                    ("rush_from", "rush_until"),
                    "confirm_within_hours",
                    "horizon_days",
                    "places_a_day",
                    "lead_minutes",
                ]
            },
        ),
        (_("What to bring"), {"fields": in_interface_languages("documents")}),
        in_other_languages("summary", "documents"),
    ]

    def save_model(self, request: Any, obj: ProgrammeRule, form: Any, change: bool) -> None:
        """Through the action."""
        programmes.save_rule(obj, by=request.member)


class PlaceForm(InZone):
    """And the picture as one of ours."""

    sign = forms.ChoiceField(label=_("picture"), choices=[("", "---"), *signs.PLACES.items()], required=False)

    class Meta:
        model = ProgrammePlace
        fields = ["zone", "sign"]


@admin.register(ProgrammePlace)
class ProgrammePlaceAdmin(PartAdmin):
    """A place that is used no longer gets an end; appointments that were there still name it."""

    form = PlaceForm
    list_display = ["name", "programme", "address", "zone", "used_until"]
    fields = ["programme", "name", "address", "zone", "sign", "used_from", "used_until"]

    def save_model(self, request: Any, obj: ProgrammePlace, form: Any, change: bool) -> None:
        """Through the action."""
        programmes.save_place(obj, by=request.member)
