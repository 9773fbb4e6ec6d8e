"""Boards: a screen on the wall, the plan of a day on paper, and their addresses."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.rights import Right
from accounts.web.guesses import weigh_code
from appointments.web.clocks import clocks
from core.errors import NotHere
from core.web.pages import page
from schedules.actions import boards, packs
from schedules.actions.boards import Board, Column, Slot
from schedules.models import BoardLink
from schedules.signs import called
from schedules.web.clocks import by_house
from shelters.models import Shelter
from shelters.web.doors import StaffRequest, own_shelter, staff_page

REFRESH_SECONDS = 60
# Where not everything fits on the screen: how long each part of it stands.
PART_SECONDS = 15
# How far back and ahead one can leaf.
FURTHEST = timedelta(days=30)


@require_safe
def wall(request: HttpRequest, secret: str) -> HttpResponse:
    """The screen behind an address: now and next, for whoever has it. It asks again by itself, without a
    script.

    Wrong and revoked addresses answer alike, and only so often for one network and for everybody.

    Raises: NotHere, Locked, TooManyTries.
    """
    board = boards.on_the_wall(opened(request, secret))
    sentences = {column.amenity.sentence for column in board.columns}
    shown = _shown(board) | {
        "refresh": REFRESH_SECONDS,
        "stands": PART_SECONDS,
        "secret": secret,
        "rule": sentences.pop() if len(sentences) == 1 else "",
    }
    answer = render(request, "schedules/wall.html", shown)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def opened(request: HttpRequest, secret: str) -> BoardLink:
    """The board behind the address. Only wrong addresses are counted: a right one is too long to be guessed,
    and nobody who tries keeps a screen dark, not even from the same house.

    Raises: NotHere, Locked, TooManyTries.
    """
    try:
        return boards.found(secret)
    except NotHere:
        weigh_code(request, what="board")
        raise


wall.no_member_needed = True  # type: ignore[attr-defined]


@staff_page(Right.SEE_TURNS)
def houses(request: StaffRequest) -> HttpResponse:
    """Each house with its plan on paper, and the address of its screen."""
    links = {link.shelter_id: link for link in BoardLink.objects.visible_to(request.member).open()}
    rows = [
        {"shelter": shelter, "link": links.get(shelter.pk), "today": _today(shelter)}
        for shelter in Shelter.objects.visible_to(request.member).lean().order_by("name")
    ]
    return page(
        request,
        "schedules/boards.html",
        title=_("Boards and plans"),
        rows=rows,
        may_make=request.member.may(Right.RUN_AMENITIES),
        may_pack=request.member.may(Right.SEE_TOMORROW),
    )


@staff_page(Right.SEE_TURNS)
def paper(request: StaffRequest, shelter_id: UUID) -> HttpResponse:
    """The plan of a day for the wall and for the desk when the power is gone: tomorrow's, or of `?day=`.

    Raises: NotHere.
    """
    shelter = own_shelter(request, shelter_id)
    day = day_of(request, shelter)
    board = boards.listed(shelter, day, by=request.member)
    return render(request, "schedules/papers/plan.html", _shown(board))


@require_POST
@staff_page(Right.RUN_AMENITIES)
def make(request: StaffRequest, shelter_id: UUID) -> HttpResponse:
    """A new address for the screen of a house, shown once."""
    secret = boards.make(own_shelter(request, shelter_id), by=request.member)
    return page(
        request,
        "schedules/board_made.html",
        title=_("Address of a board"),
        address=settings.SITE_URL + reverse("schedules:wall", args=[secret]),
    )


@require_POST
@staff_page(Right.RUN_AMENITIES)
def revoke(request: StaffRequest, board_id: UUID) -> HttpResponse:
    """The address shows nothing any more."""
    link = BoardLink.objects.visible_to(request.member).select_related("organization").found(pk=board_id)
    boards.revoke(link, by=request.member)
    messages.success(request, _("The address is revoked. Screens that show it go blank within a minute."))
    return redirect("schedules:boards")


def day_of(request: HttpRequest, shelter: Shelter, *, ahead: int = 1) -> date:
    """The day of `?day=`, or so many days from today by the clock of the house.

    Raises: NotHere.
    """
    today, typed = _today(shelter), request.GET.get("day", "")
    try:
        day = date.fromisoformat(typed) if typed else today + timedelta(days=ahead)
    except ValueError:
        raise NotHere from None
    if abs(day - today) > FURTHEST:
        raise NotHere
    return day


def _today(shelter: Shelter) -> date:
    return timezone.now().astimezone(ZoneInfo(shelter.time_zone)).date()


def _shown(board: Board) -> dict[str, Any]:
    zone = ZoneInfo(board.shelter.time_zone)
    return {
        "board": board,
        "as_of": by_house(board.as_of, zone),
        "columns": [_column(column, board, zone) for column in board.columns],
    }


def _column(column: Column, board: Board, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "amenity": column.amenity,
        "is_out": column.is_out,
        "broken": column.broken,
        "draws_at": by_house(column.draws_at, zone) if column.draws_at else None,
        "told": [
            (_slot(slot, zone), words)
            for slot, words in (
                (column.now(board.as_of), _("Now")),
                (column.next(board.as_of), _("Then")),
            )
            if slot is not None
        ],
        "slots": [_slot(slot, zone) for slot in column.slots if slot.places],
    }


def _slot(slot: Slot, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "starts": by_house(slot.starts_at, zone),
        "ends": by_house(slot.ends_at, zone),
        "places": slot.places,
        "free": slot.free,
    }


@staff_page(Right.SEE_TOMORROW)
def pack(request: StaffRequest, shelter_id: UUID) -> HttpResponse:
    """Two pages for tomorrow, or for `?day=`: beds, who is expected, who goes out, turns, devices.

    Raises: NotHere.
    """
    shelter = own_shelter(request, shelter_id)
    found = packs.of_day(shelter, day_of(request, shelter), by=request.member)
    zone = ZoneInfo(shelter.time_zone)
    names = called({loan.household.code for loan in found.loans})
    context = _shown(found.board) | {
        "shelter": shelter,
        "pack": found,
        "expected": [(one, by_house(one.until, zone)) for one in found.expected],
        "loans": [(loan, names[loan.household.code], by_house(loan.due_at, zone)) for loan in found.loans],
        "outings": [
            (
                line,
                clocks(line.appointment.leaves_at, line.outing.zone, line.appointment.zone),
                clocks(line.appointment.starts_at, line.appointment.zone, line.outing.zone),
            )
            for line in found.listing.lines
        ],
        "duties": [(way, by_house(way.leaves, zone) if way.leaves else None) for way in found.listing.duties],
    }
    return render(request, "schedules/papers/pack.html", context)
