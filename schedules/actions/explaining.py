"""Why a household has its turn, or has none: in words, and in numbers that anybody can count again."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.codes import BadCode, read_code
from schedules.actions import draws
from schedules.drawing import LOST_FIRST, lot
from schedules.errors import NoSuchTicket
from schedules.models import Amenity, Draw, TurnRequest
from schedules.models.turns import TICKET_LETTERS

Outcome = TurnRequest.Outcome


@dataclass(frozen=True)
class Explanation:
    """What came out, then who came before and why, then what to do. `lot` is empty before the draw."""

    ticket: str
    what: str
    before: str = ""
    reasons: list[str] = field(default_factory=list)
    next: str = ""
    lot: str = ""


def of_ticket(draw: Draw, typed: str) -> TurnRequest:
    """The request with this ticket, as it was typed. The caller knows that the reader may see the draw.

    Raises: NoSuchTicket.
    """
    try:
        ticket = read_code(typed, TICKET_LETTERS)
    except BadCode as wrong:
        raise NoSuchTicket from wrong
    request = draws.requests_of(draw).select_related("draw__amenity__shelter").filter(ticket=ticket).first()
    if request is None:
        raise NoSuchTicket
    return request


def why(request: TurnRequest) -> Explanation:
    """Why this request has a turn or none. Others appear as numbers only; one query."""
    draw = request.draw
    if draw.done_at is None:
        return Explanation(request.ticket, _not_yet(draw, request))
    if request.place is None:
        return Explanation(request.ticket, _without_place(request))
    earlier = TurnRequest.objects.filter(draw=draw, place__lt=request.place)
    before = list(earlier.order_by().values_list("rank", "served_on"))
    return Explanation(
        request.ticket,
        _came_out(draw, request),
        _how_many(len(before)),
        _reasons(request, before),
        _next(request),
        lot(draw.seed, request.ticket),
    )


def seats_of(draw: Draw, request: TurnRequest) -> list[str]:
    """When and where, as drawn, by the clock of the house: "Monday 10:00 - 11:00, seat 3"."""
    here = ZoneInfo(draw.amenity.shelter.time_zone)
    said = []
    for index, seat in request.taken:
        _index, begins, ends, _free = draw.windows_seen[index]
        clocks = [datetime.fromisoformat(text).astimezone(here) for text in (begins, ends)]
        said.append(
            _("%(day)s %(begins)s - %(ends)s, seat %(seat)s")
            % {
                "day": date_format(clocks[0], "l"),
                "begins": f"{clocks[0]:%H:%M}",
                "ends": f"{clocks[1]:%H:%M}",
                "seat": seat,
            }
        )
    return said


def _not_yet(draw: Draw, request: TurnRequest) -> str:
    if request.withdrawn_at is not None:
        return _("This request was taken back.")
    return _("The draw is made on %(when)s. It is on the list; the hour of asking gives no advantage.") % {
        "when": _when(draw)
    }


def _without_place(request: TurnRequest) -> str:
    if request.outcome == Outcome.HAS_ONE:
        return _(
            "It took no part: it had a turn of this kind already. One at a time, so that there is enough for "
            "all."
        )
    return _("This request was taken back before the draw.")


def _came_out(draw: Draw, request: TurnRequest) -> str:
    place = {"place": request.place, "asked": draw.asked}
    if request.taken:
        return _("It was number %(place)s of %(asked)s and got: %(seats)s.") % {
            **place,
            "seats": "; ".join(seats_of(draw, request)),
        }
    if request.outcome == Outcome.NO_WINDOW:
        return (
            _("It was number %(place)s of %(asked)s, but no time of that day suited what it asked for.")
            % place
        )
    return _("It was number %(place)s of %(asked)s. All times that suited it were full by then.") % place


def _how_many(before: int) -> str:
    if not before:
        return _("No household came before it.")
    return ngettext(
        "%(n)s household came before it, because:", "%(n)s households came before it, because:", before
    ) % {"n": before}


def _reasons(request: TurnRequest, before: Iterable[tuple[int | None, date | None]]) -> list[str]:
    """One line for each reason that occurred, the strongest first."""
    counted = Counter(_reason(request, rank, served_on) for rank, served_on in before)
    lines = {
        "lost": ngettext(
            "%(n)s lost a turn to an outage and repeats first",
            "%(n)s lost a turn to an outage and repeat first",
            counted["lost"],
        ),
        "category": ngettext(
            "%(n)s is in a category that the house puts first",
            "%(n)s are in a category that the house puts first",
            counted["category"],
        ),
        "never": ngettext("%(n)s had no turn yet", "%(n)s had no turn yet", counted["never"]),
        "longer": ngettext(
            "%(n)s had its last turn longer ago",
            "%(n)s had their last turn longer ago",
            counted["longer"],
        ),
        "earlier": ngettext("%(n)s asked earlier", "%(n)s asked earlier", counted["earlier"]),
        "lot": ngettext("%(n)s had a better lot", "%(n)s had a better lot", counted["lot"]),
    }
    return [line % {"n": counted[name]} for name, line in lines.items() if counted[name]]


def _reason(request: TurnRequest, rank: int | None, served_on: date | None) -> str:
    if rank == LOST_FIRST != request.rank:
        return "lost"
    if rank != request.rank:
        return "category"
    if request.draw.rule == Amenity.Rule.FIRST_COME:
        return "earlier"
    if request.draw.rule == Amenity.Rule.LEAST_SERVED and served_on != request.served_on:
        return "never" if served_on is None else "longer"
    return "lot"


def _next(request: TurnRequest) -> str:
    if request.taken:
        return ""
    if request.outcome == Outcome.NO_WINDOW:
        return _("Ask again with other hours, or look at the free places.")
    if request.draw.rule == Amenity.Rule.LEAST_SERVED:
        if request.served_on is None:
            return _("Ask again: at the next draw it comes before all who had a turn.")
        return _("Ask again: at the next draw it comes before all who had a turn since its own last one.")
    if request.draw.rule == Amenity.Rule.LOTTERY:
        return _("Ask again: at the next draw it has one more lot.")
    return _("If a place becomes free, it goes to the next in this order.")


def _when(draw: Draw) -> str:
    moment = draw.draws_at.astimezone(ZoneInfo(draw.amenity.shelter.time_zone))
    return f"{date_format(moment, 'l')} {moment:%H:%M}"
