"""Programmes, edited without code: what they are, their states and days off."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import TenantAdmin
from accounts.rights import Right
from appointments.actions import programmes
from appointments.admin.clocks import HTTPS, InZone, WallClock, may_edit
from appointments.models import Closure, Programme, ProgrammeState
from shelters.admin.texts import in_interface_languages, in_other_languages


class StateForm(InZone):
    """From when on, as it was announced."""

    since = WallClock(label=_("since"))


class PartInline(admin.StackedInline):
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


class StateInline(PartInline):
    """What it is from when on. Rows are only added; an act on all appointments has a page of its own."""

    model = ProgrammeState
    form = StateForm
    fields = ["since", "zone", "state", *in_interface_languages("reason"), "source_url"]
    verbose_name_plural = _("From when on it is open, suspended or closed")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProgrammeState]:
        """Only new ones: what was told once stays, and stands on the page of the programme."""
        return ProgrammeState.objects.none()


class ClosureInline(PartInline):
    """Days off. They can be taken away again: the office may open after all."""

    model = Closure
    fields = ["first_day", "last_day", *in_interface_languages("reason"), "source_url"]
    can_delete = True

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Where the programme may be changed."""
        return may_edit(request, obj)


SAVE: dict[type[Model], Callable[..., object]] = {
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
    inlines = (StateInline, ClosureInline)
    fieldsets = [
        (None, {"fields": ["code", "kind", "is_tied_to_state", "leads_to_departure", "for_network"]}),
        (
            _("What families read"),
            {
                "fields": [
                    *in_interface_languages("name", "explanation", "channel"),
                    "channel_url",
                    "help_line",
                    "lists_link",
                ]
            },
        ),
        in_other_languages("name", "explanation", "channel"),
    ]
    readonly_fields: ClassVar[Any] = ["for_network", "lists_link"]

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

    @admin.display(description=_("rules and places"))
    def lists_link(self, programme: Programme) -> str | SafeString:
        """To the lists of its rules and places."""
        if programme._state.adding:
            return "-"
        pages = {"programmerule": _("Rules"), "programmeplace": _("Places")}
        links = (
            (reverse(f"admin:appointments_{name}_changelist"), programme.pk, label)
            for name, label in pages.items()
        )
        return format_html_join(", ", '<a href="{}?programme__id__exact={}">{}</a>', links)
