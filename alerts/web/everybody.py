"""The way in for everybody: pages and files of alerts without signing in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.web.guesses import weigh_code
from core.errors import NotHere

View = Callable[..., HttpResponseBase]


def for_everybody(view: View) -> View:
    """A view without signing in, also for those whose organization is locked. Only wrong addresses are
    counted, so that nobody who tries keeps a warning from others.

    Raises: NotHere, TooManyTries.
    """

    @wraps(view)
    def open_to_all(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotHere:
            weigh_code(request, what="alert")
            raise

    open_to_all.no_member_needed = True  # type: ignore[attr-defined]
    return open_to_all
