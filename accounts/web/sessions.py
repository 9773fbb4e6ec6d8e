"""Sessions: how long they last, for whom they act, and whether the second factor was given."""

import time
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts.models import Membership, User
from core.models.prepared import Prepared
from privacy import walls

BEGAN = "began_at"
SEEN = "seen_at"
SHARED = "shared_tablet"
MEMBER = "membership"
ENROLLED = "second_factor_enrolled"
AFTER_SETUP = "after_setup"
# Where allauth notes how this session was signed in.
METHODS = "account_authentication_methods"

LONGEST = 10 * 60 * 60
IDLE_ON_SHARED_TABLET = 15 * 60
# Seen is written at most once a minute, so that reading pages costs no writes.
SEEN_EVERY = 60


class Hindrance(Enum):
    """Why somebody who is signed in cannot act yet."""

    NONE = auto()
    ENDED = auto()
    CHOICE = auto()
    SECOND_FACTOR = auto()
    LOCKED = auto()


@dataclass(frozen=True)
class Standing:
    """For whom a session acts, what else it could act for, and what is in the way."""

    member: Membership | None = None
    memberships: list[Membership] = field(default_factory=list)
    hindrance: Hindrance = Hindrance.NONE
    # Who would act if the organization were not locked: may reopen it, nothing else.
    locked: Membership | None = None


def behind(session: SessionBase) -> tuple[User, list[Membership]] | None:
    """Who signed in with this session and what they may act for, in one query.

    None where Django's own way has to decide: nobody signed in, no membership, a session whose
    hash is not of the current key or round.
    """
    user_id = session.get(SESSION_KEY)
    if not user_id:
        return None
    memberships = _memberships_of(UUID(user_id))
    user = memberships[0].user if memberships else None
    if (
        user is None
        or not user.is_active
        or session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS
    ):
        return None
    if not constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        return None
    for membership in memberships:
        membership.user = user
    return user, memberships


def standing_of(session: SessionBase, user: User, memberships: list[Membership] | None = None) -> Standing:
    """One query, however many memberships there are; none where they are known already."""
    if memberships is None:
        memberships = _memberships_of(user.pk)
        for membership in memberships:
            membership.user = user
    chosen = [each for each in memberships if str(each.pk) == session.get(MEMBER)]
    if not memberships:
        return Standing(hindrance=Hindrance.ENDED)
    if not chosen and len(memberships) > 1:
        return Standing(memberships=memberships, hindrance=Hindrance.CHOICE)
    member = (chosen or memberships)[0]
    if member.needs_second_factor and not has_second_factor(session):
        return Standing(memberships=memberships, hindrance=Hindrance.SECOND_FACTOR)
    if member.organization.locked_at:
        return Standing(memberships=memberships, hindrance=Hindrance.LOCKED, locked=member)
    return Standing(member=member, memberships=memberships)


# Every request of somebody who is signed in asks this.
_WORK_OF = Prepared[Membership](
    lambda user: Membership.objects.filter(user=user, ended_at=None).select_related(
        "user", "organization__network"
    )
)


def _memberships_of(user_id: UUID) -> list[Membership]:
    return [each for each in _WORK_OF.rows(user=user_id) if each.is_current]


def has_second_factor(session: SessionBase) -> bool:
    """Whether this session was signed in with a second factor, a passkey, or has just set one up."""
    methods = session.get(METHODS) or []
    return bool(session.get(ENROLLED)) or any(each.get("method") == "mfa" for each in methods)


def forget_second_factor(session: SessionBase) -> None:
    """After the last second factor was removed: what was proven with it counts no more."""
    session.pop(ENROLLED, None)
    session[METHODS] = [each for each in session.get(METHODS) or [] if each.get("method") != "mfa"]


def begin(session: SessionBase) -> None:
    """Start both clocks."""
    session[BEGAN] = session[SEEN] = int(time.time())


def over(session: SessionBase) -> str:
    """Why the session is over: "long" after ten hours, "idle" on a shared tablet; else empty."""
    now = time.time()
    if now - session.get(BEGAN, 0) > LONGEST:
        return "long"
    if session.get(SHARED) and now - session.get(SEEN, 0) > IDLE_ON_SHARED_TABLET:
        return "idle"
    return ""


def touch(session: SessionBase) -> None:
    """Somebody was here."""
    now = int(time.time())
    if now - session.get(SEEN, 0) >= SEEN_EVERY:
        session[SEEN] = now


def member_behind(session_key: str | None) -> Membership | None:
    """Who acts through a session, looked up afresh: for sockets, which outlive requests."""
    if not session_key:
        return None
    request: Any = HttpRequest()
    request.session = SessionStore(session_key)
    user = get_user(request)
    if isinstance(user, AnonymousUser) or over(request.session):
        return None
    with walls.on_behalf(None, user=user.pk):
        return standing_of(request.session, user).member
