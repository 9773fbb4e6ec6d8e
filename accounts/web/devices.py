"""Devices on which somebody signed in before, remembered in a signed cookie and nowhere else.

OWASP calls these device cookies: see docs/decisions/0008-guessing.md.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

from accounts.models import User

SALT = "accounts.device"
AGE = timedelta(days=365)
# One tablet is shared by a shift or two; the oldest are forgotten first.
PEOPLE_PER_DEVICE = 12


def cookie_name() -> str:
    """The prefix makes browsers refuse a cookie that another host or plain HTTP planted."""
    return "__Host-device" if settings.SESSION_COOKIE_SECURE else "device"


def remember(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """From now on this device has its own measure of wrong guesses for this user."""
    marks = {mark: number for mark, number in _marks(request).items() if mark != _mark_of(user)}
    marks[_mark_of(user)] = secrets.token_urlsafe(12)
    kept = dict(list(marks.items())[-PEOPLE_PER_DEVICE:])
    response.set_cookie(
        cookie_name(),
        signing.dumps(kept, salt=SALT),
        max_age=int(AGE.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def device_of(request: HttpRequest, username: str) -> str | None:
    """The number of this device if that user signed in here before and was not blocked since."""
    marks = _marks(request)
    user = User.objects.filter(username=username).first() if marks else None
    return marks.get(_mark_of(user)) if user else None


def _marks(request: HttpRequest) -> dict[str, str]:
    try:
        marks = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return {}
    return dict(marks)


def _mark_of(user: User) -> str:
    """Changes when devices are blocked; tells nobody who it is."""
    return salted_hmac(SALT, f"{user.pk}|{user.session_round}", algorithm="sha256").hexdigest()[:20]
