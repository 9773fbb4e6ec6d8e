"""Draws: what was promised before, what came out, and the answer to "why not me"."""

from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.rights import Right
from core.errors import DomainError
from core.web.pages import page
from privacy import walls
from schedules import published
from schedules.actions import draws, explaining, showing
from schedules.models import Amenity, Draw, TurnRequest
from schedules.web.boards import opened
from schedules.web.clocks import by_house
from shelters.web.doors import StaffRequest, staff_page

JSON = "application/json"


@staff_page(Right.SEE_TURNS)
def listed(request: StaffRequest) -> HttpResponse:
    """Each amenity with its draws from yesterday on."""
    found = showing.of_houses(request.member)
    return page(request, "schedules/draws/list.html", title=_("Draws"), amenities=_by_amenity(found))


@staff_page(Right.SEE_TURNS)
def draw(request: StaffRequest, draw_id: UUID) -> HttpResponse:
    """One draw, made again just now; a posted ticket gets its answer.

    Raises: NotHere.
    """
    found = _of_member(request, draw_id)
    return page(request, "schedules/draws/draw.html", title=_("Draw"), **_shown(request, found))


@staff_page(Right.SEE_TURNS)
def why(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """The same answer, from the page of the household.

    Raises: NotHere.
    """
    rows = TurnRequest.objects.visible_to(request.member).select_related("draw__amenity__shelter")
    asked = rows.found(pk=request_id)
    context = _shown(request, asked.draw) | {"answer": explaining.why(asked), "ticket": asked.ticket}
    return page(request, "schedules/draws/draw.html", title=_("Draw"), **context)


@require_safe
@staff_page(Right.SEE_TURNS)
def file(request: StaffRequest, draw_id: UUID) -> HttpResponse:
    """Everything the draw was made from and what came out, by ticket, to check it elsewhere.

    Raises: NotHere, NotDrawnYet, ListGone.
    """
    found = _of_member(request, draw_id)
    return _file(found, showing.file_for(found, by=request.member))


@require_safe
def public_list(request: HttpRequest, secret: str) -> HttpResponse:
    """The draws of the house whose screen has this address.

    Raises: NotHere, Locked, TooManyTries.
    """
    link = opened(request, secret)
    with walls.on_behalf(link.organization_id, network=link.organization.network_id):
        context = {
            "amenities": _by_amenity(showing.of_board(link)),
            "as_of": by_house(timezone.now(), ZoneInfo(link.shelter.time_zone)),
            "secret": secret,
        }
        return _open(render(request, "schedules/draws/public_list.html", context))


def public(request: HttpRequest, secret: str, draw_id: UUID) -> HttpResponse:
    """One of them, for whoever has a ticket.

    Raises: NotHere, Locked, TooManyTries.
    """
    link = opened(request, secret)
    with walls.on_behalf(link.organization_id, network=link.organization.network_id):
        context = _shown(request, showing.on_board(link, draw_id)) | {"secret": secret}
        return _open(render(request, "schedules/draws/public.html", context))


@require_safe
def public_file(request: HttpRequest, secret: str, draw_id: UUID) -> HttpResponse:
    """Its file.

    Raises: NotHere, Locked, TooManyTries, NotDrawnYet, ListGone.
    """
    link = opened(request, secret)
    with walls.on_behalf(link.organization_id, network=link.organization.network_id):
        found = showing.on_board(link, draw_id)
        return _open(_file(found, published.text(draws.publication(found))))


public_list.no_member_needed = True  # type: ignore[attr-defined]
public.no_member_needed = True  # type: ignore[attr-defined]
public_file.no_member_needed = True  # type: ignore[attr-defined]


def _of_member(request: StaffRequest, draw_id: UUID) -> Draw:
    rows = Draw.objects.visible_to(request.member).select_related("amenity__shelter", "organization")
    found: Draw = rows.found(pk=draw_id)
    return found


def _by_amenity(found: list[Draw]) -> list[dict[str, Any]]:
    rows = groupby(found, key=lambda draw: draw.amenity)
    return [
        {"amenity": amenity, "draws": [{"draw": draw, **_clocks(draw)} for draw in draws_of]}
        for amenity, draws_of in rows
    ]


def _clocks(draw: Draw) -> dict[str, Any]:
    """By the clock of the house."""
    here = ZoneInfo(draw.amenity.shelter.time_zone)
    return {
        "draws_at": by_house(draw.draws_at, here),
        "done_at": by_house(draw.done_at, here) if draw.done_at else None,
    }


def _shown(request: HttpRequest, draw: Draw) -> dict[str, Any]:
    shown = showing.shown(draw)
    context: dict[str, Any] = {
        "draw": draw,
        "amenity": draw.amenity,
        "rule": Amenity.SENTENCES[Amenity.Rule(draw.rule)],
        "asked": shown.asked,
        "checked": shown.checked,
        "as_of": by_house(timezone.now(), ZoneInfo(draw.amenity.shelter.time_zone)),
        **_clocks(draw),
    }
    if request.method == "POST":
        context |= _answered(draw, request.POST.get("ticket", "")[:20])
    return context


def _answered(draw: Draw, typed: str) -> dict[str, Any]:
    try:
        return {"answer": explaining.why(explaining.of_ticket(draw, typed)), "ticket": typed}
    except DomainError as refused:
        return {"refused": refused, "ticket": typed}


def _file(draw: Draw, written: str) -> HttpResponse:
    name = f"draw-{draw.day:%Y-%m-%d}-{draw.seed_hash[:8]}.json"
    return HttpResponse(
        written, content_type=JSON, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _open(answer: HttpResponse) -> HttpResponse:
    """For everybody with the address, and for no cache and no search engine."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
