"""Which consumer answers which address under /ws/."""

from channels.generic.websocket import AsyncWebsocketConsumer
from django.urls import URLPattern, URLResolver, re_path

from accounts import routing as accounts

NOTHING_HERE = 4404


class Nowhere(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """Closes at once: an unknown address is no error of the server."""

    async def connect(self) -> None:
        await self.close(code=NOTHING_HERE)


websocket_urlpatterns: list[URLPattern | URLResolver] = [
    *accounts.websocket_urlpatterns,
    re_path(r"", Nowhere.as_asgi()),
]
