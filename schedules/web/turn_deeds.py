"""What can be done with turns at the desk, one button each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.tenancy import TenantQuerySet
from core.codes import show_code
from core.errors import BadInput, NotHere
from core.models import Row
from schedules import seats
from schedules.actions import marks, requests, turns
from schedules.models import Draw, Priority, Turn, TurnRequest, TurnWindow
from schedules.signs import called
from schedules.web.clocks import by_house
from shelters.actions import lookups
from shelters.models import Household
from shelters.web.doors import StaffRequest

Found = TypeVar("Found", bound=Row)
AHEAD = timedelta(days=3)


@dataclass(frozen=True)
class Done:
    """What to say about it, and what can be printed for it: its kind and key."""

    said: str
    slip: tuple[str, UUID] | None = None


def do(request: StaffRequest, *, of: Turn | None = None, household: Household | None = None) -> Done:
    """One deed: about the turn of the page, or the one of the form; for the household of the page, or the one
    whose code was typed.

    Raises: BadInput, NotHere, and as the actions.
    """
    act = request.POST.get("act", "")
    if act == "ask":
        return _ask(request, household)
    if act == "give":
        return _give(request, household)
    if act == "withdraw":
        row = _of(TurnRequest.objects.visible_to(request.member), request, "request")
        requests.withdraw(row, by=request.member)
        return Done(_("Taken off the list."))
    turn = of or _of(Turn.objects.visible_to(request.member), request, "turn")
    if act == "move":
        return _move(turn, request)
    deed = SIMPLE.get(act)
    if deed is None:
        raise BadInput({"act": ""})
    action, said = deed
    action(turn, by=request.member)
    return Done(str(said()))


SIMPLE: dict[str, tuple[Callable[..., Turn], Callable[[], str]]] = {
    "came": (turns.came, lambda: _("Written down: came.")),
    "missed": (
        turns.missed,
        lambda: _("Written down: did not come. Its place in the order stays as it was."),
    ),
    "told": (turns.tell_household, lambda: _("Written down: the household knows.")),
    "accept": (turns.accept, lambda: _("The turn is taken.")),
    "cancel": (turns.cancel, lambda: _("Cancelled. The place goes to the next in the order.")),
    "undo": (turns.undo, lambda: _("Taken back.")),
}


def about(turn: Turn, *, by: Membership) -> dict[str, Any]:
    """What the page of one turn shows: when it is, and to where it can be moved."""
    zone = ZoneInfo(turn.amenity.shelter.time_zone)
    now = timezone.now()
    rows = TurnWindow.objects.visible_to(by).filter(
        amenity=turn.amenity_id, ends_at__gt=now, starts_at__lt=max(now, turn.starts_at) + AHEAD
    )
    windows = list(rows.exclude(starts_at=turn.starts_at).order_by("starts_at"))
    free = seats.free_seats(windows)
    return {
        "turn": turn,
        "called": called({turn.household.code})[turn.household.code],
        "starts": by_house(turn.starts_at, zone),
        "ends": by_house(turn.ends_at, zone),
        "is_open": turn.state in Turn.OPEN,
        "can_undo": marks.can_undo(turn, by=by),
        "windows": [(window, by_house(window.starts_at, zone)) for window in windows if free[window.pk]],
    }


def clock(text: str, name: str) -> time | None:
    """A clock that was typed; none where nothing was.

    Raises: BadInput.
    """
    if not text:
        return None
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007  a clock of the house, no moment
    except ValueError:
        raise BadInput({name: text[:20]}) from None


def _ask(request: StaffRequest, household: Household | None) -> Done:
    posted = request.POST
    rows = Draw.objects.visible_to(request.member).select_related("amenity__shelter")
    draw = _of(rows, request, "draw")
    named = Priority.objects.visible_to(request.member)
    priority = _of(named, request, "priority") if posted.get("priority") else None
    asked = requests.ask(
        household or lookups.by_code(posted.get("code", ""), by=request.member),
        draw,
        way=posted.get("way", TurnRequest.Way.DESK),
        by=request.member,
        earliest=clock(posted.get("earliest", ""), "earliest"),
        latest=clock(posted.get("latest", ""), "latest"),
        slots=2 if posted.get("two") else 1,
        priority=priority,
    )
    drawn = draw.draws_at.astimezone(ZoneInfo(draw.amenity.shelter.time_zone))
    told = {
        "day": date_format(draw.day, "l j F"),
        "ticket": show_code(asked.ticket),
        "when": date_format(drawn, "l H:i"),
    }
    said = _("On the list for %(day)s. Ticket %(ticket)s. The draw is on %(when)s.") % told
    return Done(said, ("asked", asked.pk))


def _give(request: StaffRequest, household: Household | None) -> Done:
    posted = request.POST
    window = _of(TurnWindow.objects.visible_to(request.member), request, "window")
    given = turns.give(
        household or lookups.by_code(posted.get("code", ""), by=request.member),
        window,
        by=request.member,
        slots=2 if posted.get("two") else 1,
        reason=posted.get("reason", ""),
    )
    return Done(_("Given: %(when)s.") % {"when": _when(given)}, ("given", given.pk))


def _move(turn: Turn, request: StaffRequest) -> Done:
    window = _of(TurnWindow.objects.visible_to(request.member), request, "window")
    moved = turns.move(turn, window, by=request.member, reason=request.POST.get("reason", ""))
    return Done(_("Moved to %(when)s.") % {"when": _when(moved)}, ("given", moved.pk))


def _when(turn: Turn) -> str:
    starts = turn.starts_at.astimezone(ZoneInfo(turn.amenity.shelter.time_zone))
    return date_format(starts, "l j F, H:i")


def _of(rows: TenantQuerySet[Found], request: StaffRequest, name: str) -> Found:
    """Of these rows the one that a field of the form names.

    Raises: NotHere.
    """
    try:
        key = UUID(request.POST.get(name, ""))
    except ValueError:
        raise NotHere from None
    return rows.found(pk=key)
