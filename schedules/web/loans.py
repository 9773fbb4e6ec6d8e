"""Loans at the desk: who has what, hand out in two taps and a code, take back and wipe."""

from collections import Counter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.rights import Right
from core import dashboard
from core.dashboard import Card
from core.errors import BadInput, DomainError, NotHere
from core.web.pages import page
from schedules.actions import loans
from schedules.models import LentDevice, Loan
from schedules.signs import called
from schedules.web.clocks import by_house
from shelters.actions import lookups
from shelters.models import Household, Shelter, Stay
from shelters.web import sections
from shelters.web.cards import member_of
from shelters.web.doors import StaffRequest, own_shelter, staff_page
from shelters.web.sections import Section


@staff_page(Right.LEND)
def houses(request: StaffRequest) -> HttpResponse:
    """The houses with their devices, as numbers; with one house, that house."""
    rows = list(Shelter.objects.visible_to(request.member).lean().order_by("name"))
    if len(rows) == 1:
        return redirect("schedules:loans", rows[0].pk)
    is_there = Q(lent_devices__retired_at=None)
    counted = Shelter.objects.visible_to(request.member).annotate(n=Count("lent_devices", filter=is_there))
    numbers = dict(counted.values_list("pk", "n"))
    return page(
        request,
        "schedules/loans/houses.html",
        title=_("Devices on loan"),
        houses=[(shelter, numbers.get(shelter.pk, 0)) for shelter in rows],
    )


@staff_page(Right.LEND)
def listed(request: StaffRequest, shelter_id: UUID) -> HttpResponse:
    """Who has what, the overdue first; what waits to be wiped; and the form to hand out."""
    shelter = own_shelter(request, shelter_id)
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            loan = _hand_out(request, request.POST.get("code", ""))
        except DomainError as error:
            refused = error
        else:
            _say_until(request, loan)
            return redirect("schedules:loans", shelter.pk)
    rows = loans.listed(shelter, by=request.member)
    names = called({loan.household.code for loan in rows})
    zone = ZoneInfo(shelter.time_zone)
    return page(
        request,
        "schedules/loans/list.html",
        title=_("Devices on loan"),
        status=refused.status if refused else 200,
        shelter=shelter,
        out=[_shown(loan, names, zone) for loan in rows if loan.returned_at is None],
        to_wipe=LentDevice.objects.visible_to(request.member).to_wipe().filter(shelter=shelter),
        ready=_ready(request, shelter.pk),
        posted=request.POST if refused else {},
        refused=refused,
        may_set_up=request.member.may(Right.RUN_AMENITIES),
        as_of=by_house(timezone.now(), zone),
    )


@require_POST
@staff_page(Right.LEND)
def hand_to(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """From the household's page: one device of its house, one tap.

    Raises: NotHere.
    """
    household = lookups.by_id(household_id, by=request.member)
    try:
        loan = loans.hand_out(_asked_device(request), household, by=request.member)
    except DomainError as refused:
        messages.error(request, f"{refused} {refused.advice}")
    else:
        _say_until(request, loan)
    return redirect("shelters:household", household.pk)


def section(request: StaffRequest, household: Household) -> Section | None:
    """What the household has, and what it could have."""
    if not request.member.may(Right.LEND):
        return None
    own = Loan.objects.of_houses(request.member).out().filter(household=household)
    rows = list(own.select_related("device__shelter").order_by("due_at"))
    stay = Stay.objects.visible_to(request.member).in_use().filter(household=household).first()
    ready = _ready(request, stay.shelter_id) if stay is not None else []
    if not rows and not ready:
        return None
    context = {
        "loans": [(loan, by_house(loan.due_at, ZoneInfo(loan.device.shelter.time_zone))) for loan in rows],
        "ready": ready,
    }
    return Section("schedules/sections/loans.html", context)


def card(request: HttpRequest) -> Card | None:
    """How many devices are out, overdue, and wait to be wiped: numbers only."""
    member = member_of(request)
    if not member.may(Right.LEND):
        return None
    devices = LentDevice.objects.visible_to(member).filter(retired_at=None)
    if not devices.exists():
        return None
    out = list(Loan.objects.of_houses(member).out().values_list("due_at", flat=True))
    now = timezone.now()
    context = Counter(out=len(out), overdue=sum(due < now for due in out))
    context["to_wipe"] = devices.to_wipe().count()
    return Card("schedules/cards/loans.html", context)


def _hand_out(request: StaffRequest, code: str) -> Loan:
    """Raises: NotHere, BadInput, and as `loans.hand_out`."""
    device = _asked_device(request)
    minutes = request.POST.get("minutes", "").strip()
    if minutes and not (minutes.isascii() and minutes.isdigit() and len(minutes) <= 5):
        raise BadInput({"minutes": minutes})
    return loans.hand_out(
        device,
        lookups.by_code(code, by=request.member),
        by=request.member,
        minutes=int(minutes) if minutes else None,
    )


def _asked_device(request: StaffRequest) -> LentDevice:
    """Raises: NotHere."""
    try:
        key = UUID(request.POST.get("device", ""))
    except ValueError:
        raise NotHere from None
    return LentDevice.objects.visible_to(request.member).found(pk=key)


def _ready(request: StaffRequest, shelter_id: UUID) -> list[LentDevice]:
    rows = LentDevice.objects.visible_to(request.member).ready().filter(shelter=shelter_id)
    return list(rows.order_by("kind", "label"))


def _say_until(request: StaffRequest, loan: Loan) -> None:
    due = loan.due_at.astimezone(ZoneInfo(loan.device.shelter.time_zone))
    said = _("Handed out: %(label)s. Back by %(time)s.")
    messages.success(request, said % {"label": loan.device.label, "time": f"{due:%H:%M}"})


def _shown(loan: Loan, names: Any, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "loan": loan,
        "who": names[loan.household.code],
        "due": by_house(loan.due_at, zone),
        "is_overdue": loan.is_overdue,
    }


sections.add(section, position=48)
dashboard.register(card, position=13)
