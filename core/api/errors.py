"""Every refusal of the API in one shape: {"code", "detail", "help"}, plus "fields" for bad input."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.db import DataError, IntegrityError, OperationalError
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from core.errors import BadInput, DomainError, NotAllowed, NotHere

logger = logging.getLogger(__name__)


class NotSignedIn(DomainError):
    """Nobody is signed in, or the key does not open anything: the answer does not tell which."""

    code = "not_signed_in"
    message = _("Sign in first.")
    help = _("Sign in on the site, or send a key that is still valid.")
    status = 401


class BadJson(BadInput):
    """The body cannot be read."""

    code = "bad_json"
    message = _("The request could not be read.")
    help = _("Nothing was changed. Send one JSON object in UTF-8.")


class BadMethod(DomainError):
    """The address exists, but not for this method."""

    code = "bad_method"
    message = _("This address does not do that.")
    help = _("Nothing was changed. The header Allow lists what it does.")
    status = 405


class NotAcceptable(DomainError):
    """The client wants something else than JSON."""

    code = "not_acceptable"
    message = _("This site answers in JSON only.")
    help = _("Ask for application/json.")
    status = 406


class NotJson(DomainError):
    """The client sent something else than JSON."""

    code = "not_json"
    message = _("This site reads JSON only.")
    help = _("Nothing was changed. Send application/json.")
    status = 415


class TooMany(DomainError):
    """The caller asks faster than anybody needs."""

    code = "too_many"
    message = _("Too many requests.")
    help = _("Wait as long as the header Retry-After says, then go on.")
    status = 429


class Changed(DomainError):
    """A constraint of the database caught what two people did at the same moment."""

    code = "changed_meanwhile"
    message = _("Somebody else changed this at the same moment.")
    help = _("Nothing was changed by you. Look again and repeat it if it is still needed.")


class Busy(DomainError):
    """The database could not be reached in time."""

    code = "busy"
    message = _("The site is very busy.")
    help = _("Nothing was changed. Wait a few seconds and send it again.")
    status = 503


MEANING: list[tuple[type[BaseException], type[DomainError]]] = [
    (exceptions.NotAuthenticated, NotSignedIn),
    (exceptions.AuthenticationFailed, NotSignedIn),
    (exceptions.PermissionDenied, NotAllowed),
    (exceptions.NotFound, NotHere),
    (exceptions.MethodNotAllowed, BadMethod),
    (exceptions.NotAcceptable, NotAcceptable),
    (exceptions.UnsupportedMediaType, NotJson),
    (exceptions.Throttled, TooMany),
    (exceptions.ParseError, BadJson),
    (PermissionDenied, NotAllowed),
    (Http404, NotHere),
    (SuspiciousOperation, BadInput),
    (UnicodeError, BadInput),
    (DataError, BadInput),
    (OverflowError, BadInput),
    (IntegrityError, Changed),
    (OperationalError, Busy),
]
UNUSABLE = _("This cannot be used.")
UNEXPECTED = (DataError, OverflowError, IntegrityError, OperationalError)


def answer_refusal(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler. None (a 500) only for faults of our own."""
    refusal = as_refusal(error)
    if refusal is None:
        return None
    if isinstance(error, UNEXPECTED):
        logger.error("The database refused a request of %s", type(context["view"]).__name__, exc_info=error)
    set_rollback()
    return Response(body_of(refusal), status=refusal.status, headers=_headers(error, refusal))


def as_refusal(error: Exception) -> DomainError | None:
    """The refusal that this error means to a client, if it is one."""
    if isinstance(error, DomainError):
        return error
    if isinstance(error, exceptions.ValidationError):
        return BadInput(dict(_flat(error.detail)))
    if isinstance(error, ValidationError):
        has_fields = hasattr(error, "error_dict")
        return BadInput(dict(_flat(error.message_dict if has_fields else {"": error.messages})))
    return next((refusal() for kind, refusal in MEANING if isinstance(error, kind)), None)


def body_of(refusal: DomainError) -> dict[str, Any]:
    """The one shape, in the reader's language."""
    body: dict[str, Any] = {"code": refusal.code, "detail": str(refusal), "help": refusal.advice}
    if isinstance(refusal, BadInput):
        body["fields"] = dict(_flat(refusal.fields))
    return body


def _headers(error: Exception, refusal: DomainError) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"}
    wait = getattr(error, "wait", None)
    if wait or refusal.status == Busy.status:
        headers["Retry-After"] = str(max(1, round(wait or 5)))
    if refusal.status == NotSignedIn.status:
        headers["WWW-Authenticate"] = 'Bearer realm="posada"'
    return headers


def _flat(detail: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """Nested complaints as `persons.1.age_band`: [sentences]."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _flat(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(detail, list | tuple) and any(isinstance(item, Mapping | list) for item in detail):
        for number, inner in enumerate(detail):
            yield from _flat(inner, f"{path}.{number}" if path else str(number))
    else:
        sentences = detail if isinstance(detail, list | tuple) else [detail]
        texts = [
            str(text) if isinstance(text, str | Promise) and text else str(UNUSABLE) for text in sentences
        ]
        yield path.removesuffix(".non_field_errors"), texts or [str(UNUSABLE)]
