"""Programmes, edited without code: what they are, their rules, states, places and days off."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Field, Model, QuerySet, URLField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import TenantAdmin
from accounts.rights import Right
from appointments import signs
from appointments.actions import programmes
from appointments.models import Closure, Programme, ProgrammePlace, ProgrammeRule, ProgrammeState
from shelters.admin.texts import in_interface_languages, in_other_languages
from shelters.admin.zones import zone_choices
from shelters.languages import LANGUAGES

# An address that is typed without its beginning.
HTTPS: dict[type[Field], dict[str, str]] = {URLField: {"assume_scheme": "https"}}


class InZone(forms.ModelForm):
    """The zone as a list, instead of typed text."""

    zone = forms.ChoiceField(label=_("time zone"), choices=zone_choices)


class PlaceForm(InZone):
    """And the picture as one of ours."""

    sign = forms.ChoiceField(label=_("picture"), choices=[("", "---"), *signs.PLACES.items()], required=False)

    class Meta:
        model = ProgrammePlace
        fields = ["name", "address", "zone", "sign", "used_from", "used_until"]


class RuleForm(InZone):
    """And languages as boxes."""

    interview_languages = forms.MultipleChoiceField(
        label=_("languages of the interview"),
        choices=LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ProgrammeRule
        fields = ["zone", "interview_languages"]  # the admin adds those of its fieldsets


class PartInline(admin.TabularInline):
    """Rows of one programme; who may change the programme may change them."""

    extra = 0
    can_delete = False
    formfield_overrides = HTTPS

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        """With the programme."""
        return bool(request.member.may(Right.EDIT_PROGRAMMES))

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        """Where the programme may be changed."""
        return may_edit(request, obj)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Where the programme may be changed."""
        return may_edit(request, obj)


class PlaceInline(PartInline):
    """Where appointments happen."""

    model = ProgrammePlace
    form = PlaceForm


class StateInline(PartInline):
    """What it was from when on. Rows are only added; an act on all appointments has a page of its own."""

    model = ProgrammeState
    form = InZone
    fields = ["since", "zone", "state", *in_interface_languages("reason"), "source_url"]

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """What was told once stays; the next row says what is true now."""
        return False


class ClosureInline(PartInline):
    """Days off. They can be taken away again: the office may open after all."""

    model = Closure
    fields = ["first_day", "last_day", *in_interface_languages("reason"), "source_url"]
    can_delete = True

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Where the programme may be changed."""
        return may_edit(request, obj)


SAVE: dict[type[Model], Callable[..., object]] = {
    ProgrammePlace: programmes.save_place,
    ProgrammeState: programmes.add_state,
    Closure: programmes.save_closure,
}


@admin.register(Programme)
class ProgrammeAdmin(TenantAdmin):
    """Own programmes can be changed, those of the network by its coordinators; all others are read."""

    see = edit = add = Right.EDIT_PROGRAMMES
    list_display = ["__str__", "code", "kind", "of_network", "is_tied_to_state", "reviewed"]
    list_filter = ["kind"]
    formfield_overrides = HTTPS
    inlines = (StateInline, PlaceInline, ClosureInline)
    fieldsets = [
        (None, {"fields": ["code", "kind", "is_tied_to_state", "leads_to_departure", "for_network"]}),
        (
            _("What families read"),
            {
                "fields": [
                    *in_interface_languages("name", "explanation", "channel"),
                    "channel_url",
                    "help_line",
                    "rules_link",
                ]
            },
        ),
        in_other_languages("name", "explanation", "channel"),
    ]
    readonly_fields: ClassVar[Any] = ["for_network", "rules_link"]

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Own ones; those of the network only by those who coordinate it."""
        return super().has_change_permission(request, obj) and may_edit(request, obj)

    def save_model(self, request: Any, obj: Programme, form: Any, change: bool) -> None:
        """Through the action. What a network coordinator adds is for the whole network."""
        if not change:
            organization = request.member.organization
            obj.organization = organization
            is_for_all = request.member.may(Right.RUN_NETWORK_PROGRAMMES)
            obj.network = organization.network if is_for_all else None
        programmes.save_programme(obj, by=request.member)

    def save_formset(self, request: Any, form: Any, formset: Any, change: bool) -> None:
        """Each row through its action."""
        for row in formset.save(commit=False):
            row.programme = form.instance
            SAVE[type(row)](row, by=request.member)
        for closure in formset.deleted_objects:
            programmes.remove_closure(closure, by=request.member)

    @admin.display(description=_("of the network"), boolean=True)
    def of_network(self, programme: Programme) -> bool:
        """Whether all organizations of the network know it."""
        return programme.network_id is not None

    @admin.display(description=_("known to"))
    def for_network(self, programme: Programme) -> Any:
        """Who will read it."""
        if programme.network_id is not None:
            return _("the whole network")
        return _("your organization; the whole network, if you coordinate it")

    @admin.display(description=_("reviewed"))
    def reviewed(self, programme: Programme) -> str:
        """Languages that a second person has read."""
        return ", ".join(programme.reviewed_languages) or "-"

    @admin.display(description=_("rules"))
    def rules_link(self, programme: Programme) -> str | SafeString:
        """To the rules of this programme."""
        if programme._state.adding:
            return "-"
        page = reverse("admin:appointments_programmerule_changelist")
        return format_html('<a href="{}?programme__id__exact={}">{}</a>', page, programme.pk, _("Rules"))


@admin.register(ProgrammeRule)
class ProgrammeRuleAdmin(TenantAdmin):
    """A rule holds from its moment until the next one of the programme begins."""

    see = edit = add = Right.EDIT_PROGRAMMES
    form = RuleForm
    formfield_overrides = HTTPS
    list_display = ["programme", "valid_from", "summary", "who_is_listed", "slots", "places_a_day"]
    list_filter = [("programme", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["programme"]
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

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """As the programme."""
        return super().has_change_permission(request) and (obj is None or may_edit(request, obj.programme))

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

    def save_model(self, request: Any, obj: ProgrammeRule, form: Any, change: bool) -> None:
        """Through the action."""
        programmes.save_rule(obj, by=request.member)


def may_edit(request: Any, programme: Programme | None) -> bool:
    """Whether the member may change this programme, or add one."""
    member = request.member
    if programme is None:
        return bool(member.may(Right.EDIT_PROGRAMMES))
    right = Right.EDIT_PROGRAMMES if programme.network_id is None else Right.RUN_NETWORK_PROGRAMMES
    return bool(programme.organization_id == member.organization_id and member.may(right))
