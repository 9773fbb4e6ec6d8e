"""Turns of one household that somebody has opened: what it has, what it can ask for, what is free."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.rights import Right
from core import dashboard
from core.dashboard import Card
from core.errors import DomainError
from core.web.pages import page
from schedules import seats
from schedules.actions import desks, waiting
from schedules.models import Amenity, Turn, TurnRequest, TurnWindow
from schedules.web import turn_deeds
from schedules.web.turns import glance, slip_of
from shelters.actions import lookups
from shelters.models import Household
from shelters.web import sections
from shelters.web.cards import member_of
from shelters.web.doors import StaffRequest, staff_page
from shelters.web.sections import Section

FREE_SHOWN = 6
SOON = timedelta(hours=30)


@staff_page(Right.KEEP_TURNS)
def household_turns(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """Every amenity of its house, one tap for a day or a free place.

    Raises: NotHere.
    """
    household = lookups.by_id(household_id, by=request.member)
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            done = turn_deeds.do(request, household=household)
        except DomainError as error:
            refused = error
        else:
            messages.success(request, done.said)
            address = reverse("schedules:household_turns", args=[household.pk])
            return redirect(f"{address}?{done.slip[0]}={done.slip[1]}" if done.slip else address)
    amenities = _amenities(request, household)
    return page(
        request,
        "schedules/turns/household.html",
        title=_("Turns of a household"),
        status=refused.status if refused else 200,
        household=household,
        offers=_offers(request, household, amenities),
        several=len({amenity.shelter_id for amenity in amenities}) > 1,
        slip=slip_of(request),
        ways=TurnRequest.Way.choices[:3],
        posted=request.POST if refused else {},
        refused=refused,
        as_of=timezone.now(),
    )


def section(request: StaffRequest, household: Household) -> Section | None:
    """The open turns of a household, the lists it is on, and the way to more."""
    if not request.member.may(Right.KEEP_TURNS):
        return None
    turns = Turn.objects.visible_to(request.member).open().filter(household=household)
    asked = TurnRequest.objects.visible_to(request.member).standing()
    waiting = asked.filter(household=household, draw__done_at=None)
    context = {
        "turns": turns.select_related("amenity__shelter"),
        "asked": waiting.select_related("draw__amenity").order_by("draw__day", "pk"),
    }
    return Section("schedules/sections/turns.html", context)


def card(request: HttpRequest) -> Card | None:
    """What the own houses share out, and how many households have to be told."""
    member = member_of(request)
    if not member.may(Right.SEE_TURNS):
        return None
    return Card("schedules/cards/turns.html", {"rows": glance(member)})


def _amenities(request: StaffRequest, household: Household) -> list[Amenity]:
    """Of the house in which it sleeps; of all where it has no bed."""
    rows = Amenity.objects.visible_to(request.member).in_service().select_related("shelter", "organization")
    house = household.stays.in_use().values_list("shelter", flat=True).first()
    return list(rows.filter(shelter=house) if house else rows)


def _offers(
    request: StaffRequest, household: Household, amenities: list[Amenity]
) -> Iterable[dict[str, Any]]:
    now = timezone.now()
    turns = list(Turn.objects.visible_to(request.member).open().filter(household=household))
    asked = TurnRequest.objects.visible_to(request.member).standing().filter(household=household)
    lists = list(asked.select_related("draw").order_by("draw__day", "pk"))
    draws, free = desks.open_draws(amenities, now), _free(amenities, request.member)
    for amenity in amenities:
        own = [row for row in lists if row.draw.amenity_id == amenity.pk]
        on_list = {row.draw_id for row in own}
        has_one = any(turn.kind == amenity.kind for turn in turns)
        yield {
            "amenity": amenity,
            "zone": ZoneInfo(amenity.shelter.time_zone),
            "turns": [turn for turn in turns if turn.amenity_id == amenity.pk],
            "asked": own,
            "draws": [one for one in draws[amenity.pk] if one.draw.pk not in on_list],
            "free": [] if has_one else free.get(amenity.pk, []),
            "priorities": desks.said_at_desk(amenity),
        }


def _free(amenities: list[Amenity], by: Membership) -> dict[UUID, list[TurnWindow]]:
    """The next windows with a free seat, by amenity, of days that were drawn."""
    now = timezone.now()
    rows = TurnWindow.objects.visible_to(by).filter(amenity__in=amenities)
    to_draw = waiting.to_be_drawn(now).filter(amenity=OuterRef("amenity"), day=OuterRef("day"))
    ahead = rows.filter(~Exists(to_draw), ends_at__gt=now, starts_at__lt=now + SOON)
    windows = list(ahead.order_by("starts_at"))
    free = seats.free_seats(windows)
    found: dict[UUID, list[TurnWindow]] = {}
    for window in windows:
        mine = found.setdefault(window.amenity_id, [])
        if free[window.pk] and len(mine) < FREE_SHOWN:
            mine.append(window)
    return found


sections.add(section, position=45)
dashboard.register(card, position=14)
