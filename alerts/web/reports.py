"""Reporting a fraud: at the desk, on the public page, and what the receipt is good for."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Membership, Network
from accounts.rights import Right
from accounts.web.guesses import weigh_code
from alerts import reading
from alerts.actions import reports
from alerts.actions.reports import Received
from alerts.errors import MayHoldNames, UnknownReceipt
from alerts.models import FraudReport
from alerts.web import limits, report_forms
from alerts.web.everybody import for_everybody
from core.codes import show_code
from core.errors import DomainError
from core.web.pages import page
from shelters.web.doors import StaffRequest, staff_page

MOST_TYPED = 64


@staff_page(Right.REPORT_FRAUD)
def at_desk(request: StaffRequest) -> HttpResponse:
    """A guest tells what happened: written down in a minute and a half, without who tells it."""
    network = request.member.organization.network
    show = partial(page, request, "alerts/reports/desk.html", title=_("Report a fraud"), network=network)
    return _told(request, network, by=request.member, show=show, back=reverse("alerts:report"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_everybody
def in_public(request: HttpRequest, network_code: str) -> HttpResponseBase:
    """The same for everybody, without signing in and without a script.

    Raises: NotHere.
    """
    network = reading.network_called(network_code)
    show = partial(_page, request, "alerts/reports/public.html", network=network)
    return _told(request, network, by=None, show=show, back=reverse("alerts:network", args=[network.code]))


@require_http_methods(["GET", "HEAD", "POST"])
@for_everybody
def receipt(request: HttpRequest, network_code: str) -> HttpResponseBase:
    """Add words to a report, or take it back. Nothing of the report is shown: paper gets lost.

    Raises: NotHere, TooManyTries.
    """
    network = reading.network_called(network_code)
    context: dict[str, Any] = {"network": network, "posted": request.POST, "spoken": _spoken(request)}
    if request.method == "POST":
        try:
            context |= _used(request, network)
        except DomainError as refused:
            context["refused"] = refused
            if isinstance(refused, MayHoldNames):
                context["marked"] = report_forms.marked(request.POST, _spoken(request))
    refusal = context.get("refused")
    return _page(request, "alerts/reports/receipt.html", status=refusal.status if refusal else 200, **context)


def _told(
    request: HttpRequest, network: Network, *, by: Membership | None, show: Any, back: str
) -> HttpResponse:
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            received = _received(request, network, by=by)
        except DomainError as error:
            refused = error
        else:
            return _receipt(request, network, received, back=back)
    status = refused.status if refused else 200
    return _untraced(show(status=status, **report_forms.shown(request, refused)))


def _received(request: HttpRequest, network: Network, *, by: Membership | None) -> Received:
    """Raises: as `reports.report`, TooManyReports."""
    use = limits.count(request, by=by)
    door = FraudReport.Door.STAFF if by else FraudReport.Door.PUBLIC
    try:
        said, asked = report_forms.read(request.POST), report_forms.asked(request.POST)
        return reports.report(network.pk, said, by=by, door=door, asked=asked)
    except DomainError:
        use.was_right()
        raise


def _receipt(request: HttpRequest, network: Network, received: Received, *, back: str) -> HttpResponse:
    """The paper. It says nothing of what was told."""
    address = settings.SITE_URL + reverse("alerts:receipt", args=[network.code])
    code = show_code(received.receipt)
    return _page(request, "alerts/reports/paper.html", receipt=code, address=address, back=back)


def _used(request: HttpRequest, network: Network) -> dict[str, Any]:
    """What was done with the receipt, or the question whether it shall be done.

    Raises: UnknownReceipt, TooManyTries, and as `reports.add` and `reports.take_back`.
    """
    typed, act = request.POST.get("receipt", "")[:MOST_TYPED], request.POST.get("act", "")
    guess = weigh_code(request, what="receipt")
    if not reports.exists(network.pk, typed):
        raise UnknownReceipt
    guess.was_right()
    if act == "take_back":
        return {"is_asked": True}
    if act == "yes_take_back":
        reports.take_back(network.pk, typed)
        return {"done": _("The report was taken back. Its words are erased and cannot be read any more.")}
    words, no_names = request.POST.get("words", ""), request.POST.get("no_names") == "1"
    reports.add(network.pk, typed, words, language=_spoken(request), no_names=no_names)
    return {"done": _("Your words were added. The receipt is still good.")}


def _spoken(request: HttpRequest) -> str:
    return get_language() or settings.LANGUAGE_CODE


def _page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    return _untraced(render(request, template, context, status=status))


def _untraced(answer: HttpResponse) -> HttpResponse:
    """In no cache, in no search engine. The site sends no address of a page to other sites ("same-origin");
    "no-referrer" would make browsers hide where a form is from, and it would be refused."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
