"""The way in for everybody: pages and files of alerts without signing in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from accounts.web.guesses import weigh_code
from alerts.errors import AlertNotShown
from core.errors import NotHere

View = Callable[..., HttpResponseBase]


def for_everybody(view: View) -> View:
    """A view without signing in, also for those whose organization is locked. Only wrong addresses are
    counted, so that nobody who tries keeps a warning from others. Whoever comes with the code of a warning
    that is not shown, from a letter or a poster, is led to those that hold.

    Raises: NotHere, TooManyTries.
    """

    @wraps(view)
    def open_to_all(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotHere as refused:
            weigh_code(request, what="alert")
            if isinstance(refused, AlertNotShown):
                return _not_shown(request, refused, kwargs["network_code"])
            raise

    open_to_all.no_member_needed = True  # type: ignore[attr-defined]
    return open_to_all


def _not_shown(request: HttpRequest, refused: AlertNotShown, network_code: str) -> HttpResponse:
    context = {"refused": refused, "network_code": network_code}
    answer = render(request, "alerts/public/not_shown.html", context, status=refused.status)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
