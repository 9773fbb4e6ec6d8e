"""The right of reply: a form for everybody who says to be wronged by a public alert."""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.models import Network
from accounts.web.guesses import Bucket, weigh_code
from alerts import reading
from alerts.actions import answers
from alerts.web.everybody import for_everybody
from core.errors import DomainError, NotHere
from privacy import walls

# Shelters share addresses; a flood of answers comes from few.
REPLIES = Bucket("replies", 14, 60 * 60, blur=4)


@require_http_methods(["GET", "HEAD", "POST"])
@for_everybody
def reply(request: HttpRequest, network_code: str, alert_code: str) -> HttpResponseBase:
    """Write to the office that keeps the alerts. It says nothing of the alert but its code.

    Raises: NotHere for what the public was never warned of.
    """
    here = reading.network_called(network_code)
    with walls.on_behalf(None, network=here.pk):
        alert = answers.answerable(here, alert_code)
    refused: DomainError | None = None
    is_sent = False
    if request.method == "POST":
        try:
            weigh_code(request, what="reply", network=REPLIES)
            _send(request, here, alert.code)
            is_sent = True
        except NotHere:
            raise
        except DomainError as error:
            refused = error
    answer = render(
        request,
        "alerts/public/reply.html",
        {
            "network": here,
            "office": reading.office_in(here),
            "code": alert.code,
            "posted": request.POST,
            "asked": uuid4(),
            "refused": refused,
            "is_sent": is_sent,
        },
        status=refused.status if refused else 200,
    )
    return _without_traces(answer)


def _send(request: HttpRequest, here: Network, code: str) -> None:
    posted = request.POST
    try:
        asked = UUID(posted.get("asked", ""))
    except ValueError:
        asked = uuid4()
    answers.reply(here, code, words=posted.get("words", ""), way=posted.get("way", ""), asked=asked)


def _without_traces(answer: HttpResponse) -> HttpResponse:
    """Kept by no cache, found by no search engine. The policy of referrers stays that of the site: with
    "no-referrer" browsers hide where a form is from, and every answer would be refused."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
