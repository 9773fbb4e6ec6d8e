"""The base of every socket of the staff: it lives only as long as the session behind it."""

import asyncio
from contextlib import suppress
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings
from django.http import parse_cookie

from accounts.models import Membership
from accounts.web.sessions import member_behind

NOT_SIGNED_IN = 4401
LOCKED = 4423
LOOK_AGAIN_SECONDS = 4.0


def group_of(user_id: UUID) -> str:
    """The channel group of all sockets of one user."""
    return f"user.{user_id.hex}"


def group_of_house(organization_id: UUID) -> str:
    """The channel group of all sockets of one organization."""
    return f"organization.{organization_id.hex}"


class MemberConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """Accepts members only and closes within five seconds of a lost, blocked or ended access.

    Subclasses add `joined()` for what they do once the socket is open; `self.member` is there.
    """

    member: Membership
    look_again_seconds = LOOK_AGAIN_SECONDS

    async def connect(self) -> None:
        """Accept a member; refuse everybody else before the handshake is over."""
        member = await self._look()
        if member is None or member.user_id is None:
            await self.close(code=NOT_SIGNED_IN)
            return
        self.member = member
        self.groups = [group_of(member.user_id), group_of_house(member.organization_id)]
        for group in self.groups:
            await self.channel_layer.group_add(group, self.channel_name)
        await self.accept()
        self.watch = asyncio.create_task(self._watch())
        await self.joined()

    async def joined(self) -> None:
        """The socket is open."""

    async def disconnect(self, code: int) -> None:
        """Leave the group and stop watching."""
        if not hasattr(self, "watch"):
            return
        self.watch.cancel()
        with suppress(asyncio.CancelledError):
            await self.watch
        for group in self.groups:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def access_ended(self, event: dict[str, Any]) -> None:
        """Somebody changed, ended or blocked this access: look at once."""
        await self._close_unless_current()

    async def organization_locked(self, event: dict[str, Any]) -> None:
        """Somebody pressed the lock: the page behind this socket shows the visit card."""
        await self.close(code=LOCKED)

    async def _watch(self) -> None:
        while await self._close_unless_current():  # noqa: ASYNC110  the database sends no events
            await asyncio.sleep(self.look_again_seconds)

    async def _close_unless_current(self) -> bool:
        member = await self._look()
        if member is not None and member.pk == self.member.pk and member.role == self.member.role:
            return True
        await self.close(code=NOT_SIGNED_IN)
        return False

    @database_sync_to_async  # type: ignore[untyped-decorator]
    def _look(self) -> Membership | None:
        return member_behind(self._session_key())

    def _session_key(self) -> str | None:
        headers = dict(self.scope.get("headers", []))
        cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
        return cookies.get(settings.SESSION_COOKIE_NAME)
