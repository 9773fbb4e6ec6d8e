"""One effect for each key of a caller, however often and however parallel the request comes in."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.models import KeptAnswer


class StillRunning(DomainError):
    """The first request with this key has not finished yet."""

    code = "still_running"
    message = _("The same request is still being worked on.")
    help = _("Wait a few seconds and send it again with the same key. Nothing happens twice.")


class KeyReused(DomainError):
    """The key came before with another request."""

    code = "key_reused"
    message = _("This key was already used for another request.")
    help = _("Nothing was changed. Send a new request with a new key.")
    status = 422


@dataclass(frozen=True)
class Answer:
    """What was answered: the HTTP status and the body as JSON text."""

    status: int
    body: str
    is_repeated: bool = False


# A run that returns nothing has no answer worth keeping: it was refused, and the key is free again.
Given = TypeVar("Given", Answer, Answer | None)


def caller_of(member_id: UUID) -> str:
    """A hash, so that the kept answer names nobody."""
    return hashlib.sha256(f"{member_id}".encode()).hexdigest()


def answer_once(
    *,
    tenant: UUID,
    caller: str,
    key: str,
    fingerprint: str,
    run: Callable[[], Given],
    waits: bool = False,
) -> Given:
    """Run the request, or give the answer of the first run again. `tenant`: for which organization.

    The answer is kept in the transaction of the effect, so neither exists without the other: a
    run that crashes or is refused leaves nothing and the key is free again at once. On PostgreSQL
    a lock that dies with the transaction turns parallel repeats away, or with `waits` lets them wait for
    the answer; on SQLite the transaction itself lets in one at a time, so repeats wait always.

    Raises: StillRunning, KeyReused, and whatever `run` raises.
    """
    with transaction.atomic():
        _let_one_in(caller, key, waits=waits)
        kept = KeptAnswer.objects.filter(organization_id=tenant, caller=caller, key=key).first()
        if kept is not None and kept.is_over:
            kept.delete()
            kept = None
        if kept is None:
            answer = run()
            if answer is None:
                return answer
            KeptAnswer.objects.create(
                organization_id=tenant,
                caller=caller,
                key=key,
                fingerprint=fingerprint,
                status=answer.status,
                body=answer.body,
            )
            return answer
    if kept.fingerprint != fingerprint:
        raise KeyReused
    return Answer(status=kept.status, body=kept.body, is_repeated=True)


def _let_one_in(caller: str, key: str, *, waits: bool) -> None:
    if connection.vendor != "postgresql":
        return
    digest = hashlib.sha256(f"{caller}|{key}".encode()).digest()
    number = int.from_bytes(digest[:8], "big", signed=True)
    with connection.cursor() as cursor:
        if waits:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
            return
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        is_first = cursor.fetchone()[0]
    if not is_first:
        raise StillRunning
