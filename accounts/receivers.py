"""Reactions to what happens at the door."""

from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.actions import memberships
from accounts.consumers import group_of, group_of_house
from accounts.events import devices_blocked, member_changed, organization_locked
from accounts.models import User
from accounts.web import sessions
from core.web import sockets


@receiver(user_logged_in)
def start_the_clocks(*, request: HttpRequest, **_: Any) -> None:
    """A session begins."""
    sessions.begin(request.session)


@receiver(user_logged_out)
def clear_the_browser(*, request: Any, **_: Any) -> None:
    """The answer tells the browser to forget what it cached (SessionLimitsMiddleware)."""
    request.signed_out = True


@receiver(authenticator_added)
def accept_new_factor(*, request: Any, authenticator: Authenticator, **_: Any) -> None:
    """Who has just set up a second factor has it in hand."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    request.session[sessions.ENROLLED] = True
    _write_down(request)


@receiver(authenticator_removed)
def forget_old_factor(*, request: Any, user: User, **_: Any) -> None:
    """Without any second factor left, the session has none either."""
    left = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    if not left.exists():
        sessions.forget_second_factor(request.session)
    _write_down(request)


@receiver([member_changed, devices_blocked])
def close_sockets(*, user_id: UUID, **_: Any) -> None:
    """Sockets close at once; should this message be lost, they notice within seconds by themselves."""
    sockets.tell(group_of(user_id), {"type": "access.ended"})


@receiver(organization_locked)
def close_sockets_of_the_house(*, organization_id: UUID, user_ids: list[UUID], **_: Any) -> None:
    """The pages of the house show the card at once; colleagues who act elsewhere are signed out there too."""
    sockets.tell(group_of_house(organization_id), {"type": "organization.locked"})
    for user_id in user_ids:
        sockets.tell(group_of(user_id), {"type": "access.ended"})


def _write_down(request: Any) -> None:
    for membership in getattr(request, "memberships", []):
        memberships.change_second_factor(membership)
