"""Wi-Fi for the desk: how many strips there are, printing them, and what to do when one does not work."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.rights import Right
from core import dashboard
from core.dashboard import Card
from core.errors import BadInput, DomainError
from core.web.pages import page
from schedules import voucher_files
from schedules.actions import vouchers
from schedules.models import Amenity, Kind, TurnWindow
from schedules.voucher_files import For
from shelters.web.cards import member_of
from shelters.web.doors import StaffRequest, staff_page

# Further away there are no windows, and behind us no vouchers.
FURTHEST = timedelta(days=31)


@staff_page(Right.KEEP_TURNS)
def overview(request: StaffRequest, refused: DomainError | None = None) -> HttpResponse:
    """Each Wi-Fi link with its turns: of today, or of `?day=`."""
    day = day_of(request)
    found = vouchers.days(by=request.member, day=day)
    today = min((vouchers.today_of(each.link) for each in found), default=timezone.localdate())
    shown = day or next((each.day for each in found), today)
    return page(
        request,
        "schedules/wifi/overview.html",
        title=_("Wi-Fi"),
        status=refused.status if refused else 200,
        links=found,
        day=shown,
        before=shown - timedelta(days=1) if shown > today else None,
        after=shown + timedelta(days=1),
        may_route=request.member.may(Right.MANAGE_ROUTERS),
        files=list(For),
        refused=refused,
    )


@require_POST
@staff_page(Right.KEEP_TURNS)
def make(request: StaffRequest, amenity_id: UUID) -> HttpResponse:
    """A voucher for each seat of the day."""
    link, day = link_of(request, amenity_id), day_of(request)
    try:
        count = vouchers.make(link, day or vouchers.today_of(link), by=request.member)
    except DomainError as refused:
        return overview(request, refused=refused)
    made = ngettext("%(count)s voucher was made.", "%(count)s vouchers were made.", count)
    messages.success(request, made % {"count": count})
    return _back(day)


@require_POST
@staff_page(Right.KEEP_TURNS)
def window(request: StaffRequest) -> HttpResponse:
    """Other words for a whole turn, or none at all: what the button says."""
    windows = TurnWindow.objects.visible_to(request.member).select_related("organization", "amenity__shelter")
    try:
        meant = windows.found(pk=_chosen(request))
        _do(request, meant)
    except DomainError as refused:
        return overview(request, refused=refused)
    return _back(meant.day)


@require_POST
@staff_page(Right.KEEP_TURNS)
def exchange(request: StaffRequest, amenity_id: UUID) -> HttpResponse:
    """Another word for a strip that somebody brings back: leads to the paper with it alone."""
    link = link_of(request, amenity_id)
    try:
        voucher = vouchers.exchange(link, request.POST.get("voucher", ""), by=request.member)
    except DomainError as refused:
        return overview(request, refused=refused)
    return redirect(
        f"{reverse('schedules:strips', args=[link.pk])}?day={voucher.window.day:%Y-%m-%d}&only={voucher.pk}"
    )


@require_safe
@staff_page(Right.MANAGE_ROUTERS)
def file(request: StaffRequest, amenity_id: UUID) -> HttpResponse:
    """The vouchers of a day for a router that asks nobody. `?for=` says which."""
    link = link_of(request, amenity_id)
    day = day_of(request) or vouchers.today_of(link)
    try:
        kind = For(request.GET.get("for", ""))
    except ValueError as wrong:
        raise BadInput({"for": [_("Choose one of the routers.")]}) from wrong
    rows = vouchers.strips(link, day, by=request.member)
    content = voucher_files.written(kind, rows, zone=link.shelter.time_zone)
    name = f"vouchers-{kind}-{day:%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def card(request: HttpRequest) -> Card | None:
    """The way to the strips, where a house of the member has Wi-Fi."""
    member = member_of(request)
    if not member.may(Right.KEEP_TURNS):
        return None
    own = Amenity.objects.visible_to(member).in_service()
    has_wifi = own.filter(kind=Kind.WIFI).exists()
    return Card("schedules/cards/wifi.html") if has_wifi else None


def _chosen(request: StaffRequest) -> UUID:
    try:
        return UUID(request.POST.get("window", ""))
    except ValueError as wrong:
        raise BadInput({"window": [_("Choose one of the list.")]}) from wrong


def _do(request: StaffRequest, meant: TurnWindow) -> None:
    act = request.POST.get("act", "")
    if act == "anew":
        vouchers.make_anew(meant, by=request.member)
        messages.success(request, _("All strips of this turn have new words. The old ones open nothing."))
    elif act == "revoke":
        vouchers.revoke(meant, by=request.member)
        messages.success(request, _("The strips of this turn that nobody used open nothing any more."))
    else:
        raise BadInput({"act": [_("Press one of the buttons.")]})


def link_of(request: StaffRequest, amenity_id: UUID) -> Amenity:
    """Raises: NotHere."""
    own = Amenity.objects.visible_to(request.member).select_related("organization", "shelter")
    found: Amenity = own.found(pk=amenity_id)
    return found


def day_of(request: StaffRequest) -> date | None:
    """The day of `?day=` or of the form; None is today. Nonsense is today too."""
    try:
        day = date.fromisoformat(request.POST.get("day") or request.GET.get("day", ""))
    except ValueError:
        return None
    return day if abs(day - timezone.localdate()) <= FURTHEST else None


def _back(day: date | None) -> HttpResponse:
    address = reverse("schedules:wifi")
    return redirect(f"{address}?day={day:%Y-%m-%d}" if day else address)


dashboard.register(card, position=18)
