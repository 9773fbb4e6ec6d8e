"""Shelters and, for houses that only count, their places per group."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import TenantAdmin
from accounts.rights import Right
from shelters.actions import counts, houses
from shelters.admin.imports import SheetPages
from shelters.admin.texts import in_interface_languages, in_other_languages
from shelters.admin.zones import zone_choices
from shelters.languages import LANGUAGES
from shelters.models import Group, Places, Shelter


class ShelterForm(forms.ModelForm):
    """Languages as boxes and the zone as a list, instead of typed text."""

    languages = forms.MultipleChoiceField(
        label=_("languages spoken"), choices=LANGUAGES, required=False, widget=forms.CheckboxSelectMultiple
    )
    time_zone = forms.ChoiceField(label=_("time zone"), choices=zone_choices)

    class Meta:
        model = Shelter
        fields = ["languages", "time_zone"]  # the admin adds those of its fieldsets


@admin.register(Shelter)
class ShelterAdmin(SheetPages):
    """Houses of the own organization; its network is the organization's, never chosen here."""

    see = edit = add = Right.EDIT_SHELTER
    form = ShelterForm
    list_display = ["name", "mode", "state", "area", "address_visibility", "doors_close"]
    list_filter = ["mode", "state"]
    fieldsets = [
        (None, {"fields": ["name", "mode", "state", "opens_on", "time_zone"]}),
        (
            _("Where it is"),
            {
                "fields": ["address", "area", "address_visibility", "phone"],
                "description": _(
                    "Public: everybody of the network reads the address. Only the area: neighbours read the "
                    "area. Hidden: neighbours read neither and give places by phone only. Nothing is shown "
                    "by mistake: a new shelter is hidden."
                ),
            },
        ),
        (
            _("Doors and holds"),
            {"fields": ["doors_open", "doors_close", "accepts_holds", "hold_minutes", "cleaning_minutes"]},
        ),
        (
            _("What guests read"),
            {"fields": ["languages", *in_interface_languages("house_rules", "services")]},
        ),
        in_other_languages("house_rules", "services"),
    ]

    def save_model(self, request: Any, obj: Shelter, form: Any, change: bool) -> None:
        """Through the action, in the own organization."""
        if not change:
            obj.organization = request.member.organization
        houses.save_shelter(obj, by=request.member)


@admin.register(Places)
class PlacesAdmin(TenantAdmin):
    """What a house that only counts has; heads are counted on the count page."""

    see = edit = add = Right.EDIT_SHELTER
    list_display = ["group", "shelter", "installed", "mats", "out_of_service", "in_use", "counted_at"]
    list_filter = [("shelter", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["group", "shelter"]
    fields = ["shelter", "group", "installed", "mats", "out_of_service"]

    def get_readonly_fields(self, request: Any, obj: Places | None = None) -> list[str]:
        """House and group are chosen once."""
        return ["shelter", "group"] if obj else []

    def get_field_queryset(self, db: str | None, db_field: Any, request: Any) -> Any:
        """Only houses that count, and groups that may be given."""
        if db_field.name == "group":
            return Group.objects.usable_by(request.member.organization_id)
        rows: Any = super().get_field_queryset(db, db_field, request)
        return rows.filter(mode=Shelter.Mode.COUNT)

    def save_model(self, request: Any, obj: Places, form: Any, change: bool) -> None:
        """Through the action; a group that is there already is changed, never doubled."""
        saved = counts.set_places(
            obj.shelter,
            group=obj.group,
            installed=obj.installed,
            mats=obj.mats,
            out_of_service=obj.out_of_service,
            by=request.member,
        )
        obj.pk = saved.pk
