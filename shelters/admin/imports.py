"""The page that imports shelters, or rooms and beds: choose a file, look, correct the columns, import.

Between looking and importing nothing is kept on the server, neither in the database nor in a file: the
rows travel in the page itself, signed for this colleague and for half an hour.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
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
from shelters.sheets.errors import FileEmpty, PreviewTooOld, RowsRefused
from shelters.sheets.plans import Plan, State
from shelters.sheets.reading import MOST_BYTES, Record, Table, read, too_large
from shelters.web.doors import StaffRequest, staff_page

MOST_CARRIED = 2_000_000  # letters of a signed, packed table in the page
MINUTES_CARRIED = 30
MOST_SHOWN = 200
ORDER = [State.WRONG, State.CHANGED, State.NEW, State.LEFT_OUT, State.UNCHANGED]
SALT = "shelters.import"


class InMemory(FileUploadHandler):
    """Takes a file into memory only, up to the limit; an uploaded file never touches the disk."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.content = bytearray()
        self.is_too_large = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Collect, and stop listening when it is too much."""
        self.content += raw_data
        if len(self.content) > MOST_BYTES:
            self.is_too_large = True
            self.content.clear()
            raise StopUpload(connection_reset=False)

    def file_complete(self, file_size: int) -> None:
        """Nothing is made of it: the page reads `content`."""


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
        carried = _carried(request, sheet)
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
    lines = sorted(plan.lines, key=lambda line: ORDER.index(line.state)) if plan else []
    return page(
        request,
        "admin/shelters/import_preview.html",
        title=kind.title,
        status=refused.status if refused else 200,
        kind=kind,
        carried=carried,
        plan=plan,
        lines=lines[:MOST_SHOWN],
        more=max(0, len(lines) - MOST_SHOWN),
        columns=_columns(kind, sheet),
        left_out=sheet.left_out,
        form=_form(request) if kind.code == "shelters" else None,
        refused=refused,
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
        return Sheet.of(_unpacked(request, carried), kind, _matching(request))
    if handler.is_too_large:
        raise too_large()
    if not handler.content:
        raise FileEmpty
    return Sheet.of(read(bytes(handler.content)), kind)


def _carried(request: StaffRequest, sheet: Sheet) -> str:
    """The table as it travels in the page.

    Raises: FileTooLarge.
    """
    table = sheet.table
    rows = [[record.number, *record.cells] for record in table.records]
    packed = signing.dumps([str(request.member.pk), table.headers, rows], salt=SALT, compress=True)
    if len(packed) > MOST_CARRIED:
        raise too_large()
    return packed


def _unpacked(request: StaffRequest, carried: str) -> Table:
    try:
        member, headers, rows = signing.loads(carried, salt=SALT, max_age=MINUTES_CARRIED * 60)
    except signing.BadSignature as old:
        raise PreviewTooOld from old
    if member != str(request.member.pk):
        raise PreviewTooOld
    return Table(tuple(headers), tuple(Record(number, tuple(cells)) for number, *cells in rows))


def _matching(request: StaffRequest) -> tuple[str, ...]:
    """What the page says each column is; the number of columns tells where it ends."""
    count = sum(name.startswith("column-") for name in request.POST)
    return tuple(request.POST.get(f"column-{index}", "") for index in range(count))


def _columns(kind: Kind, sheet: Sheet) -> list[dict[str, Any]]:
    """For each column of the file its name, a value, and what it could be."""
    first = sheet.table.records[0].cells
    return [
        {
            "name": f"column-{index}",
            "header": header or "–",
            "example": first[index] if index < len(first) else "",
            "key": key,
            "choices": kind.columns,
        }
        for index, (header, key) in enumerate(zip(sheet.table.headers, sheet.matching, strict=True))
    ]


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
