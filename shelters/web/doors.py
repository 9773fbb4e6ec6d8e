"""The way into a staff page: signed in, working somewhere, and refusals said politely."""

from collections.abc import Callable
from datetime import datetime, time
from functools import partial, wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from accounts.rights import Right
from accounts.web.requests import MemberRequest
from core.errors import DomainError, NotAllowed
from core.web.pages import refusal
from core.web.repeats import once
from shelters.models import Shelter

View = Callable[..., HttpResponse]
OPENS = time(6)  # where a house states only when it closes


class StaffRequest(MemberRequest):
    """A request of somebody who works in an organization, perhaps for a part of a page."""

    htmx: HtmxDetails


def staff_page(right: Right) -> Callable[[View], View]:
    """A page for those who hold the right. Refusals of actions become a page, never a bare error.

    A form with `{% once %}` in it has one effect, however often it is sent.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                if not request.member.may(right):
                    raise NotAllowed
                member, answer = request.member, partial(view, request, *args, **kwargs)
                return once(request, answer, tenant=member.organization_id, member=member.pk)
            except DomainError as refused:
                return refusal(request, refused)

        def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            behind_the_door: View = admin.site.admin_view(guarded)
            return behind_the_door(request, *args, **kwargs)

        return wraps(view)(entered)

    return decorate


def own_shelter(request: StaffRequest, shelter_id: object) -> Shelter:
    """A house in which the reader works; absent and foreign ones answer alike.

    Raises: NotHere.
    """
    found: Shelter = Shelter.objects.visible_to(request.member).found(pk=shelter_id)
    return found


def are_closed(shelter: Shelter, now: datetime) -> bool:
    """Whether the doors of the house are closed at this moment, by the clock on its own wall."""
    if shelter.doors_close is None:
        return False
    clock = now.astimezone(ZoneInfo(shelter.time_zone)).time()
    opens, closes = shelter.doors_open or OPENS, shelter.doors_close
    if closes > opens:
        return clock >= closes or clock < opens
    return closes <= clock < opens
