"""A page with one button for everybody: it happened to me too."""

from uuid import UUID, uuid4

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.web.guesses import Bucket, weigh_code
from alerts import reading
from alerts.actions import marks
from alerts.web.everybody import for_everybody
from core.errors import BadInput
from privacy import walls

# As for reports: a whole house stands behind one address, and nobody there learns how many others pressed.
MARKS = Bucket("marks", 28, 10 * 60, blur=8)


@require_http_methods(["GET", "HEAD", "POST"])
@for_everybody
def mark(request: HttpRequest, network_code: str, alert_code: str) -> HttpResponseBase:
    """Count one. On a page of its own: nobody presses by mistake, and what is kept is said before.

    Raises: NotHere for what nobody can read now, TooManyTries, BadInput.
    """
    here = reading.network_called(network_code)
    with walls.on_behalf(None, network=here.pk):
        alert = marks.markable(here, alert_code)
    if request.method == "POST":
        weigh_code(request, what="mark", network=MARKS)
        marks.mark(here, alert.code, asked=_asked(request))
    answer = render(
        request,
        "alerts/public/mark.html",
        {"network": here, "code": alert.code, "asked": uuid4(), "is_sent": request.method == "POST"},
    )
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _asked(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("asked", ""))
    except ValueError:
        raise BadInput({"asked": [_("Open the page of the warning again and press once more.")]}) from None
