"""Something is broken or without power: write it down, see whom it hit, end it."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.rights import Right
from appointments.models import Programme
from core.errors import BadInput, DomainError, NotHere
from core.web.pages import page
from schedules.actions import outages
from schedules.actions.outages import Moved
from schedules.models import Amenity, Outage, Turn
from schedules.web.clocks import by_house
from shelters.models import Shelter
from shelters.web.doors import StaffRequest, own_shelter, staff_page

SHOWN = 20
# Beyond them no zone can be asked.
FIRST_YEAR, LAST_YEAR = 2000, 9000


@staff_page(Right.KEEP_TURNS)
def listed(request: StaffRequest) -> HttpResponse:
    """What is out of use now, what was lately, and the form for a new one."""
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            moved = _begin(request)
        except DomainError as error:
            refused = error
        else:
            messages.success(request, " ".join([_("Written down."), _told(moved)]).strip())
            return redirect("schedules:outages")
    rows = _rows(request)
    houses = list(Shelter.objects.visible_to(request.member).lean().order_by("name"))
    return page(
        request,
        "schedules/outages.html",
        title=_("Broken or without power"),
        status=refused.status if refused else 200,
        going_on=[_shown(row) for row in rows.filter(ended_at=None)],
        over=[_shown(row) for row in rows.filter(ended_at__isnull=False).order_by("-ended_at")[:SHOWN]],
        houses=houses,
        amenities=Amenity.objects.visible_to(request.member).in_service().select_related("shelter"),
        whys=Outage.Why.choices,
        posted=request.POST,
        chosen=request.POST.get("what", "").partition("=")[2],
        refused=refused,
    )


@staff_page(Right.KEEP_TURNS)
def one(request: StaffRequest, outage_id: UUID) -> HttpResponse:
    """One outage: end it by the clock on the wall or take it back, and write it into the logs of whom it
    hit."""
    outage = _of(request, outage_id)
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            return _end(request, outage)
        except DomainError as error:
            refused = error
    return page(
        request,
        "schedules/outage.html",
        title=_("Broken or without power"),
        status=refused.status if refused else 200,
        shown=_shown(outage),
        programmes=Programme.objects.visible_to(request.member),
        today=timezone.now().astimezone(ZoneInfo(outage.shelter.time_zone)),
        may_log=request.member.may(Right.LOG_BARRIERS),
        posted=request.POST,
        refused=refused,
    )


@require_POST
@staff_page(Right.LOG_BARRIERS)
def log(request: StaffRequest, outage_id: UUID) -> HttpResponse:
    """One tap: a technical failure from when to when for every household that lost its turn (J7)."""
    outage = _of(request, outage_id)
    asked = request.POST.get("programme", "")
    programme = next(
        (one for one in Programme.objects.visible_to(request.member) if str(one.pk) == asked), None
    )
    if programme is None:
        raise NotHere
    written = len(outages.log_barriers(outage, programme, by=request.member))
    said = ngettext("Written down for %(n)s household.", "Written down for %(n)s households.", written)
    messages.success(request, said % {"n": written})
    return redirect("schedules:outage", outage.pk)


def _end(request: StaffRequest, outage: Outage) -> HttpResponse:
    """Raises: BadInput, and as the actions."""
    posted = request.POST
    if posted.get("act") == "take_back":
        outages.take_back(outage, by=request.member)
        messages.success(request, _("Taken back."))
        return redirect("schedules:outages")
    ended_at = _moment(posted.get("day", ""), posted.get("clock", ""), outage.shelter)
    moved = outages.end(outage, by=request.member, ended_at=ended_at)
    messages.success(request, " ".join([_("It works again."), _told(moved)]).strip())
    return redirect("schedules:outage", outage.pk)


def _of(request: StaffRequest, outage_id: UUID) -> Outage:
    found: Outage | None = _rows(request).filter(pk=outage_id).first()
    if found is None:
        raise NotHere
    return found


def _begin(request: StaffRequest) -> Moved:
    """Raises: NotHere, BadInput, and as `outages.begin`."""
    posted = request.POST
    amenity: Amenity | None = None
    shelter: Shelter
    kind, _sign, key = posted.get("what", "").partition("=")
    if kind == "amenity":
        rows = Amenity.objects.visible_to(request.member).in_service().select_related("shelter")
        amenity = rows.found(pk=_key(key))
        shelter = amenity.shelter
    else:
        shelter = own_shelter(request, _key(key))
    seat = posted.get("seat", "").strip()
    if seat and not (seat.isascii() and seat.isdigit() and len(seat) <= 4):
        raise BadInput({"seat": seat})
    _outage, moved = outages.begin(
        shelter,
        why=posted.get("why", ""),
        by=request.member,
        amenity=amenity,
        seat=int(seat) if seat else None,
        begun_at=_moment(posted.get("day", ""), posted.get("clock", ""), shelter),
    )
    return moved


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotHere from None


def _moment(day: str, clock: str, shelter: Shelter) -> datetime | None:
    """By the clock of the house; None, which is now, where no clock is given.

    Raises: BadInput.
    """
    if not clock:
        return None
    zone = ZoneInfo(shelter.time_zone)
    try:
        naive = datetime.fromisoformat(f"{day or timezone.now().astimezone(zone).date()}T{clock}")
    except ValueError:
        raise BadInput({"day": day, "clock": clock}) from None
    if not FIRST_YEAR < naive.year < LAST_YEAR:
        raise BadInput({"day": day, "clock": clock})
    return naive.replace(tzinfo=zone)


def _told(moved: Moved) -> str:
    """What became of turns, as a sentence; nothing where nothing did."""
    seat, later, lost = moved.reseated, moved.later, moved.lost
    parts = [
        (seat, ngettext("%(n)s turn has another seat.", "%(n)s turns have another seat.", seat)),
        (later, ngettext("%(n)s turn is later.", "%(n)s turns are later.", later)),
        (
            lost,
            ngettext(
                "%(n)s turn is lost and comes first next time.",
                "%(n)s turns are lost and come first next time.",
                lost,
            ),
        ),
    ]
    return " ".join(words % {"n": count} for count, words in parts if count)


def _rows(request: StaffRequest) -> QuerySet[Outage]:
    """With how many turns each took away."""
    rows = Outage.objects.visible_to(request.member).select_related("shelter", "amenity", "organization")
    return rows.annotate(lost=Count("turns", filter=Q(turns__state=Turn.State.LOST)))


def _shown(outage: Any) -> dict[str, object]:
    zone = ZoneInfo(outage.shelter.time_zone)
    return {
        "outage": outage,
        "begun": by_house(outage.begun_at, zone),
        "ended": by_house(outage.ended_at, zone) if outage.ended_at else None,
        "what": outage.amenity or outage.shelter,
        "lost": outage.lost,
    }
