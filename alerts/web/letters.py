"""Alerts by e-mail: the own choice of a member, and the way out for whoever has a letter."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import addresses, post
from accounts.rights import Right
from alerts.actions import digests
from alerts.models import DigestWish
from alerts.web.everybody import for_everybody
from core.errors import DomainError
from core.web.pages import page
from shelters.web.doors import StaffRequest, staff_page


@staff_page(Right.SEE_NETWORK)
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: StaffRequest) -> HttpResponse:
    """Give and prove an address, and choose the letters."""
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            messages.success(request, _done(request))
            return redirect("alerts:letters")
        except DomainError as error:
            refused = error
    return page(
        request,
        "alerts/letters/own.html",
        title=_("Alerts by e-mail"),
        status=refused.status if refused else 200,
        refused=refused,
        address=addresses.of(request.user),
        is_set_up=post.is_set_up(),
        is_chosen=DigestWish.objects.visible_to(request.member).exists(),
        hour=digests.HOUR,
        zone=request.member.organization.network.time_zone,
    )


def _done(request: StaffRequest) -> str:
    """What was done, as a sentence."""
    posted, member = request.POST, request.member
    if "ask" in posted:
        addresses.ask(request.user, posted.get("address", ""), language=get_language() or "")
        return _("A letter with a code is on its way.")
    if "confirm" in posted:
        addresses.confirm(request.user, posted.get("code", ""))
        return _("The address is yours.")
    if "forget" in posted:
        digests.stop(member)
        addresses.forget(request.user)
        return _("The address was erased. You get no letters.")
    if "choose" in posted:
        digests.choose(member)
        return _("You get a letter when there is something new.")
    digests.stop(member)
    return _("You get no letters.")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@for_everybody
def stop(request: HttpRequest, secret: str) -> HttpResponseBase:
    """A button, because programs open addresses of letters by themselves; pressed, the letters end.

    Mail programs press it with one click (RFC 8058). The signed address is the token: no form is needed.

    Raises: NotHere for addresses that this site never made, TooManyTries.
    """
    digests.read_link(secret)
    if request.method == "POST":
        digests.stop_by_link(secret)
    answer = render(request, "alerts/letters/stop.html", {"is_done": request.method == "POST"})
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
