"""A legal hold: asked on the page of the household, confirmed by a second coordinator."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.rights import Right
from core.errors import BadInput, DomainError
from shelters.actions import legal_holds, lookups
from shelters.web.doors import StaffRequest, staff_page
from shelters.web.households import household


@require_POST
@staff_page(Right.HOLD_LEGALLY)
def ask(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """This household waits while a written demand is open."""
    found = lookups.by_id(household_id, by=request.member)
    try:
        legal_holds.ask(found, reason=request.POST.get("reason", ""), by=request.member)
    except DomainError as refused:
        return household(request, household_id, refused=refused)
    messages.success(request, _("Nothing of it is erased for 24 hours. A second coordinator has to confirm."))
    return redirect("shelters:household", found.pk)


@require_POST
@staff_page(Right.HOLD_LEGALLY)
def decide(request: StaffRequest, legal_hold_id: UUID) -> HttpResponse:
    """The second person confirms, or it was a mistake."""
    try:
        if request.POST.get("act") == "confirm":
            held = legal_holds.confirm(legal_hold_id, by=request.member)
            messages.success(request, _("Confirmed by two people: for 90 days."))
        elif request.POST.get("act") == "withdraw":
            held = legal_holds.withdraw(legal_hold_id, by=request.member)
            messages.success(request, _("Withdrawn. Everything goes at its usual time."))
        else:
            raise BadInput({"act": ""})
    except DomainError as refused:
        messages.error(request, f"{refused} {refused.advice}")
        return redirect("shelters:keeping")
    return redirect("shelters:household", held.household_id)
