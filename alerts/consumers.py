"""The socket of every staff page: it closes with the access behind it, and brings the banner of alerts."""

from typing import Any
from urllib.parse import parse_qs

from django.conf import settings

from accounts.consumers import MemberConsumer
from alerts import fanout
from alerts.fanout import Circle


class AlertConsumer(MemberConsumer):
    """Sends `{"lines": [...]}` (alerts.banners.Line) when it opens and whenever they change."""

    async def joined(self) -> None:
        """Hear with all the others of this process."""
        organization = self.member.organization
        self.circle = Circle(organization.network_id, organization.pk, self._language())
        await fanout.here().join(self.circle, self._say)

    async def disconnect(self, code: int) -> None:
        """Hear nothing any more."""
        if hasattr(self, "circle"):
            await fanout.here().leave(self.circle, self._say)
        await super().disconnect(code)

    async def _say(self, text: str) -> None:
        await self.send(text_data=text)

    def _language(self) -> str:
        """That of the page which opened the socket, if the site has it."""
        asked: Any = parse_qs(self.scope.get("query_string", b"").decode("latin-1")).get("language", [""])[0]
        return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
