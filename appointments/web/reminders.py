"""Whom to tell today, and the calendar and channel of each house."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.rights import Right
from appointments import channels as ways_out
from appointments.actions import channels, listings, reminders
from appointments.models import CalendarLink, HouseChannel
from core.errors import BadInput, DomainError
from core.web.pages import page
from shelters.actions import lookups
from shelters.models import Shelter
from shelters.web.doors import StaffRequest, own_shelter, staff_page


@staff_page(Right.SEE_TOMORROW)
def today(request: StaffRequest) -> HttpResponse:
    """The families that go out tomorrow and have not been told yet."""
    found = listings.reminders_of_today(by=request.member)
    waiting = [reminder for reminder in found if reminder.told_at is None]
    return page(
        request,
        "appointments/reminders.html",
        title=_("Whom to tell today"),
        waiting=waiting,
        told=len(found) - len(waiting),
    )


@require_POST
@staff_page(Right.KEEP_APPOINTMENTS)
def told(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """Somebody told the family."""
    household = lookups.by_id(household_id, by=request.member)
    reminders.tell(household, by=request.member)
    messages.success(request, _("Written down: this family was told today."))
    if request.member.may(Right.SEE_TOMORROW):
        return redirect("appointments:reminders")
    return redirect("shelters:household", household.pk)


@staff_page(Right.EDIT_SHELTER)
def houses(request: StaffRequest, refused: DomainError | None = None) -> HttpResponse:
    """The secret calendar and the channel of each house of the reader."""
    own = list(Shelter.objects.visible_to(request.member).lean().order_by("name"))
    links = CalendarLink.objects.visible_to(request.member).open().exclude(shelter=None)
    link_of = {link.shelter_id: link for link in links}
    channel_of = {each.shelter_id: each for each in HouseChannel.objects.visible_to(request.member)}
    return page(
        request,
        "appointments/houses.html",
        title=_("Calendars and messages"),
        status=refused.status if refused else 200,
        rows=[
            {"shelter": house, "link": link_of.get(house.pk), "channel": channel_of.get(house.pk)}
            for house in own
        ],
        may_send=ways_out.are_possible(),
        refused=refused,
    )


@require_POST
@staff_page(Right.EDIT_SHELTER)
def channel(request: StaffRequest, shelter_id: UUID) -> HttpResponse:
    """Keep, switch or forget the channel of a house: what the button says."""
    shelter = own_shelter(request, shelter_id)
    try:
        _do(request, shelter)
    except DomainError as refused:
        return houses(request, refused=refused)
    messages.success(request, _("Saved."))
    return redirect("appointments:houses")


def _do(request: StaffRequest, shelter: Shelter) -> None:
    act = request.POST.get("act", "")
    if act == "forget":
        rows = HouseChannel.objects.visible_to(request.member).select_related("organization")
        channels.forget(rows.found(shelter=shelter), by=request.member)
    elif act == "keep":
        address = request.POST.get("address", "").strip()
        channels.keep(shelter, address=address, is_on="is_on" in request.POST, by=request.member)
    else:
        raise BadInput({"act": ""})
