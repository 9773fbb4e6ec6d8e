"""The room board: rooms as tiles, beds as places; state, move, close."""

import hashlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.rights import Right
from core.errors import DomainError, NotHere
from core.web.pages import page
from shelters.actions import houses, stays
from shelters.errors import FamilySplit
from shelters.models import Availability, Bed, Room, Shelter, Stay
from shelters.models.beds import BedQuerySet
from shelters.web import orders, rooms
from shelters.web.doors import StaffRequest, own_shelter, staff_page
from shelters.web.households import split_page

# "Until" as people say it; hours from now.
UNTIL = (
    ("", gettext_lazy("not known")),
    ("1", gettext_lazy("in 1 hour")),
    ("4", gettext_lazy("in 4 hours")),
    ("24", gettext_lazy("tomorrow at this time")),
    ("72", gettext_lazy("in 3 days")),
    ("168", gettext_lazy("in a week")),
)


@staff_page(Right.SET_BED_STATE)
def boards(request: StaffRequest) -> HttpResponse:
    """The board of the only house, or the choice of one."""
    shelters = list(Shelter.objects.visible_to(request.member).filter(mode=Shelter.Mode.ROOMS))
    if len(shelters) == 1:
        return redirect("shelters:board", shelters[0].pk)
    return page(request, "shelters/boards.html", title=_("Room board"), shelters=shelters)


@staff_page(Right.SET_BED_STATE)
def board(request: StaffRequest, shelter_id: UUID) -> HttpResponse:
    """The whole board; `?move=` begins a move and asks for the target bed."""
    shelter = own_shelter(request, shelter_id)
    return page(
        request,
        "shelters/board.html",
        title=_("Room board"),
        shelter=shelter,
        tiles=_tiles(request, shelter)[0],
    )


@staff_page(Right.SET_BED_STATE)
def tiles(request: StaffRequest, shelter_id: UUID) -> HttpResponse:
    """The tiles alone, for the refresh every ten seconds; 304 while nothing changed."""
    content, tag = _tiles(request, own_shelter(request, shelter_id))
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    return HttpResponse(content, headers={"ETag": tag})


@staff_page(Right.SET_BED_STATE)
def bed(request: StaffRequest, shelter_id: UUID, bed_id: UUID) -> HttpResponse:
    """One bed: what it is, and taking it out of service or back."""
    shelter = own_shelter(request, shelter_id)
    found = _beds(request, shelter).found(pk=bed_id)
    if request.method == "POST":
        try:
            houses.set_bed_state(
                found,
                state=request.POST.get("state", ""),
                reason=request.POST.get("reason", ""),
                until=_until(request),
                by=request.member,
            )
            messages.success(request, _("Bed %(label)s is changed.") % {"label": found.label})
        except DomainError as refused:
            messages.error(request, f"{refused} {refused.advice}")
        return _back(shelter, f"bed-{bed_id}")
    stay = found.stays.open().first()
    return _panel(
        request,
        shelter,
        "shelters/bed_panel.html",
        bed=found,
        stay=stay,
        look=rooms.look_of(found, stay, room=found.room),
        states=Bed.State.choices,
        reasons=Bed.Reason.choices,
        untils=UNTIL,
    )


@staff_page(Right.SEE_HOUSEHOLD)
def bed_household(request: StaffRequest, shelter_id: UUID, bed_id: UUID) -> HttpResponse:
    """Open the household that has this bed: the one way besides its code."""
    shelter = own_shelter(request, shelter_id)
    found = _beds(request, shelter).found(pk=bed_id)
    stay = Stay.objects.visible_to(request.member).open().found(bed=found)
    return redirect("shelters:household", stay.household_id)


@staff_page(Right.SET_BED_STATE)
def room(request: StaffRequest, shelter_id: UUID, room_id: UUID) -> HttpResponse:
    """One room: close it with a reason, or open it again."""
    shelter = own_shelter(request, shelter_id)
    found = Room.objects.visible_to(request.member).select_related("shelter", "organization", "group")
    chosen = found.filter(shelter=shelter).found(pk=room_id)
    if request.method == "POST":
        try:
            if request.POST.get("act") == "reopen":
                houses.reopen_room(chosen, by=request.member)
            else:
                reason = request.POST.get("reason", "")
                houses.close_room(chosen, reason=reason, until=_until(request), by=request.member)
            messages.success(request, _("%(room)s is changed.") % {"room": chosen.name})
        except DomainError as refused:
            messages.error(request, f"{refused} {refused.advice}")
        return _back(shelter, f"room-{room_id}")
    reasons = Room.ClosedReason.choices
    return _panel(request, shelter, "shelters/room_panel.html", room=chosen, reasons=reasons, untils=UNTIL)


@staff_page(Right.PLACE)
def move(request: StaffRequest, shelter_id: UUID) -> HttpResponse:
    """Put the person of one bed into another. A family that would be split is asked about first."""
    shelter = own_shelter(request, shelter_id)
    asked = request.POST or request.GET
    stay, target = _stay(request, asked.get("stay", "")), _target(request, shelter, asked.get("bed", ""))
    split = orders.split_of(request.POST)
    if request.method != "POST":
        return _ask_split(request, stay, target, None)
    try:
        stays.move(stay.household, into={stay.person: target}, by=request.member, split=split)
    except FamilySplit as refused:
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": f"{request.path}?stay={stay.pk}&bed={target.pk}"})
        return _ask_split(request, stay, target, refused if split else None)
    except DomainError as refused:
        return _moved(request, shelter, f"{refused} {refused.advice}", is_error=True)
    return _moved(request, shelter, _("Moved to bed %(label)s.") % {"label": target.label})


def _tiles(request: StaffRequest, shelter: Shelter) -> tuple[SafeString, str]:
    """The tiles and their tag. The hidden form of a move stands outside of what is tagged."""
    may_list = request.member.may(Right.LIST_HOUSEHOLDS)
    moving = _moving(request)
    context: dict[str, Any] = {
        "shelter": shelter,
        "figures": Availability.objects.filter(shelter=shelter)
        .select_related("group")
        .order_by("group__position"),
        "rooms": rooms.rooms_of(shelter, by=request.member, with_codes=may_list),
        "moving": moving,
    }
    inner = render_to_string("shelters/rooms.html", context, request)
    tag = f'"{hashlib.sha256(inner.encode()).hexdigest()[:24]}"'
    outer = {**context, "inner": mark_safe(inner), "tag": tag}  # noqa: S308  our own template, escaped there
    return render_to_string("shelters/tiles.html", outer, request), tag


def _moving(request: StaffRequest) -> Stay | None:
    """The stay that is being moved, while somebody looks for the target bed."""
    wanted = request.GET.get("move", "")
    if not wanted:
        return None
    try:
        return _stay(request, wanted)
    except NotHere:
        return None


def _moved(request: StaffRequest, shelter: Shelter, said: str, *, is_error: bool = False) -> HttpResponse:
    """The board after a move: the tiles alone for htmx, else the page with a message."""
    if not request.htmx:
        (messages.error if is_error else messages.success)(request, said)
        return redirect("shelters:board", shelter.pk)
    return render(request, "shelters/moved.html", {"tiles": _tiles(request, shelter)[0], "said": said})


def _ask_split(request: StaffRequest, stay: Stay, target: Bed, refused: DomainError | None) -> HttpResponse:
    household = stay.household
    beds = household.stays.in_use().exclude(bed=None).select_related("person", "bed__room")
    where = {other.person.number: other.bed.room.name for other in beds if other.bed}
    where[stay.person.number] = target.room.name
    hidden = {"stay": str(stay.pk), "bed": str(target.pk)}
    return split_page(request, household, where, action=request.path, hidden=hidden, refused=refused)


def _stay(request: StaffRequest, text: str) -> Stay:
    rows = (
        Stay.objects.visible_to(request.member)
        .in_use()
        .select_related("household__organization", "person", "bed")
    )
    return rows.found(pk=_key(text))


def _target(request: StaffRequest, shelter: Shelter, text: str) -> Bed:
    return _beds(request, shelter).found(pk=_key(text))


def _beds(request: StaffRequest, shelter: Shelter) -> BedQuerySet:
    rows = Bed.objects.visible_to(request.member).present().filter(room__shelter=shelter)
    return rows.select_related("room__group", "room__shelter", "organization")


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as wrong:
        raise NotHere from wrong


def _until(request: StaffRequest) -> datetime | None:
    hours = request.POST.get("until", "")
    return timezone.now() + timedelta(hours=int(hours)) if hours in dict(UNTIL) and hours else None


def _panel(request: StaffRequest, shelter: Shelter, template: str, **context: Any) -> HttpResponse:
    """A panel beside the board; without JavaScript a page of its own."""
    context |= {"shelter": shelter, "panel": template}
    if request.htmx:
        return render(request, template, context)
    return page(request, "shelters/panel_page.html", title=_("Room board"), **context)


def _back(shelter: Shelter, anchor: str) -> HttpResponse:
    return redirect(f"{reverse('shelters:board', args=[shelter.pk])}#{anchor}")
