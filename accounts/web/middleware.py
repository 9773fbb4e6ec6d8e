"""Who acts in a request, how long a session lasts, and what is in the way."""

from collections.abc import Callable
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url
from django.urls import reverse

from accounts.errors import Locked
from accounts.web import sessions, visiting
from accounts.web.sessions import Hindrance, Standing
from accounts.web.walls import act_as

GetResponse = Callable[[HttpRequest], HttpResponseBase]
CLEAR = '"cache", "storage"'
API = "/api/"


class SessionLimitsMiddleware:
    """Ends sessions after ten hours, or after 15 idle minutes on a shared tablet."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._ended(request) or self.get_response(request)
        if getattr(request, "signed_out", False):
            response.headers["Clear-Site-Data"] = CLEAR
        return response

    def _ended(self, request: Any) -> HttpResponseBase | None:
        known = sessions.behind(request.session)
        if known is not None:
            # Where Django's middleware looks first: saves the query for the user alone.
            request._cached_user, request.known_memberships = known  # noqa: SLF001
        if not request.user.is_authenticated:
            return None
        why = sessions.over(request.session)
        if not why:
            sessions.touch(request.session)
            return None
        logout(request)
        if request.path.startswith(API):
            return None
        # What was typed is not lost: each step of an arrival is a draft on the server.
        return _go(request, f"{reverse('account_login')}?{urlencode({'next': request.path, 'ended': why})}")


class MemberMiddleware:
    """Sets `request.member` and `request.memberships`, with one query for somebody signed in.

    `member` is None for everybody who may not act: nobody signed in, access ended, second factor
    missing, no choice made among several memberships. Whoever is signed in is led to the page that
    helps, except on the open routes and where the view says `no_member_needed`.
    """

    # Behind a lock there is nothing but the card, and the way in and out.
    open_while_locked: ClassVar[tuple[str, ...]] = (
        "account/login/",
        "account/logout/",
        "account/2fa/authenticate/",
        "api/",
        "health",
        "language/",
        "admin/logout/",
    )
    open_routes: ClassVar[tuple[str, ...]] = ("account/", "api/", "health", "language/", "admin/logout/")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        request.standing = Standing()
        if request.user.is_authenticated:
            memberships = getattr(request, "known_memberships", None)
            request.standing = sessions.standing_of(request.session, request.user, memberships)
            act_as(request.session, user=request.user, member=request.standing.member)
        request.member = request.standing.member
        request.memberships = request.standing.memberships
        response = self.get_response(request)
        if request.member is not None and not request.path.startswith(API):
            visiting.remember(request, response, request.member.organization)
        return response

    def process_view(
        self, request: Any, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Lead to the page that helps."""
        hindrance = request.standing.hindrance
        if hindrance is Hindrance.NONE or getattr(view, "no_member_needed", False):
            return None
        is_locked = hindrance is Hindrance.LOCKED
        if request.resolver_match.route.startswith(self.open_while_locked if is_locked else self.open_routes):
            return None
        if is_locked:
            return visiting.card(request, status=Locked.status)
        if hindrance is Hindrance.ENDED:
            return render(request, "accounts/ended.html", status=403)
        if hindrance is Hindrance.CHOICE:
            query = urlencode({"next": request.get_full_path()})
            return _go(request, f"{reverse('accounts:memberships')}?{query}")
        request.session[sessions.AFTER_SETUP] = request.get_full_path() if request.method == "GET" else "/"
        return _go(request, resolve_url("mfa_index"))


def _go(request: HttpRequest, url: str) -> HttpResponse:
    """A redirect that htmx follows as a whole page."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
