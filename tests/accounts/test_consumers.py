"""Sockets of the staff close when the access behind them is gone."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.db import connections
from django.test import Client

from accounts.actions import members
from accounts.consumers import NOT_SIGNED_IN, MemberConsumer
from accounts.models import Membership
from tests.callers import sign_in
from tests.loops import run as run_aside

PATIENCE = 60  # seconds for what comes in a moment
NEVER = 100 * PATIENCE
CLOSED = {"type": "websocket.close", "code": NOT_SIGNED_IN}
pytestmark = pytest.mark.django_db(transaction=True)


class Socket(ApplicationCommunicator):
    """A browser's end. channels.testing has one too, but wants daphne."""

    async def connect(self) -> dict[str, Any]:
        """Knock; the answer accepts or closes."""
        await self.send_input({"type": "websocket.connect"})
        return await self.receive_output(timeout=PATIENCE)

    async def leave(self) -> None:
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(timeout=PATIENCE)

    async def is_closed(self) -> bool:
        message = await self.receive_output(timeout=PATIENCE)
        await self.leave()
        return message == CLOSED


def socket_of(client: Client, seconds: float = NEVER) -> Socket:
    """A socket with the cookies of the client; it looks again after so many seconds, else only when told."""

    class Quick(MemberConsumer):
        look_again_seconds = seconds

    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    headers = [(b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie.value}".encode())] if cookie else []
    return Socket(Quick.as_asgi(), {"type": "websocket", "path": "/ws/session/", "headers": headers})


def signed_in(member: Membership) -> Client:
    client = Client()
    sign_in(client, member)
    return client


def run(story):
    async def told():
        await story()
        await sync_to_async(connections.close_all)()  # of the thread in which sockets ask the database

    run_aside(told())


def test_a_member_gets_a_socket(desk):
    client = signed_in(desk)

    async def story():
        socket = socket_of(client)
        answer = await socket.connect()
        await socket.leave()
        assert answer["type"] == "websocket.accept"

    run(story)


def test_nobody_else_gets_one(db):
    async def story():
        assert await socket_of(Client()).connect() == CLOSED

    run(story)


def test_a_password_alone_gets_no_socket(desk):
    client = Client()
    client.force_login(desk.user)

    async def story():
        assert await socket_of(client).connect() == CLOSED

    run(story)


def test_blocking_the_devices_closes_the_socket_at_once(coordinator, desk):
    client = signed_in(desk)

    async def story():
        socket = socket_of(client)
        await socket.connect()
        await sync_to_async(members.block_devices)(desk, by=coordinator)
        assert await socket.is_closed()

    run(story)


def test_another_persons_block_leaves_it_open(coordinator, desk, reader):
    client = signed_in(desk)

    async def story():
        socket = socket_of(client)
        await socket.connect()
        await sync_to_async(members.block_devices)(reader, by=coordinator)
        assert await socket.receive_nothing(timeout=0.5)
        await socket.leave()

    run(story)


def test_a_lost_message_is_made_up_for(desk):
    client = signed_in(desk)

    async def story():
        socket = socket_of(client, seconds=0.1)
        await socket.connect()
        await sync_to_async(client.session.delete)()
        assert await socket.is_closed()

    run(story)


def test_the_second_look_comes_within_five_seconds():
    assert MemberConsumer.look_again_seconds < 5
