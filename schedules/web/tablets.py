"""A tablet that goes from hand to hand: staff turn it over, a guest reads, the tablet forgets (R40).

Every page works without a script: the idle time is a refresh of the page itself.
"""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.rights import Right
from appointments import programmes as reading
from appointments.models import Programme
from appointments.models.programmes import in_own_words
from core.errors import DomainError, NotHere
from core.web.pages import page
from privacy import walls
from schedules import tablets
from schedules.actions import loans
from schedules.models import LentDevice, Loan
from schedules.signs import signs_of
from schedules.tablets import Handed
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
    context = {"handed": handed, "until": _clock(handed), "guides": _guides(handed)}
    return render(request, "schedules/tablet/guest.html", context)


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
    now = timezone.now().astimezone(ZoneInfo(handed.zone)) if handed else timezone.localtime()
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


def _guides(handed: Handed) -> list[dict[str, Any]]:
    """What the network tells everybody about its programmes: how, where, with which papers."""
    now = timezone.now()
    with walls.on_behalf(None, network=handed.network_id):
        known = list(Programme.objects.filter(network=handed.network_id).with_state(now))
        rules = reading.rules_at(known, now)
    return [
        {
            "programme": one,
            "summary": in_own_words(rule, "summary") if rule else "",
            "documents": in_own_words(rule, "documents").splitlines() if rule else [],
            "is_free": rule is not None and rule.is_free,
        }
        for one in known
        for rule in [rules.get(one.pk)]
    ]


def _clock(handed: Handed) -> Any:
    return handed.ends_at.astimezone(ZoneInfo(handed.zone))
