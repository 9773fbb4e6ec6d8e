"""The banner on top of every staff page, and putting a line of it away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from accounts.rights import Right
from alerts import banners
from alerts.banners import Line
from core import dashboard
from core.dashboard import Card
from shelters.web.cards import member_of
from shelters.web.doors import StaffRequest, staff_page

SEEN = "alerts_seen"
MOST = 50
LONGEST = 500
EMPTY = Line(key="", code="", label="")


@dashboard.register_banner
def banner(request: HttpRequest) -> Card:
    """The lines that the reader has not put away. The box is there without lines too: what is told later is
    then read aloud.
    """
    member, seen = member_of(request), request.session.get(SEEN, [])
    organization = member.organization
    told = banners.lines(organization.network_id, organization.pk, get_language() or "")
    shown = [line for line in told if line.key not in seen]
    # An address that answers to forms only is no way back.
    back = request.path if request.method == "GET" else ""
    may = member.may(Right.REPORT_FRAUD)
    context = {"lines": shown, "seen": " ".join(seen), "empty": EMPTY, "back": back, "may_report": may}
    return Card("alerts/banner.html", context)


@require_POST
@staff_page(Right.SEE_NETWORK)
def seen(request: StaffRequest) -> HttpResponse:
    """Put a line away until it changes; for this session only."""
    known = [key for key in request.session.get(SEEN, []) if key != request.POST.get("key")]
    request.session[SEEN] = [*known, request.POST.get("key", "")[:20]][-MOST:]
    return redirect(own_address(request))


def own_address(request: StaffRequest) -> str:
    """The page of this site on which a form stood, as the form says; else the first page."""
    address = request.POST.get("next", "")[:LONGEST]
    is_own = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    # A word without a slash would be taken for the name of a page.
    return address if address.startswith("/") and is_own else reverse("admin:index")
