"""A tablet that goes from hand to hand: staff turn it over, a guest reads, the tablet forgets (R40).

Every page works without a script: the idle time is a refresh of the page itself.
"""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.rights import Right
from core.errors import DomainError, NotHere
from core.web.pages import page
from schedules import tablets
from schedules.actions import loans
from schedules.models import LentDevice, Loan
from schedules.signs import signs_of
from schedules.tablets import Handed
from schedules.web.clocks import by_house
from schedules.web.devices import device_of
from shelters.actions import lookups
from shelters.web.doors import StaffRequest, staff_page


@staff_page(Right.LEND)
def turn_over(request: StaffRequest, device_id: UUID) -> HttpResponse:
    """The last page that staff see: after it their session is over, and the tablet is a guest's.

    Raises: NotHere (also for a device that does not stay in the house).
    """
    device = device_of(request, device_id)
    if not device.is_shared:
        raise NotHere
    loan = Loan.objects.of_houses(request.member).out().filter(device=device).first()
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            return _turned_over(request, device, loan or _begin(request, device))
        except DomainError as error:
            refused = error
    return page(
        request,
        "schedules/loans/turn_over.html",
        title=_("Turn the tablet over"),
        status=refused.status if refused else 200,
        device=device,
        is_out=loan is not None,
        posted=request.POST if refused else {},
        refused=refused,
    )


@require_safe
def guest(request: HttpRequest) -> HttpResponse:
    """Official channels and guides, in the languages of the house."""
    handed = Handed.of(request)
    if handed is None or not handed.is_open:
        return redirect("schedules:tablet_rest")
    context = {"handed": handed, "until": _clock(handed), "guides": tablets.guides(handed)}
    answer = render(request, "schedules/tablet/guest.html", context)
    # A header, so that it also works without a script; one touch on the next page goes on reading.
    answer.headers["Refresh"] = f"{handed.refresh_seconds};url={reverse('schedules:tablet_rest')}"
    return answer


@require_safe
def rest(request: HttpRequest) -> HttpResponse:
    """Between two touches and two guests: nothing of what was read is left. Whoever has the tablet goes on
    with one touch until the time is over."""
    handed = Handed.of(request)
    context: dict[str, Any] = {"handed": handed}
    if handed is not None:
        context["until"] = _clock(handed)
    return _forgetting(render(request, "schedules/tablet/rest.html", context), handed)


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """The quick way out: a page that says the day and nothing else, and no way back to what was read."""
    handed = Handed.of(request)
    now = by_house(timezone.now(), ZoneInfo(handed.zone)) if handed else timezone.localtime()
    return _forgetting(render(request, "schedules/tablet/left.html", {"now": now}), handed)


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Go on reading, from the beginning."""
    handed = Handed.of(request)
    if handed is None:
        return redirect("schedules:tablet_rest")
    answer = redirect("schedules:tablet")
    handed.keep(answer, is_open=True)
    return answer


for view in (guest, rest, leave, again):
    view.no_member_needed = True  # type: ignore[attr-defined]


def _begin(request: StaffRequest, device: LentDevice) -> Loan:
    household = lookups.by_code(request.POST.get("code", ""), by=request.member)
    return loans.hand_out(device, household, by=request.member)


def _turned_over(request: StaffRequest, device: LentDevice, loan: Loan) -> HttpResponse:
    first, second = signs_of(loan.household.code)
    handed = Handed(
        network=request.member.organization.network_id.hex,
        zone=device.shelter.time_zone,
        until=int(loan.due_at.timestamp()),
        pictures=(first.name, second.name),
    )
    logout(request)
    answer = redirect("schedules:tablet")
    handed.keep(answer, is_open=True)
    return answer


def _forgetting(answer: HttpResponse, handed: Handed | None) -> HttpResponse:
    tablets.wipe(answer)
    if handed is not None:
        handed.keep(answer, is_open=False)
    return answer


def _clock(handed: Handed) -> Any:
    return by_house(handed.ends_at, ZoneInfo(handed.zone))
