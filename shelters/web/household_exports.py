"""Files with households: asked by one coordinator, approved by another, taken sealed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.rights import Right
from core.errors import DomainError, NotHere
from core.web.pages import page
from shelters.actions import household_exports as acts
from shelters.actions import lookups
from shelters.models import Demand, Household, HouseholdExport
from shelters.web.doors import StaffRequest, staff_page

DO = {"approve", "withdraw"}


@staff_page(Right.EXPORT_HOUSEHOLDS)
def exports(request: StaffRequest) -> HttpResponse:
    """Those of the last time, what waits for whom, and the form for a family's own data."""
    rows = HouseholdExport.objects.visible_to(request.member)
    live = set(rows.live().values_list("pk", flat=True))
    shown = rows.select_related("asked_by__user", "approved_by__user", "demand", "household")[:100]
    return page(
        request,
        "shelters/exports/list.html",
        title=_("Exports of households"),
        exports=[(export, export.pk in live) for export in shown],
    )


@require_POST
@staff_page(Right.EXPORT_HOUSEHOLDS)
def ask(request: StaffRequest) -> HttpResponse:
    """For a demand (`demand`) or for a family (`code`); `names` asks for called names too.

    Raises: NotHere.
    """
    with_names = "names" in request.POST
    if request.POST.get("demand"):
        found = Demand.objects.visible_to(request.member).found(pk=_key(request.POST["demand"]))
        made = acts.ask_for_demand(found, with_names=with_names, by=request.member)
    else:
        household = lookups.by_code(request.POST.get("code", ""), by=request.member)
        made = acts.ask_for_family(household, with_names=with_names, by=request.member)
    messages.success(request, _("Asked. Another coordinator approves it within 24 hours."))
    return redirect("shelters:export", made.pk)


@staff_page(Right.EXPORT_HOUSEHOLDS)
def export(request: StaffRequest, export_id: UUID) -> HttpResponse:
    """One export and the next step of it.

    Raises: NotHere.
    """
    return _shown(request, _found(request, export_id))


@require_POST
@staff_page(Right.EXPORT_HOUSEHOLDS)
def do(request: StaffRequest, export_id: UUID) -> HttpResponse:
    """`act` is "approve" or "withdraw".

    Raises: NotHere.
    """
    found, act = _found(request, export_id), request.POST.get("act")
    if act not in DO:
        raise NotHere
    try:
        if act == "approve":
            acts.approve(found, names="names" in request.POST, by=request.member)
        else:
            acts.withdraw(found, by=request.member)
    except DomainError as refused:
        return _shown(request, found, refused=refused, status=refused.status)
    return redirect("shelters:export", export_id)


@require_POST
@staff_page(Right.EXPORT_HOUSEHOLDS)
def take(request: StaffRequest, export_id: UUID) -> HttpResponse:
    """The file, sealed to the passphrase that was sent; made in memory, kept nowhere.

    Raises: NotHere.
    """
    found = _found(request, export_id)
    try:
        content = acts.take(found, passphrase=request.POST.get("passphrase", ""), by=request.member)
    except DomainError as refused:
        return _shown(request, found, refused=refused, status=refused.status)
    answer = HttpResponse(content, content_type="application/zip")
    # A neutral name: it says nothing about whose file this is.
    answer.headers["Content-Disposition"] = f'attachment; filename="export-{timezone.now():%Y-%m-%d}.zip"'
    return answer


def _found(request: StaffRequest, export_id: UUID) -> HouseholdExport:
    rows = HouseholdExport.objects.visible_to(request.member)
    related = ("organization", "asked_by__user", "approved_by__user", "demand")
    return rows.select_related(*related).found(pk=export_id)


def _shown(request: StaffRequest, found: HouseholdExport, **more: Any) -> HttpResponse:
    rows = HouseholdExport.objects.visible_to(request.member).filter(pk=found.pk)
    about = Household.objects.visible_to(request.member).filter(exports=found).first()
    if about:
        lookups.by_id(about.pk, by=request.member)
    return page(
        request,
        "shelters/exports/export.html",
        title=_("Export of households"),
        export=found,
        about=about,
        is_live=rows.live().exists(),
        is_ready=rows.ready().exists(),
        is_own=found.asked_by.user_id == request.member.user_id,
        passphrase=acts.new_passphrase(),
        **more,
    )


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotHere from None
