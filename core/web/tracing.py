"""A number for each request, and a line in the log for those that fail or take too long."""

import secrets
import sys
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.core.signals import got_request_exception
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.logs import describe

HEADER = "X-Request-ID"
TOO_LONG_MS = 2000
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

log = structlog.get_logger("posada.requests")


class TraceMiddleware:
    """The first of all: what it adds stands on every answer, and what it times is everything.

    The number is random and says nothing; who quotes it from the page or the header leads a technician
    to the line. Requests that go well are told at the level DEBUG only: no record of who worked when.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        request.trace = secrets.token_hex(4)
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request=request.trace):
            response = self.get_response(request)
            _tell(request, response, round((time.perf_counter() - began) * 1000))
        response.headers[HEADER] = request.trace
        return response


@receiver(got_request_exception)
def remember_fault(request: Any = None, **_: Any) -> None:
    """Why a request failed, for the line at its end."""
    error = sys.exc_info()[1]
    if request is not None and error is not None:
        request.fault = describe(error)


def _tell(request: Any, response: HttpResponseBase, duration: int) -> None:
    """The route's name and never the address, which may hold what somebody typed."""
    match = request.resolver_match
    facts = {
        "route": match.view_name if match else "",
        "method": request.method if request.method in METHODS else "",
        "status": response.status_code,
        "duration_ms": duration,
    }
    if response.status_code >= 500:
        log.error("request_failed", **facts, **getattr(request, "fault", {}))
    elif duration > TOO_LONG_MS:
        log.warning("request_slow", **facts)
    else:
        log.debug("request_served", **facts)
