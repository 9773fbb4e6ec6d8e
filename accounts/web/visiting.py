"""The visit card: what to say and whom to call when somebody asks for the list. It holds no data."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from accounts.actions import phones
from accounts.models import Lock, Membership, Organization
from accounts.rights import Right
from privacy import walls

SALT = "accounts.card"


def cookie_name() -> str:
    """The prefix makes browsers refuse a cookie that another host or plain HTTP planted."""
    return "__Host-card" if settings.SESSION_COOKIE_SECURE else "card"


def remember(request: HttpRequest, response: HttpResponseBase, organization: Organization) -> None:
    """Whose card this browser shows once nobody is signed in any more. It opens nothing else."""
    mark = signing.Signer(salt=SALT).sign(organization.pk.hex)
    if request.COOKIES.get(cookie_name()) != mark:
        response.set_cookie(
            cookie_name(), mark, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )


def card(request: Any, *, status: int = 200) -> HttpResponse:
    """The card of whoever is here or was here last; behind a lock also the way back."""
    locked: Membership | None = request.standing.locked
    member = locked or request.member
    organization = member.organization if member else _remembered(request)
    if organization is None:
        return render(request, "accounts/visit.html", {"phones": []}, status=status)
    with walls.within(organization.pk, network=organization.network_id):
        shown: dict[str, Any] = {"organization": organization, "phones": phones.of(organization.pk)}
        if locked is not None:
            shown |= {"locked": locked, "pressed": _pressed(locked), "may_reopen": locked.may(Right.REOPEN)}
        answer = render(request, "accounts/visit.html", shown, status=status)
    remember(request, answer, organization)
    return answer


def _pressed(locked: Membership) -> Lock | None:
    open_locks = Lock.objects.visible_to(locked).open()
    return open_locks.select_related("locked_by__user", "reopen_asked_by__user").first()


def _remembered(request: HttpRequest) -> Organization | None:
    try:
        key = signing.Signer(salt=SALT).unsign(request.COOKIES.get(cookie_name(), ""))
    except signing.BadSignature:
        return None
    return Organization.objects.filter(pk=key).first()
