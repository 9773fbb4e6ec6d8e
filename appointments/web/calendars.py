"""Making, ending and reading private calendars."""

import hashlib
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import Locked
from accounts.rights import Right
from accounts.web.guesses import weigh_code
from appointments.actions import calendars
from appointments.models import CalendarLink
from appointments.web import ical
from core.web.pages import page
from shelters.actions import lookups
from shelters.models import Household
from shelters.web import sections
from shelters.web.doors import StaffRequest, own_shelter, staff_page
from shelters.web.sections import Section

KIND = "text/calendar; charset=utf-8"


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The file behind an address, for whoever has it. Programs ask again and again: mostly for nothing new.

    Wrong, revoked and forgotten addresses answer alike, and only so often for one network and for everybody.

    Raises: NotHere, Locked, TooManyTries.
    """
    guess = weigh_code(request, what="calendar")
    try:
        found = calendars.opened(secret)
    except Locked:
        guess.was_right()
        raise
    guess.was_right()
    file = ical.written(found)
    etag = f'"{hashlib.sha256(file).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    answer = HttpResponse(file, content_type=KIND, headers=headers)
    return get_conditional_response(request, etag=etag, response=answer) or answer


feed.no_member_needed = True  # type: ignore[attr-defined]


@require_POST
@staff_page(Right.KEEP_APPOINTMENTS)
def make_for_household(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """A new address for one family, shown once."""
    household = lookups.by_id(household_id, by=request.member)
    secret = calendars.make_for_household(household, by=request.member)
    told = _("The calendar of this family: appointments without names and without places.")
    return _shown_once(request, secret, told, reverse("shelters:household", args=[household.pk]))


@require_POST
@staff_page(Right.SEE_TOMORROW)
def make_for_house(request: StaffRequest, shelter_id: UUID) -> HttpResponse:
    """A new address for a house, shown once."""
    shelter = own_shelter(request, shelter_id)
    secret = calendars.make_for_house(shelter, by=request.member)
    told = _("The calendar of this house: times and the first signs of codes. No names, no places.")
    return _shown_once(request, secret, told, reverse("appointments:houses"))


@require_POST
@staff_page(Right.KEEP_APPOINTMENTS)
def revoke(request: StaffRequest, link_id: UUID) -> HttpResponse:
    """The address opens nothing any more."""
    link = CalendarLink.objects.visible_to(request.member).select_related("organization").found(pk=link_id)
    calendars.revoke(link, by=request.member)
    messages.success(request, _("The address is revoked. Programs that read it show nothing new."))
    if link.household_id:
        return redirect("shelters:household", link.household_id)
    return redirect("appointments:houses")


def section(request: StaffRequest, household: Household) -> Section | None:
    """What the household page shows: the family's sheet, and its calendar."""
    if not request.member.may(Right.KEEP_APPOINTMENTS):
        return None
    link = CalendarLink.objects.visible_to(request.member).open().filter(household=household).first()
    return Section("appointments/sections/calendar.html", {"link": link})


def _shown_once(request: StaffRequest, secret: str, told: str, back: str) -> HttpResponse:
    address = settings.SITE_URL + reverse("appointments:calendar", args=[secret])
    return page(
        request,
        "appointments/calendar_made.html",
        title=_("Calendar link"),
        address=address,
        picture=segno.make(address, micro=False).svg_inline(scale=5, border=2),
        told=told,
        back=back,
    )


sections.add(section, position=60)
