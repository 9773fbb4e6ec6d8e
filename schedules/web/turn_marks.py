"""Marks from paper, typed after a power cut with the clocks that were written there."""

from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Membership
from accounts.rights import Right
from core.errors import BadInput, DomainError
from core.web.pages import page
from schedules.actions import desks, turns
from schedules.actions.desks import DeskDay, DeskWindow
from schedules.models import Turn
from schedules.web.turn_deeds import clock
from schedules.web.turns import amenity_of, day_of
from shelters.web.doors import StaffRequest, staff_page


@staff_page(Right.KEEP_TURNS)
def marks(request: StaffRequest, amenity_id: UUID) -> HttpResponse:
    """Every turn of the day that can be marked, one line each; all lines at once or none.

    Raises: NotHere.
    """
    amenity, chosen = amenity_of(request, amenity_id), day_of(request)
    seen = desks.of_day(amenity, chosen, by=request.member)
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            written = _write(request, seen)
        except DomainError as error:
            refused = error
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
        windows=[shown for window in seen.windows if (shown := _markable(window)).lines],
        zone=ZoneInfo(amenity.shelter.time_zone),
        refused=refused,
    )


@transaction.atomic
def _write(request: StaffRequest, seen: DeskDay) -> int:
    """Raises: BadInput, and as the actions."""
    deeds = {"came": turns.came, "missed": turns.missed}
    written = 0
    for window in seen.windows:
        for line in _markable(window).lines:
            mark = request.POST.get(f"mark-{line.turn.pk}", "")
            if not mark:
                continue
            if mark not in deeds:
                raise BadInput({"mark": mark[:20]})
            typed = clock(request.POST.get(f"at-{line.turn.pk}", ""), "at")
            _mark(deeds[mark], line.turn, _moment(window, typed), by=request.member)
            written += 1
    return written


def _mark(deed: Any, turn: Turn, at: datetime, *, by: Membership) -> None:
    deed(Turn.objects.visible_to(by).select_related("organization").found(pk=turn.pk), by=by, at=at)


def _moment(window: DeskWindow, typed: time | None) -> datetime:
    """By the clock of the house; a window of the night goes on to the next day."""
    if typed is None:
        return window.window.starts_at
    moment = datetime.combine(window.starts.date(), typed, tzinfo=window.starts.tzinfo)
    is_after_midnight = window.ends.date() > window.starts.date() and typed <= window.ends.time()
    return moment.replace(day=window.ends.day, month=window.ends.month) if is_after_midnight else moment


def _markable(window: DeskWindow) -> DeskWindow:
    return DeskWindow(
        window.window,
        window.starts,
        window.ends,
        window.free,
        [line for line in window.lines if line.can_mark],
    )
