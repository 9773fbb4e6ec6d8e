"""A form that is sent twice has one effect: a double click, or a tap again after the line broke.

The form carries a number of its own (`{% once %}` of core/templatetags/look.py). What was answered to it is
kept with the effect in one transaction, under a unique key, and answered again for 24 hours.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from core.actions.answers import Answer, answer_once, caller_of
from core.errors import DomainError

NAME = "once"
UNKEPT = "is_unkept"
FORM_TOKEN = "csrfmiddlewaretoken"  # noqa: S105  a name


def once(
    request: HttpRequest, view: Callable[[], HttpResponse], *, tenant: UUID, member: UUID
) -> HttpResponse:
    """The answer of the view; where the same form came before, the answer of then.

    Only ways to another page are kept: whatever was refused or shown again can be sent again. The same form
    with other words in it is another one. Repeats wait for the first one; `view` reads no files.

    Raises: whatever `view` raises.
    """
    if request.method != "POST" or not request.POST.get(NAME):
        return view()
    shown: list[HttpResponse] = []
    refused: list[DomainError] = []

    def run() -> Answer | None:
        try:
            shown.append(view())
        except DomainError as error:
            # Not through the transaction: that somebody was refused is written down all the same.
            refused.append(error)
            return None
        is_kept = isinstance(shown[0], HttpResponseRedirect) and not hasattr(shown[0], UNKEPT)
        return Answer(shown[0].status_code, _way(request, shown[0])) if is_kept else None

    key = _key(request)
    answer = answer_once(
        tenant=tenant, caller=caller_of(member), key=key, fingerprint=key, run=run, waits=True
    )
    if refused:
        raise refused[0]
    return shown[0] if shown or answer is None else _again(request, answer)


def unkept(answer: HttpResponse) -> HttpResponse:
    """Do not keep this answer: kept with its minute and its house, it would say who told something."""
    setattr(answer, UNKEPT, True)
    return answer


def _key(request: HttpRequest) -> str:
    """Of the form's number and all that was typed."""
    typed = sorted((name, texts) for name, texts in request.POST.lists() if name != FORM_TOKEN)
    return hashlib.sha256(json.dumps(["page", request.method, request.path, typed]).encode()).hexdigest()


def _way(request: HttpRequest, answer: HttpResponse) -> str:
    """Where the answer leads, and what is said there."""
    storage: Any = messages.get_messages(request)
    said = [[message.level, str(message)] for message in storage]
    storage.used = False  # the next page says it
    return json.dumps({"to": answer.headers["Location"], "said": said})


def _again(request: HttpRequest, answer: Answer) -> HttpResponse:
    kept = json.loads(answer.body)
    if not len(messages.get_messages(request)):
        for level, text in kept["said"]:
            messages.add_message(request, level, text)
    return HttpResponseRedirect(kept["to"])
