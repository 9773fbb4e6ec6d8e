"""Planning a workshop: one session, or the same every week."""

from datetime import date, time

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.rights import Right
from appointments.actions import workshops as acts
from appointments.actions.workshops import Plan
from appointments.models import Programme, Workshop
from appointments.web.workshop_deeds import number_of
from core.errors import BadInput, DomainError, NotHere
from core.web.pages import page
from shelters.languages import LANGUAGES
from shelters.models import Shelter
from shelters.web.doors import StaffRequest, staff_page


@staff_page(Right.RUN_WORKSHOPS)
def plan(request: StaffRequest) -> HttpResponse:
    """Plan one session, or the same every week until a day."""
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            sessions = acts.plan(_house(request), _plan(request), by=request.member)
        except DomainError as error:
            refused = error
        else:
            messages.success(request, _("Planned."))
            if len(sessions) > 1:
                return redirect("appointments:workshops")
            return redirect("appointments:workshop", sessions[0].pk)
    posted = request.POST
    return page(
        request,
        "appointments/workshops/plan.html",
        title=_("Plan a workshop"),
        status=refused.status if refused else 200,
        houses=_houses(request.member),
        topics=Workshop.Topic.choices,
        programmes=Programme.objects.visible_to(request.member),
        spoken=[(code, name, code in posted.getlist("languages")) for code, name in LANGUAGES],
        weekdays=[(n, name, str(n) in posted.getlist("weekdays")) for n, name in WEEKDAYS.items()],
        today=f"{timezone.localdate():%Y-%m-%d}",
        posted=posted,
        refused=refused,
    )


def _houses(member: Membership) -> QuerySet[Shelter]:
    houses: QuerySet[Shelter] = Shelter.objects.visible_to(member).exclude(state=Shelter.State.CLOSED)
    return houses.order_by("name")


def _house(request: StaffRequest) -> Shelter:
    asked = request.POST.get("shelter", "")
    for house in _houses(request.member).select_related("organization"):
        if str(house.pk) == asked:
            return house
    raise NotHere


def _plan(request: StaffRequest) -> Plan:
    """What the form says.

    Raises: BadInput, NotHere.
    """
    posted = request.POST
    until = posted.get("last_on", "")
    return Plan(
        topic=posted.get("topic", ""),
        on=_day(request, "on"),
        at=_time(request),
        minutes=number_of(request, "minutes"),
        seats=number_of(request, "seats"),
        languages=tuple(posted.getlist("languages")),
        programme=_programme(request),
        has_child_corner="has_child_corner" in posted,
        takes_day_visitors="takes_day_visitors" in posted,
        weekdays=tuple(n for n in WEEKDAYS if str(n) in posted.getlist("weekdays")),
        last_on=_day(request, "last_on") if until else None,
    )


def _programme(request: StaffRequest) -> Programme | None:
    asked = request.POST.get("programme", "")
    known = Programme.objects.visible_to(request.member) if asked else ()
    found: Programme | None = next((each for each in known if str(each.pk) == asked), None)
    if asked and found is None:
        raise NotHere
    return found


def _day(request: StaffRequest, name: str) -> date:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError as wrong:
        raise BadInput({name: ""}) from wrong


def _time(request: StaffRequest) -> time:
    try:
        return time.fromisoformat(request.POST.get("at", "")).replace(tzinfo=None)
    except ValueError as wrong:
        raise BadInput({"at": ""}) from wrong
