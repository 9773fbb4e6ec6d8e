"""Duties of a household that come again: shown on its page, marked with one tap."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.rights import Right
from appointments.actions import duties as acts
from appointments.actions.duties import Rhythm
from appointments.models import Duty, DutyMark, ProgrammePlace, Tracking
from appointments.occurrences import Occurrence, occurrences
from appointments.programmes import rule_at
from core.errors import BadInput, DomainError, NotHere
from shelters.actions import lookups
from shelters.models import Household
from shelters.web import sections
from shelters.web.doors import StaffRequest, staff_page
from shelters.web.sections import Section

BACK, AHEAD = timedelta(days=14), timedelta(days=28)


def section(request: StaffRequest, household: Household) -> Section | None:
    """What is due in the next weeks and what was lately, and the form for another duty."""
    if not request.member.may(Right.KEEP_APPOINTMENTS):
        return None
    known = Tracking.objects.visible_to(request.member).filter(household=household)
    trackings = [one for one in known.select_related("programme") if not one.is_over]
    if not trackings:
        return None
    rows = Duty.objects.visible_to(request.member).filter(tracking__in=trackings)
    duties = list(rows.select_related("tracking__programme", "place"))
    today = timezone.now().astimezone(ZoneInfo(_zone_of(household, request))).date()
    found = occurrences(duties, first=today - BACK, last=today + AHEAD)
    return Section(
        "appointments/sections/duties.html",
        {
            "duties": [(duty, _shown(duty, found, today)) for duty in duties],
            "trackings": trackings,
            "outcomes": DutyMark.Outcome.choices,
            "today": today,
        },
    )


@require_POST
@staff_page(Right.KEEP_APPOINTMENTS)
def add(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """Another duty in one of the household's programmes."""
    household = lookups.by_id(household_id, by=request.member)
    known = Tracking.objects.visible_to(request.member).select_related(
        "household", "organization", "programme"
    )
    tracking = known.found(household=household, pk=_uuid(request.POST.get("tracking")))
    try:
        acts.add(tracking, _rhythm(request, tracking, household), by=request.member)
        messages.success(request, _("The duty is entered. Closed days of the office move it by themselves."))
    except DomainError as refused:
        messages.error(request, f"{refused} {refused.advice}")
    return redirect("shelters:household", household.pk)


@require_POST
@staff_page(Right.KEEP_APPOINTMENTS)
def do(request: StaffRequest, duty_id: UUID) -> HttpResponse:
    """What became of one day, or that the duty is over."""
    rows = Duty.objects.visible_to(request.member).select_related("tracking__household", "organization")
    duty = rows.found(pk=duty_id)
    posted = request.POST
    try:
        if posted.get("act") == "end":
            acts.end(duty, last_on=max(duty.first_on, acts.today_of(duty)), by=request.member)
            messages.success(request, _("The duty is over. What was written down stays."))
        else:
            due_on = _day(posted, "due_on")
            acts.mark(duty, due_on=due_on, outcome=posted.get("outcome", ""), by=request.member)
            messages.success(request, _("Written down."))
    except DomainError as refused:
        messages.error(request, f"{refused} {refused.advice}")
    return redirect("shelters:household", duty.tracking.household_id)


def _shown(duty: Duty, found: list[Occurrence], today: date) -> list[Occurrence]:
    """What nobody has marked yet, and the next two ways to the office."""
    own = [one for one in found if one.duty == duty]
    waiting = [one for one in own if one.on < today and one.mark is None]
    return [*waiting, *[one for one in own if one.on >= today][:2]]


def _rhythm(request: StaffRequest, tracking: Tracking, household: Household) -> Rhythm:
    """What the form says. Without a place the clock is that of the programme's rule.

    Raises: BadInput, NotHere.
    """
    posted, place = request.POST, None
    if posted.get("place"):
        places = ProgrammePlace.objects.visible_to(request.member).filter(programme=tracking.programme_id)
        place = places.found(pk=_uuid(posted["place"]))
    rule = rule_at(tracking.programme, timezone.now())
    try:
        at = time.fromisoformat(posted["at"]).replace(tzinfo=None) if posted.get("at") else None
        weeks, lead = int(posted.get("every_weeks") or 1), int(posted.get("lead_minutes") or 60)
    except ValueError as wrong:
        raise BadInput({"at": ""}) from wrong
    return Rhythm(
        first_on=_day(posted, "first_on"),
        zone=rule.zone if rule else _zone_of(household, request),
        every_weeks=weeks,
        at=at,
        lead_minutes=lead,
        last_on=_day(posted, "last_on") if posted.get("last_on") else None,
        place=place,
    )


def _day(posted: Mapping[str, str], name: str) -> date:
    try:
        return datetime.strptime(posted.get(name, ""), "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError as wrong:
        raise BadInput({name: ""}) from wrong


def _zone_of(household: Household, request: StaffRequest) -> str:
    """The clock on the wall of the house in which the household has its beds."""
    stay = household.stays.open().select_related("shelter").first()
    return stay.shelter.time_zone if stay else request.member.organization.network.time_zone


def _uuid(text: object) -> UUID:
    try:
        return UUID(str(text))
    except ValueError as wrong:
        raise NotHere from wrong


sections.add(section, position=40)
