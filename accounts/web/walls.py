"""The transaction around each request, behind the walls of the organization for which it acts."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import Membership, User
from privacy import walls

# What the last request found out about this session, so that one statement says it all to the database.
LAST = "acts_within"


class _Undone(Exception):
    """Carries the page about a fault out of the transaction that must not be committed."""

    def __init__(self, response: HttpResponseBase) -> None:
        super().__init__()
        self.response = response


class WallsMiddleware:
    """On PostgreSQL one transaction a request, whose rows are those of one organization.

    The actions in it are savepoints: what one of them refused is undone, what was written about the
    refusal stays, and the answer leaves after the commit. An answer of 500 or above undoes it all. On
    SQLite each action stays a transaction of its own, because a reader would lock out all writers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        tenant, network = _remembered(request.session)
        user = request.session.get(SESSION_KEY)
        try:
            with walls.on_behalf(tenant, user=UUID(user) if user else None, network=network):
                return self._answer(request)
        except _Undone as undone:
            return undone.response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code >= 500:
            raise _Undone(response)
        return response


def act_as(session: SessionBase, *, user: User, member: Membership | None) -> None:
    """From here on the request works for this member; without one it sees the user's own memberships.

    What the session remembered only saved a statement: a membership that has ended opens nothing.
    """
    if member is None:
        walls.become(None, user=user.pk)
        return
    within = (member.organization_id, member.organization.network_id)
    walls.become(within[0], user=user.pk, network=within[1])
    if walls.current() is not None and _remembered(session) != within:
        remember(session, member)


def remember(session: SessionBase, member: Membership) -> None:
    """For the next request."""
    session[LAST] = [str(member.organization_id), str(member.organization.network_id)]


def _remembered(session: SessionBase) -> tuple[UUID | None, UUID | None]:
    last = session.get(LAST)
    return (UUID(last[0]), UUID(last[1])) if last else (None, None)
