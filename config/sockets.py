"""Which consumer answers which address under /ws/."""

from contextlib import suppress
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import URLRouter
from django.urls import URLPattern, URLResolver, re_path

from accounts import routing as accounts
from alerts import routing as alerts
from config.failures import tell_socket

NOTHING_HERE = 4404
BROKEN = 1011


class Nowhere(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """Closes at once: an unknown address is no error of the server."""

    async def connect(self) -> None:
        await self.close(code=NOTHING_HERE)


websocket_urlpatterns: list[URLPattern | URLResolver] = [
    *accounts.websocket_urlpatterns,
    *alerts.websocket_urlpatterns,
    re_path(r"", Nowhere.as_asgi()),
]


class Sockets:
    """All sockets. One that breaks is told in the log and closed; its server would print the message."""

    def __init__(self) -> None:
        self.inner = URLRouter(websocket_urlpatterns)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await self.inner(scope, receive, send)
        except Exception as error:  # noqa: BLE001  whatever it is, it is told
            tell_socket(_name_of(scope), error)
            with suppress(Exception):
                await send({"type": "websocket.close", "code": BROKEN})


def _name_of(scope: Any) -> str:
    """The consumer behind an address: a name of the code, unlike the address."""
    path = scope["path"].lstrip("/")
    found = (route.callback for route in websocket_urlpatterns if route.pattern.match(path))
    return str(getattr(next(found, None), "consumer_class", Nowhere).__name__)
