"""Shared-tablet mode: what a tablet of the house knows while a guest holds it.

A signed cookie says until when, with which pair of pictures, and which network's programmes to show. No
code, no key of a household, nothing that the server keeps. While `is_open` is false the pages of the mode
show nothing, whatever the back button asks for.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from appointments import programmes
from appointments.models import Programme, ProgrammeRule
from appointments.models.programmes import in_own_words
from privacy import walls
from schedules.signs import PICTURES, Sign

SALT = "schedules.tablet"
# Without a touch for so long the tablet is wiped of what was done in this mode.
IDLE_SECONDS = 5 * 60
CLEAR = '"cache", "storage"'


def cookie_name() -> str:
    """The prefix makes browsers refuse a cookie that another host or plain HTTP planted."""
    return "__Host-tablet" if settings.SESSION_COOKIE_SECURE else "tablet"


@dataclass(frozen=True)
class Handed:
    """In whose hands the tablet is, as two pictures, and until when."""

    network: str
    zone: str
    until: int
    pictures: tuple[str, str]
    is_open: bool = True

    @classmethod
    def of(cls, request: HttpRequest) -> Self | None:
        """What the tablet knows; None for what is no tablet of ours, and when the time is over."""
        try:
            known: Mapping[str, Any] = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT)
        except signing.BadSignature:
            return None
        handed = cls(**{**known, "pictures": tuple(known["pictures"])})
        return handed if handed.seconds_left > 0 else None

    @property
    def seconds_left(self) -> int:
        """Until the tablet must be back."""
        return self.until - int(timezone.now().timestamp())

    @property
    def ends_at(self) -> datetime:
        """The same as a moment."""
        return datetime.fromtimestamp(self.until, UTC)

    @property
    def network_id(self) -> UUID:
        """Whose programmes are shown."""
        return UUID(self.network)

    @property
    def signs(self) -> list[Sign]:
        """The pictures, with the words for whoever listens."""
        return [Sign(name, PICTURES[name]) for name in self.pictures]

    @property
    def refresh_seconds(self) -> int:
        """When the page goes by itself."""
        return min(IDLE_SECONDS, self.seconds_left)

    def keep(self, response: HttpResponseBase, *, is_open: bool) -> None:
        """Write it into the browser, until the time is over."""
        text = signing.dumps(asdict(replace(self, is_open=is_open)), salt=SALT)
        response.set_cookie(
            cookie_name(),
            text,
            max_age=max(self.seconds_left, 0),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )


@dataclass(frozen=True)
class Guide:
    """One programme as anybody may read it, in the language of the page where there is one."""

    programme: Programme
    summary: str
    documents: list[str]


def guides(handed: Handed) -> list[Guide]:
    """What the network tells everybody about its programmes: how, where, with which papers."""
    now = timezone.now()
    with walls.on_behalf(None, network=handed.network_id):
        known = list(Programme.objects.filter(network=handed.network_id).with_state(now))
        rules = programmes.rules_at(known, now)
    return [_guide(one, rules.get(one.pk)) for one in known]


def _guide(programme: Programme, rule: ProgrammeRule | None) -> Guide:
    if rule is None:
        return Guide(programme, "", [])
    return Guide(programme, in_own_words(rule, "summary"), in_own_words(rule, "documents").splitlines())


def wipe(response: HttpResponseBase) -> None:
    """Let the browser forget pages, drafts and the language that the guest chose."""
    response.headers["Clear-Site-Data"] = CLEAR
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
