"""One subscription of a process for all of its sockets, and one encoding for all who read the same.

A group with each socket as its member took seconds to reach 500 of them (design.md, section 4). Here the
process hears once, asks once for each network, encodes once for each organization and language, and writes
to its own sockets. It also looks by itself now and then, so that a lost message is made up for.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from uuid import UUID
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer

from alerts import banners
from privacy import walls

GROUP = "alerts"
LOOK_AGAIN_SECONDS = 20.0
# Several alerts of one moment are one message.
COALESCE_SECONDS = 0.2
# Whoever takes longer hears the next one.
SEND_SECONDS = 5.0

logger = logging.getLogger(__name__)
Send = Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class Circle:
    """Those who read the same lines."""

    network: UUID
    organization: UUID
    language: str


class Fanout:
    """The sockets of one process that wait for alerts."""

    def __init__(self, *, look_again_seconds: float = LOOK_AGAIN_SECONDS) -> None:
        self.look_again_seconds = look_again_seconds
        self._sockets: dict[Circle, set[Send]] = {}
        self._said: dict[Circle, str] = {}
        self._news: set[UUID] = set()
        self._wake = asyncio.Event()
        self._starting = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []

    async def join(self, circle: Circle, send: Send) -> None:
        """Say what holds now, and everything that changes until `leave`."""
        async with self._starting:
            await self._start()
        self._sockets.setdefault(circle, set()).add(send)
        if circle not in self._said:
            self._said.setdefault(circle, await _text_of(circle))
        # As it is at this moment: what changes after it is sent after it.
        await send(self._said[circle])

    async def leave(self, circle: Circle, send: Send) -> None:
        """Send nothing any more; with the last socket the subscription ends."""
        some = self._sockets.get(circle, set())
        some.discard(send)
        if not some:
            self._sockets.pop(circle, None)
            self._said.pop(circle, None)
        if not self._sockets:
            await self._stop()

    async def _start(self) -> None:
        if self._tasks:
            return
        layer = get_channel_layer()
        channel = await layer.new_channel("alerts")
        await layer.group_add(GROUP, channel)
        self._tasks = [
            asyncio.create_task(self._hear(layer, channel)),
            asyncio.create_task(self._pass_on()),
        ]

    async def _stop(self) -> None:
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _hear(self, layer: object, channel: str) -> None:
        """Note which network has something new. A broken line is no reason to stop: looking goes on."""
        try:
            while True:
                message = await layer.receive(channel)  # type: ignore[attr-defined]  # channels has no types
                self._news.add(UUID(message["network"]))
                self._wake.set()
        finally:
            await layer.group_discard(GROUP, channel)  # type: ignore[attr-defined]

    async def _pass_on(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self.look_again_seconds)
            self._wake.clear()
            news, self._news = self._news, set()
            try:
                await self._look(news or {circle.network for circle in self._sockets})
            except Exception as error:  # noqa: BLE001  the database may be away for a moment
                logger.warning("alerts could not be looked up: %s", type(error).__name__)
            await asyncio.sleep(COALESCE_SECONDS)

    async def _look(self, networks: Iterable[UUID]) -> None:
        """Ask once for each network; write to those for whom something changed."""
        for network in networks:
            banners.forget(network)
            for circle in [each for each in self._sockets if each.network == network]:
                text = await _text_of(circle)
                if self._said.get(circle) != text and circle in self._sockets:
                    self._said[circle] = text
                    await asyncio.gather(*(_one(send, text) for send in self._sockets[circle]))


async def _one(send: Send, text: str) -> None:
    # A line that broke is closed by its own end.
    with contextlib.suppress(Exception):
        await asyncio.wait_for(send(text), SEND_SECONDS)


@database_sync_to_async  # type: ignore[untyped-decorator]
def _text_of(circle: Circle) -> str:
    with walls.on_behalf(None, network=circle.network):
        shown = banners.lines(circle.network, circle.organization, circle.language)
    return json.dumps(banners.plain(shown))


_of_loops: WeakKeyDictionary[asyncio.AbstractEventLoop, Fanout] = WeakKeyDictionary()


def here() -> Fanout:
    """That of the running loop: a served process has one."""
    return _of_loops.setdefault(asyncio.get_running_loop(), Fanout())
