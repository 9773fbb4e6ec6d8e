"""Turns at the desk: the day of one amenity, one tap for each thing that happens at it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.rights import Right
from core.errors import DomainError, NotHere
from core.web.pages import page
from schedules.actions import desks
from schedules.actions.desks import DeskDay, DeskWindow
from schedules.models import Amenity, Turn, TurnRequest
from schedules.web import turn_deeds
from shelters.web.doors import StaffRequest, staff_page

# How far back and ahead one can leaf.
FURTHEST = timedelta(days=30)
LATER = 2  # windows after the one that is going on that stand open


@staff_page(Right.SEE_TURNS)
def turns(request: StaffRequest) -> HttpResponse:
    """What the own houses share out today, with how many are at it and how many still have to be told."""
    return page(
        request,
        "schedules/turns/list.html",
        title=_("Turns"),
        rows=glance(request.member),
        may_run=request.member.may(Right.RUN_AMENITIES),
        as_of=timezone.now(),
    )


@staff_page(Right.SEE_TURNS)
def day(request: StaffRequest, amenity_id: UUID) -> HttpResponse:
    """The day of `?day=`, today by default: marks, free places, and the list of the next draws.

    Raises: NotHere.
    """
    amenity = amenity_of(request, amenity_id)
    chosen = day_of(request)
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            done = turn_deeds.do(request)
        except DomainError as error:
            refused = error
        else:
            messages.success(request, done.said)
            return redirect(_here(amenity, chosen, done))
    seen = desks.of_day(amenity, chosen, by=request.member)
    if abs(seen.day - seen.today) > FURTHEST:
        raise NotHere
    return page(
        request,
        "schedules/turns/day.html",
        title=_("Turns of a day"),
        status=refused.status if refused else 200,
        seen=seen,
        **_parted(seen),
        slip=slip_of(request),
        zone=ZoneInfo(amenity.shelter.time_zone),
        yesterday=seen.day - timedelta(days=1),
        tomorrow=seen.day + timedelta(days=1),
        ways=TurnRequest.Way.choices[:3],
        may_keep=request.member.may(Right.KEEP_TURNS),
        may_jump=request.member.may(Right.GIVE_OUT_OF_ORDER),
        posted=request.POST if refused else {},
        refused=refused,
    )


@staff_page(Right.KEEP_TURNS)
def turn(request: StaffRequest, turn_id: UUID) -> HttpResponse:
    """One turn: move it to a free time of its day or the next ones, or cancel it.

    Raises: NotHere.
    """
    rows = Turn.objects.visible_to(request.member).select_related(
        "amenity__shelter", "household", "organization", "request"
    )
    row: Turn = rows.found(pk=turn_id)
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            done = turn_deeds.do(request, of=row)
        except DomainError as error:
            refused = error
        else:
            messages.success(request, done.said)
            on = row.starts_at.astimezone(ZoneInfo(row.amenity.shelter.time_zone)).date()
            return redirect(_here(row.amenity, on, done))
    return page(
        request,
        "schedules/turns/turn.html",
        title=_("Turn"),
        status=refused.status if refused else 200,
        **turn_deeds.about(row, by=request.member),
        may_jump=request.member.may(Right.GIVE_OUT_OF_ORDER),
        posted=request.POST if refused else {},
        refused=refused,
    )


def glance(member: Membership) -> list[dict[str, Any]]:
    """Each amenity of the member's houses: open turns now and those to be told, as counts. Two queries."""
    now = timezone.now()
    is_open = Q(turns__state__in=Turn.OPEN, turns__ends_at__gt=now)
    rows = Amenity.objects.visible_to(member).in_service().select_related("shelter")
    counted: Any = rows.annotate(
        at_it=Count(
            "turns",
            filter=Q(
                turns__state__in=[*Turn.OPEN, Turn.State.CAME],
                turns__starts_at__lte=now,
                turns__ends_at__gt=now,
            ),
        ),
        to_tell=Count("turns", filter=is_open & Q(turns__told_at=None)),
    )
    return [
        {"amenity": row, "at_it": row.at_it, "to_tell": row.to_tell}
        for row in counted.order_by("shelter__name", "kind", "name")
    ]


def _parted(seen: DeskDay) -> dict[str, list[DeskWindow]]:
    """What stands open (now and next), what comes later, what is over; and where something is free."""
    ahead = [window for window in seen.windows if window.window.ends_at > seen.as_of]
    return {
        "near": ahead[: LATER + 1],
        "later": ahead[LATER + 1 :],
        "over": [window for window in seen.windows if window.window.ends_at <= seen.as_of],
        "free": [window for window in ahead if window.free],
    }


def slip_of(request: StaffRequest) -> dict[str, Any] | None:
    """What was just given or asked, to print."""
    for name, model in (("given", Turn), ("asked", TurnRequest)):
        key = request.GET.get(name, "")
        if key:
            rows = model.objects.visible_to(request.member)
            row = next((one for one in rows.filter(pk=_key(key))), None)
            return {"row": row, "url": reverse(f"schedules:{name}_slip", args=[row.pk])} if row else None
    return None


def _here(amenity: Amenity, chosen: date | None, done: turn_deeds.Done) -> str:
    query = [f"day={chosen}"] if chosen else []
    if done.slip:
        query.append(f"{done.slip[0]}={done.slip[1]}")
    address = reverse("schedules:turn_day", args=[amenity.pk])
    return f"{address}?{'&'.join(query)}" if query else address


def amenity_of(request: StaffRequest, amenity_id: UUID) -> Amenity:
    """Raises: NotHere."""
    found: Amenity = (
        Amenity.objects.visible_to(request.member)
        .select_related("shelter", "organization")
        .found(pk=amenity_id)
    )
    return found


def day_of(request: StaffRequest) -> date | None:
    """The day of `?day=`; none where it is not said.

    Raises: NotHere.
    """
    typed = request.GET.get("day", "")
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise NotHere from None


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotHere from None
