"""Alerts reach open pages at once through one subscription of a process; what was lost is made up for."""

import asyncio
import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings as site
from django.test import Client

from accounts.actions import members
from accounts.consumers import NOT_SIGNED_IN
from accounts.models import Membership
from alerts import fanout
from alerts.consumers import AlertConsumer
from alerts.fanout import GROUP, Fanout
from alerts.models import Alert, Message
from tests.accounts.test_consumers import PATIENCE, Socket, run
from tests.alerts.test_banners import tell
from tests.callers import sign_in
from tests.factories.alerts import AlertFactory, AlertTextFactory

pytestmark = pytest.mark.django_db(transaction=True)


class Page(Socket):
    """The socket of an open page."""

    async def told(self) -> list[dict[str, Any]]:
        """The lines of the next message."""
        message = await self.receive_output(timeout=PATIENCE)
        return json.loads(message["text"])["lines"]


def page_of(member: Membership, language: str = "es") -> Page:
    client = Client()
    sign_in(client, member)
    cookie = client.cookies[site.SESSION_COOKIE_NAME].value
    headers = [(b"cookie", f"{site.SESSION_COOKIE_NAME}={cookie}".encode())]
    scope = {"type": "websocket", "path": "/ws/alerts/", "headers": headers}
    return Page(AlertConsumer.as_asgi(), scope | {"query_string": f"language={language}".encode()})


@pytest.fixture
def alert(house: Any) -> Alert:
    alert: Alert = AlertFactory(organization=house)
    AlertTextFactory(alert=alert)
    return alert


async def open_all(pages: list[Page]) -> list[list[dict[str, Any]]]:
    for page in pages:
        assert (await page.connect())["type"] == "websocket.accept"
    return [await page.told() for page in pages]


async def leave_all(pages: list[Page]) -> None:
    for page in pages:
        await page.leave()


def test_an_open_page_is_told_at_once(desk, stranger, alert):
    pages = [page_of(desk), page_of(stranger)]

    async def story():
        assert await open_all(pages) == [[], []]
        await sync_to_async(tell)(alert)
        for page in pages:
            assert [line["headline"] for line in await page.told()] == ["Un falso abogado pide 500 dólares"]
        await leave_all(pages)

    run(story)


def test_hiding_and_withdrawing_reach_it_too(desk, alert):
    pages = [page_of(desk)]
    tell(alert)

    async def story():
        await open_all(pages)
        await sync_to_async(tell)(alert, Message.Kind.UPDATE, state=Alert.State.UNDER_REVIEW)
        ((line,),) = [await pages[0].told()]
        assert (line["is_back"], line["headline"], line["react"]) == (True, "", "")
        await leave_all(pages)

    run(story)


def test_a_page_that_opens_is_told_what_holds_now(desk, alert, settings):
    settings.LANGUAGE_CODE = "es"
    pages = [page_of(desk), page_of(desk, "en"), page_of(desk, "klingon")]
    tell(alert)

    async def story():
        spanish, english, unknown = await open_all(pages)
        assert spanish[0]["headline"] == "Un falso abogado pide 500 dólares"
        assert (english[0]["headline"], english[0]["languages"]) == ("", "[es]")
        assert unknown[0]["headline"] == "Un falso abogado pide 500 dólares"
        await leave_all(pages)

    run(story)


def test_another_network_is_told_nothing(outsider, desk, alert):
    pages = [page_of(outsider), page_of(desk)]

    async def story():
        await open_all(pages)
        await sync_to_async(tell)(alert)
        assert len(await pages[1].told()) == 1
        assert await pages[0].receive_nothing(timeout=0.5)
        await leave_all(pages)

    run(story)


def test_a_lost_message_is_made_up_for(desk, alert, monkeypatch):
    page = page_of(desk)

    async def nowhere(*_: Any) -> None:
        """The line to the other processes is down."""

    async def story():
        fanout._of_loops[asyncio.get_running_loop()] = Fanout(look_again_seconds=0.1)
        await open_all([page])
        monkeypatch.setattr(get_channel_layer(), "group_send", nowhere)
        await sync_to_async(tell)(alert)
        assert len(await page.told()) == 1
        await page.leave()

    run(story)


def test_the_second_look_comes_well_within_a_minute():
    assert fanout.LOOK_AGAIN_SECONDS <= 30


def test_a_process_subscribes_once_and_leaves_with_its_last_page(desk, alert):
    pages = [page_of(desk) for _each in range(3)]

    async def story():
        layer = get_channel_layer()
        await open_all(pages)
        assert len(layer.groups[GROUP]) == 1
        await leave_all(pages)
        assert not layer.groups.get(GROUP)

    run(story)


def test_a_page_that_does_not_listen_keeps_nobody_waiting(desk, alert, monkeypatch):
    """Its line hangs; all others of the process are told."""
    pages = [page_of(desk)]
    monkeypatch.setattr(fanout, "SEND_SECONDS", 0.1)

    async def story():
        circle = fanout.Circle(desk.organization.network_id, desk.organization_id, "es")
        hangs = asyncio.Event()
        heard: list[str] = []

        async def deaf(text: str) -> None:
            heard.append(text)
            if len(heard) > 1:
                await hangs.wait()

        await fanout.here().join(circle, deaf)
        await open_all(pages)
        await sync_to_async(tell)(alert)
        assert len(await pages[0].told()) == 1
        await sync_to_async(tell)(alert, Message.Kind.UPDATE)
        assert (await pages[0].told())[0]["key"].endswith(".2")
        await fanout.here().leave(circle, deaf)
        await leave_all(pages)

    run(story)


def test_it_closes_with_the_access_behind_it(coordinator, desk):
    page = page_of(desk)

    async def story():
        await open_all([page])
        await sync_to_async(members.block_devices)(desk, by=coordinator)
        message = await page.receive_output(timeout=PATIENCE)
        assert message == {"type": "websocket.close", "code": NOT_SIGNED_IN}
        await page.leave()

    run(story)


def test_nobody_else_gets_one(db):
    async def story():
        page = Page(AlertConsumer.as_asgi(), {"type": "websocket", "path": "/ws/alerts/", "headers": []})
        assert await page.connect() == {"type": "websocket.close", "code": NOT_SIGNED_IN}

    run(story)
