"""Calling the API as somebody of the cast, or with a key."""

import json
import time
from typing import Any

from django.test import Client

from accounts.models import Membership
from accounts.web import sessions
from accounts.web import walls as requests
from alerts import banners
from privacy import walls

JSON = "application/json"


class Caller:
    """A client that speaks JSON. `answer.json()` is what came back."""

    def __init__(self, member: Membership | None = None, *, key: str = "") -> None:
        self.member = member
        self.client = Client(headers={"Authorization": f"Bearer {key}"} if key else {})
        if member is not None:
            sign_in(self.client, member)

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1/{path}", headers=headers)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """`body` as JSON; text and bytes go as they are."""
        return self.client.generic(
            method,
            f"/api/v1/{path}",
            *_encoded(body),
            headers={k.replace("_", "-"): v for k, v in headers.items()},
        )

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.send("DELETE", path, **headers)


def _encoded(body: Any) -> tuple[Any, str]:
    return (body if isinstance(body, str | bytes) else json.dumps({} if body is None else body)), JSON


def sign_in(client: Client, member: Membership) -> None:
    """A session of this member, with the second factor given. As in a served site, what the network was told
    lately is known before anybody counts queries.
    """
    assert member.user is not None
    client.force_login(member.user)
    session = client.session
    session[sessions.MEMBER] = str(member.pk)
    session[sessions.ENROLLED] = True
    requests.remember(session, member)
    session[sessions.BEGAN] = session[sessions.SEEN] = int(time.time())
    session.save()
    with walls.within(None, network=member.organization.network_id):
        banners.told(member.organization.network_id)


def results(answer: Any) -> list[Any]:
    """The rows of one page."""
    assert answer.status_code == 200, answer.content
    rows: list[Any] = answer.json()["results"]
    return rows
