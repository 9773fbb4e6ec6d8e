"""Marks from paper, typed after a power cut with the clocks that were written there."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Membership
from accounts.rights import Right
from core.errors import BadInput, DomainError
from core.web.pages import page
from schedules.actions import desks, turns
from schedules.actions.desks import DeskDay, DeskWindow, Line
from schedules.models import Turn
from schedules.web.turn_deeds import clock
from schedules.web.turns import amenity_of, day_of
from shelters.web.doors import StaffRequest, staff_page

A_DAY = timedelta(days=1)
# Whoever comes nearer than this to a window before or after midnight comes for it.
FAR = timedelta(hours=12)


@dataclass(frozen=True)
class Typed:
    """One line of the form, with what stands in it."""

    line: Line
    mark: str
    at: str


class LineRefused(Exception):
    """The line of this turn cannot be written down; its cause says why."""

    def __init__(self, turn: UUID, refused: DomainError) -> None:
        super().__init__()
        self.turn = turn
        self.refused = refused


@staff_page(Right.KEEP_TURNS)
def marks(request: StaffRequest, amenity_id: UUID) -> HttpResponse:
    """Every turn of the day that can be marked, one line each; all lines at once or none.

    Raises: NotHere.
    """
    amenity, chosen = amenity_of(request, amenity_id), day_of(request)
    seen = desks.of_day(amenity, chosen, by=request.member)
    refused: DomainError | None = None
    wrong: UUID | None = None
    if request.method == "POST":
        try:
            written = _write(request, seen)
        except LineRefused as line:
            refused, wrong = line.refused, line.turn
        else:
            said = ngettext("%(n)s mark is written down.", "%(n)s marks are written down.", written)
            messages.success(request, said % {"n": written})
            return redirect(f"{reverse('schedules:turn_day', args=[amenity.pk])}?day={seen.day}")
    return page(
        request,
        "schedules/turns/marks.html",
        title=_("Marks from paper"),
        status=refused.status if refused else 200,
        seen=seen,
        windows=[(window, lines) for window in seen.windows if (lines := _markable(window, request.POST))],
        zone=ZoneInfo(amenity.shelter.time_zone),
        refused=refused,
        wrong=wrong,
    )


@transaction.atomic
def _write(request: StaffRequest, seen: DeskDay) -> int:
    """Raises: LineRefused."""
    written = 0
    for window in seen.windows:
        for typed in _markable(window, request.POST):
            if not typed.mark:
                continue
            try:
                _mark(window, typed, by=request.member)
            except DomainError as refused:
                raise LineRefused(typed.line.turn.pk, refused) from refused
            written += 1
    return written


def _mark(window: DeskWindow, typed: Typed, *, by: Membership) -> None:
    """Raises: BadInput, and as the actions."""
    deed = {"came": turns.came, "missed": turns.missed}.get(typed.mark)
    if deed is None:
        raise BadInput({"mark": typed.mark[:20]})
    at = _moment(window, clock(typed.at, "at"))
    turn = Turn.objects.visible_to(by).select_related("organization").found(pk=typed.line.turn.pk)
    deed(turn, by=by, at=at)


def _moment(window: DeskWindow, typed: time | None) -> datetime:
    """By the clock of the house, on the day that brings it near a window of the night; the beginning of the
    window where no clock was typed."""
    if typed is None:
        return window.window.starts_at
    moment = datetime.combine(window.starts.date(), typed, tzinfo=window.starts.tzinfo)
    if moment < window.starts - FAR:
        return moment + A_DAY
    return moment - A_DAY if moment > window.ends + FAR else moment


def _markable(window: DeskWindow, posted: QueryDict) -> list[Typed]:
    """The lines of this window that can be marked, with what was typed into them."""
    return [
        Typed(line, posted.get(f"mark-{line.turn.pk}", ""), posted.get(f"at-{line.turn.pk}", ""))
        for line in window.lines
        if line.can_mark
    ]
