"""For which organization somebody works now."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from accounts.actions import memberships
from accounts.web.access import open_to_all
from accounts.web.requests import MemberRequest
from accounts.web.sessions import MEMBER
from core.errors import NotHere


@open_to_all
@login_required
@require_http_methods(["GET", "POST"])
def choose(request: MemberRequest) -> HttpResponse:
    """The own memberships; choosing one begins to act through it. `next` is kept."""
    if request.method == "GET":
        back = request.GET.get("next", "")
        return render(request, "accounts/memberships.html", {"next": back})
    try:
        wanted = UUID(request.POST.get("membership", ""))
    except ValueError:
        raise NotHere from None
    membership = memberships.choose(wanted, user=request.user)
    request.session[MEMBER] = str(membership.pk)
    return HttpResponseRedirect(_own(request, request.POST.get("next", "")))


def _own(request: MemberRequest, url: str) -> str:
    """The address if it is one of this site, else the start."""
    is_own = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if url and is_own else "/"
