"""Keys of routers: shown once, with what has to be typed into the router."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.rights import Right
from core.errors import BadInput, DomainError
from core.web.pages import page
from schedules.actions import routers
from schedules.models import Amenity, Kind, RouterKey
from schedules.models.admission import LONGEST_DAYS
from shelters.web.doors import StaffRequest, staff_page


@staff_page(Right.MANAGE_ROUTERS)
def listed(request: StaffRequest) -> HttpResponse:
    """The keys of the member's houses, and a form for a new one."""
    if request.method == "POST":
        try:
            return _made(request)
        except DomainError as refused:
            return _list(request, refused)
    return _list(request, None)


@require_POST
@staff_page(Right.MANAGE_ROUTERS)
def revoke(request: StaffRequest, router_id: UUID) -> HttpResponse:
    """The key opens nothing any more."""
    keys = RouterKey.objects.visible_to(request.member).select_related("organization")
    routers.revoke(keys.found(pk=router_id), by=request.member)
    messages.success(request, _("The key is revoked. This router lets nobody in any more."))
    return redirect("schedules:routers")


def _list(request: StaffRequest, refused: DomainError | None) -> HttpResponse:
    own = Amenity.objects.visible_to(request.member).in_service().filter(kind=Kind.WIFI)
    keys = RouterKey.objects.visible_to(request.member).select_related("amenity__shelter")
    return page(
        request,
        "schedules/wifi/routers.html",
        title=_("Routers"),
        status=refused.status if refused else 200,
        links=list(own.select_related("shelter").order_by("shelter__name", "name")),
        keys=list(keys.filter(revoked_at=None, ends_at__gt=timezone.now())),
        longest=LONGEST_DAYS,
        refused=refused,
    )


def _made(request: StaffRequest) -> HttpResponse:
    """Shown once: nobody can read it again."""
    try:
        amenity_id = UUID(request.POST.get("amenity", ""))
        days = int(request.POST.get("days", ""))
    except ValueError as wrong:
        raise BadInput({"days": [_("Write a whole number of days.")]}) from wrong
    links = Amenity.objects.visible_to(request.member).select_related("organization")
    label = request.POST.get("label", "")[:60]
    key, text = routers.make(links.found(pk=amenity_id), label=label, lasts_days=days, by=request.member)
    return page(
        request,
        "schedules/wifi/router_made.html",
        title=_("Key of a router"),
        key=key,
        text=text,
        site=settings.SITE_URL,
        gate=routers.gate_key(key),
        portal=reverse("schedules:portal", args=[key.prefix]),
        captive=settings.SITE_URL + reverse("schedules:captive", args=[key.prefix]),
    )
