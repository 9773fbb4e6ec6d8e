"""Alerts for programs, without signing in: what everybody may read, as CAP, Atom, JSON and STIX."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from alerts import atom, cap, reading, stix
from alerts.rows import row_of
from alerts.web.everybody import for_everybody
from core.errors import NotHere

# What was hidden is gone everywhere within a minute: half of it may be spent on the way.
FRESH = "public, max-age=30"
JSON = "application/json"


@require_safe
@for_everybody
def feed(request: HttpRequest, network_code: str) -> HttpResponseBase:
    """The Atom feed of CAP messages; `?language=` says in which language its titles are."""
    network = reading.network_called(network_code)
    asked = request.GET.get("language", "")
    language = asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    body = atom.written(network.code, network.name, reading.told(network), language=language)
    return answered(request, body, atom.KIND)


@require_safe
@for_everybody
def as_json(request: HttpRequest, network_code: str) -> HttpResponseBase:
    """All of them in the form of alerts/published.py, with their addresses."""
    network = reading.network_called(network_code)
    told = [row_of(each) for each in reading.told(network)]
    return answered(request, _json({"network": network.code, "name": network.name, "alerts": told}), JSON)


@require_safe
@for_everybody
def as_stix(request: HttpRequest, network_code: str) -> HttpResponseBase:
    """A STIX 2.1 bundle of what everybody may read."""
    network = reading.network_called(network_code)
    bundle = stix.bundle(network.code, network.name, reading.told(network))
    return answered(request, _json(bundle), stix.KIND)


@require_safe
@for_everybody
def message(request: HttpRequest, network_code: str, alert_code: str, number: int) -> HttpResponseBase:
    """The CAP message of an alert. The address of an older one leads to the last: it holds what is so now."""
    told = reading.one(reading.network_called(network_code), alert_code)
    if number > told.number:
        raise NotHere
    if number < told.number:
        answer = HttpResponseRedirect(reverse("alerts:cap", args=[network_code, told.code, told.number]))
        answer.headers["Cache-Control"] = FRESH
        return answer
    return answered(request, cap.written(told), cap.KIND)


def answered(request: HttpRequest, body: bytes, kind: str) -> HttpResponseBase:
    """The file with its tag, or 304 for whoever has it."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    charset = "" if ";" in kind else "; charset=utf-8"
    headers = {
        "ETag": tag,
        "Cache-Control": FRESH,
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }
    answer = HttpResponse(body, content_type=f"{kind}{charset}", headers=headers)
    return get_conditional_response(request, etag=tag, response=answer) or answer


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
