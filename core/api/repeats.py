"""Idempotency-Key on every write: a retry over a bad line has one effect."""

import hashlib
import json
from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.actions.answers import Answer, answer_once, caller_of
from core.errors import BadInput

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
LONGEST = 128


class Repeatable:
    """Runs each write once for each key of a caller. Without a key every request is a new one."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        method = (request.method or "").lower()
        if request.method in SAFE_METHODS or HEADER not in request.headers or not hasattr(self, method):
            return
        if getattr(request, "member", None) is None:
            return
        setattr(self, method, partial(_once, getattr(self, method)))


def _once(handler: Callable[..., Response], request: Request, *args: Any, **kwargs: Any) -> Response:
    def run() -> Answer:
        response = handler(request, *args, **kwargs)
        return Answer(response.status_code, JSONRenderer().render(response.data).decode())

    member: Any = request.member  # type: ignore[attr-defined]  # accounts/api/requests.py
    answer = answer_once(
        tenant=member.organization_id,
        caller=caller_of(member.pk),
        key=_read_key(request),
        fingerprint=_fingerprint(request),
        run=run,
    )
    headers = {REPLAYED: "true"} if answer.is_repeated else None
    body = json.loads(answer.body) if answer.body else None
    return Response(body, status=answer.status, headers=headers)


def _read_key(request: Request) -> str:
    key = request.headers[HEADER]
    if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
        raise BadInput({HEADER: [_("1 to 128 printable ASCII characters.")]})
    return key


def _fingerprint(request: Request) -> str:
    payload = json.dumps(request.data, sort_keys=True)
    return hashlib.sha256(f"{request.method} {request.get_full_path()} {payload}".encode()).hexdigest()
