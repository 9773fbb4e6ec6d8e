"""Who may read a family's appointments: the family says so at the desk, and takes it back there."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Organization
from accounts.rights import Right
from appointments.actions import consents
from appointments.models import Consent
from core.errors import NotHere
from shelters.actions import lookups
from shelters.models import Household
from shelters.web import sections
from shelters.web.doors import StaffRequest, staff_page
from shelters.web.sections import Section


def section(request: StaffRequest, household: Household) -> Section | None:
    """The partners that the family agreed to, and those that it could agree to."""
    if not request.member.may(Right.KEEP_APPOINTMENTS):
        return None
    rows = Consent.objects.visible_to(request.member).filter(household=household, withdrawn_at=None)
    given = list(rows.select_related("partner"))
    agreed = {consent.partner_id for consent in given}
    others = [partner for partner in consents.partners_of(request.member) if partner.pk not in agreed]
    if not given and not others:
        return None
    return Section("appointments/sections/consents.html", {"given": given, "others": others})


@require_POST
@staff_page(Right.KEEP_APPOINTMENTS)
def give(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """The family agrees that this partner reads its appointments.

    Raises: NotHere.
    """
    household = lookups.by_id(household_id, by=request.member)
    consents.give(household, partner=_partner(request), by=request.member)
    messages.success(request, _("Written down. The family can take it back at any time."))
    return redirect("shelters:household", household.pk)


@require_POST
@staff_page(Right.KEEP_APPOINTMENTS)
def withdraw(request: StaffRequest, consent_id: UUID) -> HttpResponse:
    """The family takes it back: the partner reads nothing any more from this moment on.

    Raises: NotHere.
    """
    consent = consents.withdraw(
        Consent.objects.visible_to(request.member).found(pk=consent_id), by=request.member
    )
    messages.success(request, _("Taken back. The partner reads nothing any more."))
    return redirect("shelters:household", consent.household_id)


def _partner(request: StaffRequest) -> Organization:
    asked = request.POST.get("partner", "")
    for partner in consents.partners_of(request.member):
        if str(partner.pk) == asked:
            return partner
    raise NotHere


sections.add(section, position=62)
