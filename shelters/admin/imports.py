"""The page that imports shelters, or rooms and beds: choose a file, look, correct the columns, import."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from accounts.admin.base import TenantAdmin
from accounts.rights import Right
from core.errors import DomainError
from core.web.pages import page
from shelters.actions import imports
from shelters.actions.imports import KINDS, Kind, Sheet, Terms
from shelters.admin.exports import export_page
from shelters.admin.zones import zone_choices
from shelters.models import Shelter
from shelters.sheets.errors import RowsRefused
from shelters.sheets.plans import Plan
from shelters.web import sheets
from shelters.web.doors import StaffRequest, staff_page
from shelters.web.sheets import InMemory

SALT = "shelters.import"


class TermsForm(forms.Form):
    """What a file does not tell."""

    addresses = forms.ChoiceField(
        label=gettext_lazy("Who of the network may read the addresses of new shelters?"),
        choices=Shelter.AddressVisibility.choices,
        initial=Shelter.AddressVisibility.AREA,
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("time zone of new shelters"))

    def __init__(self, *args: Any, own_zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].initial = own_zone
        self.fields["time_zone"].choices = zone_choices(own_zone)  # type: ignore[attr-defined]


@csrf_exempt  # the handler must be there before the form is read; `_page` checks the token itself
def import_page(request: HttpRequest, kind: str) -> HttpResponse:
    """Import a file of this kind."""
    handler = InMemory(request)
    request.upload_handlers = [handler]
    return _page(request, kind, handler)


class WithFiles(TenantAdmin):
    """A list with links to the import and the export, for those who may."""

    change_list_template = "admin/shelters/with_files.html"

    def changelist_view(self, request: Any, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, and what this reader may do with files."""
        links = {
            "may_import": request.member.may(Right.IMPORT_SHELTERS),
            "may_export": request.member.may(Right.EXPORT_FIGURES),
        }
        return super().changelist_view(request, links | (extra_context or {}))


class SheetPages(WithFiles):
    """The pages themselves, below the address of the list."""

    def get_urls(self) -> list[URLPattern]:
        """Import and export before the address of a single row."""
        return [
            *(
                path(f"import/{kind}/", import_page, {"kind": kind}, name="shelters_shelter_import")
                for kind in KINDS
            ),
            path("export/", export_page, name="shelters_shelter_export"),
            *super().get_urls(),
        ]


@staff_page(Right.IMPORT_SHELTERS)
def _page(request: StaffRequest, code: str, handler: InMemory) -> HttpResponse:
    kind = KINDS[code]
    for right in kind.rights:
        request.member.require(right, within=request.member.organization)
    if request.method != "POST":
        return _choose(request, kind)
    try:
        sheet = _sheet(request, kind, handler)
        carried = sheets.packed(sheet.table, by=request.member, salt=SALT)
    except DomainError as refused:
        return _choose(request, kind, refused)
    if "carry_out" in request.POST:
        return _carry_out(request, kind, sheet, carried)
    try:
        plan = imports.preview(sheet, kind=kind, by=request.member, terms=_terms(request))
    except DomainError as refused:
        return _look(request, kind, sheet, carried, refused=refused)
    return _look(request, kind, sheet, carried, plan=plan)


def _choose(request: StaffRequest, kind: Kind, refused: DomainError | None = None) -> HttpResponse:
    """Choose a file."""
    return page(
        request,
        "admin/shelters/import.html",
        title=kind.title,
        status=refused.status if refused else 200,
        kind=kind,
        kinds=_kinds(request),
        refused=refused,
    )


def _look(
    request: StaffRequest,
    kind: Kind,
    sheet: Sheet,
    carried: str,
    *,
    plan: Plan | None = None,
    refused: DomainError | None = None,
) -> HttpResponse:
    """What would happen, row by row, and which column is which."""
    return page(
        request,
        "admin/shelters/import_preview.html",
        title=kind.title,
        status=refused.status if refused else 200,
        kind=kind,
        carried=carried,
        form=_form(request) if kind.code == "shelters" else None,
        refused=refused,
        **sheets.previewed(plan, sheet.table, sheet.matching, kind.columns),
    )


def _carry_out(request: StaffRequest, kind: Kind, sheet: Sheet, carried: str) -> HttpResponse:
    """Import it. A second tap finds everything there already."""
    try:
        plan = imports.carry_out(sheet, kind=kind, by=request.member, terms=_terms(request))
    except RowsRefused as refused:
        return _look(request, kind, sheet, carried, plan=refused.plan, refused=refused)
    except DomainError as refused:
        return _look(request, kind, sheet, carried, refused=refused)
    told = _("Imported: %(new)s new, %(changed)s changed, %(unchanged)s unchanged.")
    counts = {"new": plan.new, "changed": plan.changed, "unchanged": plan.unchanged}
    messages.success(request, told % counts)
    listed = (
        "admin:shelters_shelter_changelist" if kind.code == "shelters" else "admin:shelters_room_changelist"
    )
    sees = request.member.may(Right.EDIT_SHELTER)
    return HttpResponseRedirect(reverse(listed if sees else "admin:index"))


def _sheet(request: StaffRequest, kind: Kind, handler: InMemory) -> Sheet:
    """The table that was uploaded now, or the one that the page carried.

    Raises: what reading refuses, PreviewTooOld.
    """
    if carried := request.POST.get("carried"):
        table = sheets.unpacked(carried, by=request.member, salt=SALT)
        return Sheet.of(table, kind, sheets.chosen(request.POST))
    return Sheet.of(handler.table(), kind)


def _form(request: StaffRequest) -> TermsForm:
    sent = request.POST if "time_zone" in request.POST else None
    return TermsForm(sent, own_zone=request.member.organization.network.time_zone)


def _terms(request: StaffRequest) -> Terms:
    """What the form says; anything else than an offered choice is refused by the action."""
    own_zone = request.member.organization.network.time_zone
    return Terms(
        request.POST.get("time_zone") or own_zone,
        request.POST.get("addresses") or Shelter.AddressVisibility.AREA,
    )


def _kinds(request: StaffRequest) -> list[Kind]:
    """What this reader may import."""
    return [kind for kind in KINDS.values() if all(request.member.may(right) for right in kind.rights)]
