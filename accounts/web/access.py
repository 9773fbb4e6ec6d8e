"""Marks on page views: who comes in."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]
AnyView = TypeVar("AnyView", bound=Callable[..., Any])


def member_required(view: View) -> View:
    """Only for somebody who acts in an organization; others sign in first and come back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request, "member", None) is None:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def open_to_all(view: AnyView) -> AnyView:
    """Whoever is signed in but cannot act yet is not led away from this page."""
    view.no_member_needed = True  # type: ignore[attr-defined]
    return view
