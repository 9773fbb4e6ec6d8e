"""A tablet, the Wi-Fi and a charger for one appointment task: taken together or not at all."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.rights import Right
from appointments.models import Programme
from core.errors import DomainError, NotHere
from core.web.pages import page
from schedules.actions import joined
from schedules.actions.joined import Plan
from schedules.models import Amenity, Kind
from schedules.web.clocks import by_house
from shelters.actions import lookups
from shelters.models import Household, Shelter, Stay
from shelters.web import sections
from shelters.web.doors import StaffRequest, staff_page
from shelters.web.sections import Section

DAYS_AHEAD = 3


@staff_page(Right.KEEP_TURNS)
def together(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """What is free for each programme that has a rush in the next days; one tap takes all of it."""
    household = lookups.by_id(household_id, by=request.member)
    shelter = _house_of(household, request)
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            joined.take(household, _asked(request, shelter), by=request.member)
        except DomainError as error:
            refused = error
        else:
            messages.success(request, _("The family has all of it."))
            return redirect("shelters:household", household.pk)
    return page(
        request,
        "schedules/together.html",
        title=_("Turns for one task"),
        status=refused.status if refused else 200,
        household=household,
        plans=[
            _shown(plan, day, shelter, household, request.member) for plan, day in _plans(request, shelter)
        ],
        refused=refused,
        as_of=timezone.now(),
    )


def section(request: StaffRequest, household: Household) -> Section | None:
    """The way there, where the house has something to share out and the family lives in it."""
    if not request.member.may(Right.KEEP_TURNS):
        return None
    stays = Stay.objects.visible_to(request.member).open().filter(household=household).order_by()
    here = Amenity.objects.visible_to(request.member).in_service().filter(kind__in=joined.DURING)
    if not here.filter(shelter__in=stays.values("shelter")).exists():
        return None
    return Section("schedules/sections/together.html")


def _house_of(household: Household, request: StaffRequest) -> Shelter:
    stay = Stay.objects.visible_to(request.member).open().filter(household=household).first()
    if stay is None:
        raise NotHere
    shelter: Shelter = Shelter.objects.visible_to(request.member).lean().found(pk=stay.shelter_id)
    return shelter


def _plans(request: StaffRequest, shelter: Shelter) -> Iterator[tuple[Plan, date]]:
    today = timezone.now().astimezone(ZoneInfo(shelter.time_zone)).date()
    programmes = list(Programme.objects.visible_to(request.member))
    for ahead in range(DAYS_AHEAD + 1):
        day = today + timedelta(days=ahead)
        for programme in programmes:
            rush = joined.rush_of(programme, shelter, day)
            if rush is not None and rush.ends > timezone.now():
                yield joined.plan(rush, shelter), day


def _asked(request: StaffRequest, shelter: Shelter) -> Plan:
    """Looked at again now: what the page showed may be taken.

    Raises: NotHere.
    """
    wanted = (request.POST.get("programme", ""), request.POST.get("day", ""))
    for plan, day in _plans(request, shelter):
        if (str(plan.rush.programme.pk), day.isoformat()) == wanted:
            return plan
    raise NotHere


def _shown(plan: Plan, day: date, shelter: Shelter, household: Household, by: Membership) -> dict[str, Any]:
    zone = ZoneInfo(shelter.time_zone)
    return {
        "plan": plan,
        "hindrance": None if plan.missing else joined.hindrance(household, plan, by=by),
        "day": day,
        "begins": by_house(plan.rush.begins, zone),
        "ends": by_house(plan.rush.ends, zone),
        "pieces": [
            (
                Kind(piece.kind).label,
                piece,
                by_house(piece.window.starts_at, zone) if piece.window else None,
                by_house(piece.window.ends_at, zone) if piece.window else None,
            )
            for piece in plan.pieces
        ],
    }


sections.add(section, position=47)
