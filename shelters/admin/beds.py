"""Rooms and beds, one by one or twenty at a time."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.admin.base import TenantAdmin, pressed, says_refusals
from accounts.rights import Right
from shelters.actions import houses
from shelters.models import FEATURES, Bed, Group, Room
from shelters.web.words import FEATURE_WORDS

KINDS = [choice for choice in Bed.Kind.choices if choice[0] != Bed.Kind.EXTRA]


class BedsForm(forms.Form):
    """ "20 bunks in Room 3"."""

    count = forms.IntegerField(label=gettext_lazy("how many"), min_value=1, max_value=300, initial=10)
    kind = forms.ChoiceField(label=gettext_lazy("kind"), choices=KINDS)
    bunks = forms.BooleanField(
        label=gettext_lazy("bunk beds: each is two places, a lower and an upper one"), required=False
    )
    features = forms.MultipleChoiceField(
        label=gettext_lazy("all of them are"),
        choices=list(FEATURE_WORDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


@admin.register(Room)
class RoomAdmin(TenantAdmin):
    """Rooms; closing one for a while is done on the room board."""

    see = edit = add = Right.EDIT_SHELTER
    list_display = ["name", "shelter", "group", "floor", "position", "closed_reason"]
    list_filter = [("shelter", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["shelter", "group"]
    fields = ["shelter", "name", "group", "floor", "position"]
    change_form_template = "admin/shelters/room.html"

    def get_urls(self) -> list[URLPattern]:
        """The page that makes many beds."""
        page = path("<uuid:pk>/beds/", self.admin_site.admin_view(self.add_beds), name="shelters_room_beds")
        return [page, *super().get_urls()]

    def get_field_queryset(self, db: str | None, db_field: Any, request: Any) -> Any:
        """Groups that this organization may give to a room."""
        if db_field.name == "group":
            return Group.objects.usable_by(request.member.organization_id)
        return super().get_field_queryset(db, db_field, request)

    def save_model(self, request: Any, obj: Room, form: Any, change: bool) -> None:
        """Through the action."""
        houses.save_room(obj, by=request.member)

    @says_refusals
    def add_beds(self, request: Any, pk: Any) -> HttpResponse:
        """Make many beds at once, numbered on from the last one."""
        request.member.require(Right.EDIT_SHELTER, within=request.member.organization)
        room = self.found(request, pk)
        form = BedsForm(request.POST or None)
        if form.is_valid():
            beds = houses.add_beds(room, **form.cleaned_data, by=request.member)
            messages.success(request, _("%(count)s beds are made.") % {"count": len(beds)})
            return HttpResponseRedirect(reverse("admin:shelters_room_change", args=[room.pk]))
        shown = {
            "title": _("Add beds"),
            "subtitle": room.name,
            "form": form,
            "opts": self.opts,
            "original": room,
        }
        frame = self.admin_site.each_context(request)
        return TemplateResponse(request, "admin/accounts/form.html", frame | shown)


@admin.register(Bed)
class BedAdmin(TenantAdmin):
    """Beds; whether one is broken or being cleaned is set on the room board."""

    see = edit = add = Right.EDIT_SHELTER
    list_display = ["label", "room", "kind", "state", "properties"]
    list_filter = ["kind", "state", ("room", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["room"]
    fields = ["room", "label", "kind", *FEATURES]
    ordering = ["room__name", "label"]
    change_form_template = "admin/shelters/bed.html"

    def get_queryset(self, request: Any) -> Any:
        """Beds that still exist."""
        rows: Any = super().get_queryset(request)
        return rows.present()

    def get_urls(self) -> list[URLPattern]:
        """The button that removes a bed."""
        button = path(
            "<uuid:pk>/retire/", self.admin_site.admin_view(self.retire), name="shelters_bed_retire"
        )
        return [button, *super().get_urls()]

    def get_field_queryset(self, db: str | None, db_field: Any, request: Any) -> Any:
        """Rooms with the name of their house."""
        rows: Any = super().get_field_queryset(db, db_field, request)
        return rows.select_related("shelter") if db_field.name == "room" else rows

    def formfield_for_choice_field(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Places over capacity are opened by their own act, never here."""
        if db_field.name == "kind":
            kwargs["choices"] = KINDS
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def save_model(self, request: Any, obj: Bed, form: Any, change: bool) -> None:
        """Through the action."""
        houses.save_bed(obj, by=request.member)

    @admin.display(description=gettext_lazy("properties"))
    def properties(self, bed: Bed) -> str:
        """What the bed offers, in words."""
        return ", ".join(str(words) for name, words in FEATURE_WORDS.items() if name in bed.features)

    @method_decorator(require_POST)
    def retire(self, request: Any, pk: Any) -> HttpResponse:
        """The bed is gone from the house."""
        bed = self.found(request, pk)
        page = reverse("admin:shelters_bed_changelist")
        return pressed(
            request, page, lambda: houses.retire_bed(bed, by=request.member), _("The bed is removed.")
        )
