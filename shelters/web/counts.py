"""The count page: places per group, groups that arrive by bus, places over capacity."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.rights import Right
from core.errors import DomainError, NotHere
from core.web.pages import page
from shelters.actions import capacity, changes, counts
from shelters.errors import SurprisingCount
from shelters.models import BusCount, Change, Group, OverCapacity, Places, Room, Shelter
from shelters.web.doors import StaffRequest, own_shelter, staff_page

NIGHTS = (
    ("12", gettext_lazy("tomorrow morning")),
    ("24", gettext_lazy("one day")),
    ("72", gettext_lazy("3 days")),
    ("168", gettext_lazy("a week")),
)


@staff_page(Right.COUNT_PLACES)
def count(
    request: StaffRequest,
    surprising: dict[UUID, tuple[int, SurprisingCount]] | None = None,
    refused: DomainError | None = None,
) -> HttpResponse:
    """All own houses with their counts; a surprising figure asks once more and is kept meanwhile."""
    member = request.member
    shelters = list(
        Shelter.objects.visible_to(member).prefetch_related(
            "places__group", "availability__group", "rooms__group"
        )
    )
    recent = Change.objects.visible_to(member).undoable().filter(by=member, verb__in=changes.UNDO_OF)
    return page(
        request,
        "shelters/count.html",
        title=_("Count"),
        status=409 if surprising or refused else 200,
        shelters=shelters,
        surprising=surprising or {},
        buses=list(BusCount.objects.visible_to(member).open().select_related("shelter")),
        permits=list(
            OverCapacity.objects.visible_to(member).open().select_related("shelter", "group", "room")
        ),
        changes=list(recent.select_related("shelter")[:3]),
        may_open=member.may(Right.GO_OVER_CAPACITY),
        may_place=member.may(Right.PLACE),
        reasons=OverCapacity.Reason.choices,
        nights=NIGHTS,
        refused=refused,
    )


@require_POST
@staff_page(Right.COUNT_PLACES)
def save(request: StaffRequest, shelter_id: UUID) -> HttpResponse:
    """Save the figures that were changed, each by itself."""
    shelter = own_shelter(request, shelter_id)
    surprising: dict[UUID, tuple[int, SurprisingCount]] = {}
    saved = 0
    for places in Places.objects.visible_to(request.member).filter(shelter=shelter):
        figure = _figure(request.POST.get(f"in_use_{places.pk}"))
        is_confirmed = request.POST.get("confirmed") == str(places.pk)
        if figure is None or (figure == places.in_use and not is_confirmed):
            continue
        try:
            counts.count_places(places, in_use=figure, by=request.member, confirmed=is_confirmed)
            saved += 1
        except SurprisingCount as refused:
            surprising[places.pk] = (figure, refused)
        except DomainError as refused:
            return count(request, refused=refused)
    if surprising:
        return count(request, surprising=surprising)
    if saved:
        messages.success(request, _("The count of %(shelter)s is saved.") % {"shelter": shelter})
    else:
        messages.info(request, _("No figure was changed. If they are right, confirm them."))
    return redirect("shelters:count")


@require_POST
@staff_page(Right.COUNT_PLACES)
def confirm(request: StaffRequest, shelter_id: UUID) -> HttpResponse:
    """The figures are right: they are as of now."""
    shelter = own_shelter(request, shelter_id)
    return _done(
        request,
        lambda: counts.confirm_figures(shelter, by=request.member),
        _("Thank you. The figures are as of now."),
    )


@require_POST
@staff_page(Right.PLACE)
def bus(request: StaffRequest, shelter_id: UUID) -> HttpResponse:
    """A group is here: counted at once, households later."""
    shelter = own_shelter(request, shelter_id)
    people = {name: _figure(request.POST.get(name)) or 0 for name in ("men", "women", "children")}
    said = _("%(people)d people are counted. Place the families one by one from the desk.")
    said %= {"people": sum(people.values())}
    return _done(request, lambda: counts.count_bus(shelter, **people, by=request.member), said)


@require_POST
@staff_page(Right.PLACE)
def close_bus(request: StaffRequest, bus_id: UUID) -> HttpResponse:
    """Nobody of the group waits any more."""
    group = (
        BusCount.objects.visible_to(request.member).select_related("organization", "shelter").found(pk=bus_id)
    )
    return _done(request, lambda: counts.close_bus(group, by=request.member), _("The group is done."))


@require_POST
@staff_page(Right.GO_OVER_CAPACITY)
def over(request: StaffRequest, shelter_id: UUID) -> HttpResponse:
    """Open places over capacity: how many, why, until when."""
    shelter = own_shelter(request, shelter_id)
    room = _row(Room.objects.visible_to(request.member).select_related("group"), request.POST.get("room"))
    group = room.group if room else _row(Group.objects.visible_to(request.member), request.POST.get("group"))
    hours = request.POST.get("hours", "")
    if group is None or hours not in dict(NIGHTS):
        raise NotHere
    return _done(
        request,
        lambda: capacity.open_over_capacity(
            shelter,
            group=group,
            room=room,
            places=_figure(request.POST.get("places")) or 0,
            reason=request.POST.get("reason", ""),
            ends_at=timezone.now() + timedelta(hours=int(hours)),
            by=request.member,
        ),
        _("Places over capacity are open. They never hide the free places of others."),
    )


@require_POST
@staff_page(Right.GO_OVER_CAPACITY)
def close_over(request: StaffRequest, act_id: UUID) -> HttpResponse:
    """End places over capacity before their time."""
    act = OverCapacity.objects.visible_to(request.member).select_related("organization").found(pk=act_id)
    return _done(request, lambda: capacity.close_over_capacity(act, by=request.member), _("Closed."))


def _done(request: StaffRequest, deed: Callable[[], Any], said: str) -> HttpResponse:
    try:
        deed()
    except DomainError as refused:
        return count(request, refused=refused)
    messages.success(request, said)
    return redirect("shelters:count")


def _figure(text: str | None) -> int | None:
    """A typed number; nothing where there is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else None


def _row(rows: Any, key: str | None) -> Any:
    try:
        return rows.filter(pk=UUID(str(key))).first()
    except ValueError:
        return None
