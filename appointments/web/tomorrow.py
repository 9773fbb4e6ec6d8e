"""Who goes out tomorrow, this week, and the same on paper."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.rights import Right
from appointments import days, signs
from appointments.actions import listings
from appointments.actions.listings import Line, Listing
from appointments.models import GapStep
from appointments.ways import Way
from appointments.web.clocks import clocks
from core.errors import NotHere
from core.web.pages import page
from shelters.models import Shelter
from shelters.web.doors import StaffRequest, staff_page

# How far back and ahead one can leaf.
FURTHEST = timedelta(days=30)


@staff_page(Right.SEE_TOMORROW)
def tomorrow(request: StaffRequest) -> HttpResponse:
    """Who must leave when tomorrow, or on `?day=`; of one house with `?house=`. Gaps first.

    Raises: NotHere for a day that is no day or too far away.
    """
    houses, chosen = _houses(request)
    day = _day(request, chosen)
    listing = listings.of_days(day, day, houses=chosen, by=request.member)
    return page(
        request, "appointments/tomorrow.html", title=_("Who goes out"), **_shown(request, listing, houses)
    )


@staff_page(Right.SEE_TOMORROW)
def week(request: StaffRequest) -> HttpResponse:
    """The seven days from today, or from `?day=`.

    Raises: NotHere.
    """
    houses, chosen = _houses(request)
    first = _day(request, chosen, ahead=0)
    last = first + timedelta(days=listings.NEXT_DAYS - 1)
    listing = listings.of_days(first, last, houses=chosen, by=request.member)
    all_days = [first + timedelta(days=ahead) for ahead in range(listings.NEXT_DAYS)]
    context = _shown(request, listing, houses)
    lines = {line.appointment.pk: shown for line, shown in zip(listing.lines, context["lines"], strict=True)}
    context["days"] = [
        (
            day,
            sorted((lines[line.appointment.pk] for line in listing.on(day)), key=_by_leaving),
            [_duty(way) for way in listing.duties_on(day)],
        )
        for day in all_days
    ]
    return page(request, "appointments/week.html", title=_("The week"), **context)


@staff_page(Right.SEE_TOMORROW)
def paper(request: StaffRequest) -> HttpResponse:
    """The list of one day for the wall behind the desk: A4, black and white, codes only.

    Raises: NotHere.
    """
    houses, chosen = _houses(request)
    day = _day(request, chosen)
    listing = listings.of_days(day, day, houses=chosen, by=request.member)
    return render(request, "appointments/papers/tomorrow.html", _shown(request, listing, houses))


def _houses(request: StaffRequest) -> tuple[list[Shelter], list[Shelter]]:
    """All houses of the reader, and those of which something is shown."""
    houses = list(Shelter.objects.visible_to(request.member).lean().order_by("name"))
    wanted = request.GET.get("house", "")
    return houses, [house for house in houses if str(house.pk) == wanted] or houses


def _day(request: StaffRequest, houses: Collection[Shelter], *, ahead: int = 1) -> date:
    today = _today(request, houses)
    typed = request.GET.get("day", "")
    try:
        day = date.fromisoformat(typed) if typed else today + timedelta(days=ahead)
    except ValueError:
        raise NotHere from None
    if abs(day - today) > FURTHEST:
        raise NotHere
    return day


def _today(request: StaffRequest, houses: Collection[Shelter]) -> date:
    return days.here(houses, timezone.now(), request.member.organization.network.time_zone)


def _shown(request: StaffRequest, listing: Listing, houses: list[Shelter]) -> dict[str, Any]:
    today = _today(request, listing.houses)
    return {
        "listing": listing,
        "lines": [_line(line) for line in listing.lines],
        "duties": [_duty(way) for way in listing.duties],
        "unanswered": [
            (one, clocks(one.appointment.starts_at, one.appointment.zone, one.zone))
            for one in listing.unanswered
        ],
        "day": listing.first,
        "day_name": _named(listing.first, today),
        "before": listing.first - timedelta(days=1),
        "after": listing.first + timedelta(days=1),
        "houses": houses,
        "house": listing.houses[0] if len(listing.houses) == 1 else None,
        "as_of": timezone.now(),
        "step_kinds": GapStep.Kind.choices,
    }


def _named(day: date, today: date) -> str:
    """ "Tomorrow", "Today", or the weekday."""
    near = {today: _("Today"), today + timedelta(days=1): _("Tomorrow")}
    return near.get(day) or date_format(day, "l")


def _line(line: Line) -> dict[str, Any]:
    appointment = line.appointment
    zone = line.outing.zone
    return {
        "line": line,
        "appointment": appointment,
        "leaves": clocks(appointment.leaves_at, zone, appointment.zone),
        "starts": clocks(appointment.starts_at, appointment.zone, zone),
        "sign": signs.of_appointment(appointment),
        "steps": [(kind, name, kind in line.steps_taken) for kind, name in GapStep.Kind.choices],
        "leaves_before": line.outing.leaves.date() != line.outing.starts.date(),
    }


def _duty(way: Way) -> dict[str, Any]:
    """One way for a duty; without times where the office takes people all day."""
    one, duty = way.occurrence, way.duty
    return {
        "one": one,
        "way": way,
        "duty": duty,
        "household": way.household,
        "leaves": clocks(one.leaves_at, way.zone, duty.zone) if one.leaves_at else None,
        "starts": clocks(one.starts_at, duty.zone, way.zone) if one.starts_at else None,
        "sign": signs.of_place(duty.place, duty.tracking.programme),
        "leaves_before": way.leaves and way.starts and way.leaves.date() != way.starts.date(),
    }


def _by_leaving(shown: dict[str, Any]) -> Any:
    return shown["appointment"].leaves_at
