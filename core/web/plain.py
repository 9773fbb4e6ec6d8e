"""What no honest browser sends is stopped before anything looks it up."""

import codecs
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.core.validators import ProhibitNullCharactersValidator
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase

from core.errors import BadInput

NUL = "\0"
API = "/api/"


def _is_plain(charset: str | None) -> bool:
    """Whether a body says nothing about its words, or that they are UTF-8."""
    return charset is None or codecs.lookup(charset).name == "utf-8"


def refuse_nul(posted: QueryDict) -> None:
    """For answers that no form of Django reads: what PostgreSQL cannot keep is told beside its field.

    Raises: BadInput.
    """
    wrong = [name for name, values in posted.lists() if any(NUL in text for text in values)]
    if wrong:
        raise BadInput({name: [ProhibitNullCharactersValidator.message] for name in wrong})


class PlainTextMiddleware:
    """Refuses addresses with a NUL and drops such cookies: PostgreSQL cannot compare that character. Refuses
    forms in other words than UTF-8: some spell halves of characters, which no database takes, and some are no
    text at all.

    Forms and the API refuse it in their own words; this is for what is looked up without a form: filters
    of lists, and the number of a session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = [request.path, *(text for values in request.GET.lists() for text in (values[0], *values[1]))]
        if not request.path.startswith(API) and any(NUL in text for text in given):
            raise BadRequest
        if not request.path.startswith(API) and not _is_plain(request.encoding):
            raise BadRequest
        request.COOKIES = {name: text for name, text in request.COOKIES.items() if NUL not in text}
        return self.get_response(request)
