"""Families of which somebody is missing: a number on the first page, and the list behind it."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.rights import Right
from appointments import alarms
from appointments.models import Appointment
from appointments.web.clocks import clocks
from core import dashboard
from core.dashboard import Card
from core.web.pages import page
from shelters.actions import lookups
from shelters.web.cards import member_of
from shelters.web.doors import StaffRequest, staff_page


@staff_page(Right.SEE_TOMORROW)
def gaps(request: StaffRequest) -> HttpResponse:
    """Who is missing on what, by code; each with the way to its steps. The look is written down."""
    found = alarms.due(request.member)
    lookups.listed(Appointment, by=request.member)
    return page(
        request,
        "appointments/gaps.html",
        title=_("Somebody is missing"),
        alarms=[(alarm, clocks(alarm.row.starts_at, alarm.row.zone, alarm.row.zone)) for alarm in found],
    )


def card(request: HttpRequest) -> Card | None:
    """How many wait for a look; no codes, so nothing is written down."""
    member = member_of(request)
    if not member.may(Right.SEE_TOMORROW):
        return None
    found = alarms.due(member)
    return Card("appointments/cards/gaps.html", {"count": len(found)}) if found else None


dashboard.register(card, position=11)
