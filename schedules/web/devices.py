"""One device: hand out, take back, wipe, lost, found again. What it is bring schedules/web/stock.py."""

from collections.abc import Callable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.rights import Right
from core.errors import BadInput, DomainError, NotHere, Text
from core.web.pages import page
from schedules.actions import devices, loans
from schedules.actions.devices import Wiped
from schedules.models import LentDevice, Loan
from schedules.signs import called
from schedules.web.clocks import by_house
from shelters.actions import lookups
from shelters.web.doors import StaffRequest, staff_page

TICKS: tuple[tuple[str, Text], ...] = (
    ("signed_out", gettext_lazy("Signed out of every account")),
    ("history_gone", gettext_lazy("History, passwords and typed words erased")),
    ("camera_empty", gettext_lazy("Photos and recordings erased")),
    ("downloads_gone", gettext_lazy("Downloads and files erased")),
)


@staff_page(Right.LEND)
def one(request: StaffRequest, device_id: UUID) -> HttpResponse:
    """Where the device is, and the next thing to do with it. Its label leads here.

    Raises: NotHere.
    """
    device = device_of(request, device_id)
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            messages.success(request, str(_act(request, device)))
        except DomainError as error:
            refused = error
        else:
            return redirect("schedules:device", device.pk)
        device = device_of(request, device_id)
    last = Loan.objects.of_houses(request.member).filter(device=device)
    loan = (
        last.select_related("household", "handed_by", "taken_by", "wiped_by").order_by("-handed_at").first()
    )
    return page(
        request,
        "schedules/loans/device.html",
        title=_("Device"),
        status=refused.status if refused else 200,
        device=device,
        ticks=TICKS,
        conditions=Loan.Condition.choices,
        may_set_up=request.member.may(Right.RUN_AMENITIES),
        posted=request.POST if refused else {},
        refused=refused,
        **_state(request, device, loan),
    )


def device_of(request: StaffRequest, device_id: UUID) -> LentDevice:
    """A device of a house in which the reader works.

    Raises: NotHere.
    """
    rows = LentDevice.objects.visible_to(request.member)
    return rows.select_related("shelter", "organization", "amenity").found(pk=device_id)


def _state(request: StaffRequest, device: LentDevice, loan: Loan | None) -> dict[str, Any]:
    """Where it is, in one word for the template: out, unwiped, away, lost or ready."""
    zone = ZoneInfo(device.shelter.time_zone)
    is_out = loan is not None and loan.returned_at is None and loan.lost_at is None
    shown: dict[str, Any] = {"state": "ready", "loan": loan, "as_of": by_house(timezone.now(), zone)}
    if loan is not None:
        shown["who"] = called({loan.household.code})[loan.household.code]
        shown["handed"], shown["due"] = by_house(loan.handed_at, zone), by_house(loan.due_at, zone)
        shown["may_undo"] = loans.can_undo(loan, by=request.member)
    if is_out:
        shown["state"] = "out"
    elif loan is not None and loan.lost_at is not None and device.retired_at is not None:
        shown["state"] = "lost"
    elif device.retired_at is not None:
        shown["state"] = "away"
    elif not device.is_wiped or (loan is not None and loan.closed_at is None):
        shown["state"] = "unwiped"
    elif device.is_broken:
        shown["state"] = "broken"
    return shown


def _act(request: StaffRequest, device: LentDevice) -> Text:
    """Raises: BadInput, NotHere, and what the actions raise."""
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise BadInput({"act": request.POST.get("act", "")})
    return act(request, device)


def _hand_out(request: StaffRequest, device: LentDevice) -> Text:
    household = lookups.by_code(request.POST.get("code", ""), by=request.member)
    loan = loans.hand_out(
        device, household, by=request.member, condition=request.POST.get("condition") or Loan.Condition.GOOD
    )
    due = loan.due_at.astimezone(ZoneInfo(device.shelter.time_zone))
    return _("Handed out: %(label)s. Back by %(time)s.") % {"label": device.label, "time": f"{due:%H:%M}"}


def _back(request: StaffRequest, device: LentDevice) -> Text:
    """Taken back; wiped in the same tap where the whole list is done."""
    condition = request.POST.get("condition") or Loan.Condition.GOOD
    loans.take_back(_loan(request, device), by=request.member, condition=condition)
    wiped = _wiped(request)
    if not device.remembers:
        return _("Back in the house.")
    if not wiped.is_whole:
        return _("Back in the house. It goes out again when it is wiped.")
    devices.wipe(device, wiped, by=request.member)
    return _("Back in the house, and wiped.")


def _wipe(request: StaffRequest, device: LentDevice) -> Text:
    devices.wipe(device, _wiped(request), by=request.member)
    return _("Wiped. It may go out again.")


def _lost(request: StaffRequest, device: LentDevice) -> Text:
    loans.lost(_loan(request, device), by=request.member)
    return _("Given up for lost. The family may have another one; nobody pays.")


def _found(request: StaffRequest, device: LentDevice) -> Text:
    loans.found_again(_loan(request, device), by=request.member)
    return _("It is back on the list.")


def _undo(request: StaffRequest, device: LentDevice) -> Text:
    loans.undo(_loan(request, device), by=request.member)
    return _("Undone.")


ACTS: dict[str, Callable[[StaffRequest, LentDevice], Text]] = {
    "hand_out": _hand_out,
    "back": _back,
    "wipe": _wipe,
    "lost": _lost,
    "found": _found,
    "undo": _undo,
}


def _loan(request: StaffRequest, device: LentDevice) -> Loan:
    """The loan that the page showed: another one may have begun since.

    Raises: NotHere.
    """
    rows = Loan.objects.of_houses(request.member).filter(device=device)
    try:
        key = UUID(request.POST.get("loan", ""))
    except ValueError:
        raise NotHere from None
    loan: Loan = rows.select_related("device", "organization").found(pk=key)
    return loan


def _wiped(request: StaffRequest) -> Wiped:
    battery = request.POST.get("battery", "").strip()
    is_number = battery.isascii() and battery.isdigit() and len(battery) <= 3
    return Wiped(
        **{name: name in request.POST for name, _words in TICKS}, battery=int(battery) if is_number else None
    )
