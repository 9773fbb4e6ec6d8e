"""The devices of a house: written down, changed, taken away; their labels to print."""

from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.rights import Right
from core.errors import BadInput, DomainError
from core.web.pages import page
from core.web.plain import refuse_nul
from schedules.actions import devices
from schedules.models import Amenity, LentDevice, LentKind
from schedules.web.devices import device_of
from shelters.models import Shelter
from shelters.web.doors import StaffRequest, own_shelter, staff_page


@staff_page(Right.LEND)
def stock(request: StaffRequest, shelter_id: UUID) -> HttpResponse:
    """Every device of the house; coordinators add one."""
    shelter = own_shelter(request, shelter_id)
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            device = devices.add(shelter, by=request.member, **_read(request, shelter))
        except DomainError as error:
            refused = error
        else:
            messages.success(request, _("Added: %(label)s. Print its label.") % {"label": device.label})
            return redirect("schedules:stock", shelter.pk)
    rows = LentDevice.objects.visible_to(request.member).filter(shelter=shelter)
    return page(
        request,
        "schedules/loans/stock.html",
        title=_("Devices of the house"),
        status=refused.status if refused else 200,
        shelter=shelter,
        devices=list(rows.filter(retired_at=None).order_by("kind", "label")),
        gone=list(rows.exclude(retired_at=None).order_by("-retired_at")[:20]),
        refused=refused,
        **_form(request, shelter, request.POST if refused else {}),
    )


@staff_page(Right.RUN_AMENITIES)
def change(request: StaffRequest, device_id: UUID) -> HttpResponse:
    """What the device is; take it away; bring it back."""
    device = device_of(request, device_id)
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            messages.success(request, _act(request, device))
        except DomainError as error:
            refused = error
        else:
            return redirect("schedules:device", device.pk)
        device = device_of(request, device_id)
    known = {
        "kind": device.kind,
        "label": device.label,
        "longest_minutes": device.longest_minutes,
        "amenity": str(device.amenity_id or ""),
        "is_shared": device.is_shared,
        "is_broken": device.is_broken,
    }
    return page(
        request,
        "schedules/loans/change.html",
        title=_("Change a device"),
        status=refused.status if refused else 200,
        device=device,
        refused=refused,
        **_form(request, device.shelter, request.POST if refused else known),
    )


@staff_page(Right.LEND)
def labels(request: StaffRequest, shelter_id: UUID) -> HttpResponse:
    """Labels to stick on devices. The picture leads whoever works here to the page of the device; it says
    nothing to anybody else."""
    shelter = own_shelter(request, shelter_id)
    rows = LentDevice.objects.visible_to(request.member).filter(shelter=shelter, retired_at=None)
    shown = [(device, _picture(device)) for device in rows.order_by("kind", "label")]
    return render(request, "schedules/papers/labels.html", {"shelter": shelter, "labels": shown})


def _picture(device: LentDevice) -> str:
    address = settings.SITE_URL + reverse("schedules:device", args=[device.pk])
    drawn: str = segno.make(address, micro=False).svg_inline(scale=2, border=2)
    return drawn


def _act(request: StaffRequest, device: LentDevice) -> str:
    """Raises: BadInput, and what the actions raise."""
    act = request.POST.get("act", "")
    if act == "retire":
        devices.retire(device, by=request.member)
        return _("Taken away. Its label is free.")
    if act == "bring_back":
        devices.bring_back(device, by=request.member)
        return _("It is back on the list.")
    if act != "change":
        raise BadInput({"act": act})
    broken = {"is_broken": "is_broken" in request.POST}
    devices.change(device, by=request.member, **_read(request, device.shelter), **broken)
    return _("Changed.")


def _form(request: StaffRequest, shelter: Shelter, posted: Any) -> dict[str, Any]:
    return {
        "kinds": LentKind.choices,
        "amenities": list(Amenity.objects.visible_to(request.member).in_service().filter(shelter=shelter)),
        "posted": posted,
        "may_set_up": request.member.may(Right.RUN_AMENITIES),
    }


def _read(request: StaffRequest, shelter: Shelter) -> dict[str, Any]:
    """Raises: BadInput, NotHere."""
    posted = request.POST
    refuse_nul(posted)
    minutes = posted.get("longest_minutes", "").strip()
    if not (minutes.isascii() and minutes.isdigit() and len(minutes) <= 5):
        raise BadInput({"longest_minutes": minutes})
    amenity = None
    if posted.get("amenity"):
        try:
            key = UUID(posted["amenity"])
        except ValueError:
            raise BadInput({"amenity": posted["amenity"]}) from None
        amenity = Amenity.objects.visible_to(request.member).found(pk=key, shelter=shelter)
    return {
        "kind": posted.get("kind", ""),
        "label": posted.get("label", ""),
        "longest_minutes": int(minutes),
        "amenity": amenity,
        "is_shared": "is_shared" in posted,
    }
