"""Check a contact: for everybody, without a trace, and for staff."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Membership, Network
from accounts.rights import Right
from alerts import reading, sentences
from alerts.actions import checking
from alerts.actions.checking import Checked, Known, Way
from alerts.errors import BadPoint
from alerts.models import Helper, Mark
from alerts.published import Published
from alerts.web.everybody import for_everybody
from alerts.web.files import JSON, answered
from core.web.pages import page
from shelters.web.doors import StaffRequest, staff_page

# The list was called "keys" before, with one entry each: pages that were open then ask the site.
FORM = 2


@require_http_methods(["GET", "HEAD", "POST"])
@for_everybody
def check(request: HttpRequest, network_code: str) -> HttpResponseBase:
    """A number, an account or an address goes in; what is known comes out. With a script the browser looks
    by itself and nothing is sent; without one the site looks, and keeps nothing.

    Raises: NotHere, TooManyTries.
    """
    here = reading.network_called(network_code)
    context = _asked(request, here)
    context |= {"network": here, "kinds": _kinds(), "ways": _ways(), "language": _language()}
    with timezone.override(here.time_zone):
        answer = render(request, "alerts/check/public.html", context, status=context["status"])
    return _without_traces(answer)


@require_safe
@for_everybody
def listed(request: HttpRequest, network_code: str) -> HttpResponseBase:
    """The list for browsers: hashes cut to 16 digits, and what to say about each, in `?language=`.

    Raises: NotHere, TooManyTries.
    """
    here = reading.network_called(network_code)
    wanted = request.GET.get("language", "")
    language = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    found, alerts, helpers = checking.listed(here)
    with override(language):
        told = {
            "form": FORM,
            "salt": here.code,
            "digits": checking.LISTED_DIGITS,
            "found": found,
            "alerts": {each.code: _headline(each, language) for each in alerts},
            "helpers": [{"name": helper.name, "told": _about(helper)} for helper in helpers],
        }
    return answered(request, json.dumps(told, ensure_ascii=False).encode(), JSON)


@staff_page(Right.SEE_NETWORK)
def at_desk(request: StaffRequest) -> HttpResponse:
    """The same for staff, who also find what is marked for them only. What they type is kept nowhere."""
    here = request.member.organization.network
    context = _asked(request, here, by=request.member)
    answer = page(
        request,
        "alerts/check/desk.html",
        title=_("Check a contact"),
        network=here,
        kinds=_kinds(),
        back=request.path if request.member.may(Right.REPORT_FRAUD) else "",
        **context,
    )
    return _without_traces(answer)


def _asked(request: HttpRequest, network: Network, by: Membership | None = None) -> dict[str, Any]:
    now = timezone.now().astimezone(ZoneInfo(network.time_zone))
    if request.method != "POST":
        return {"status": 200, "now": now}
    typed = request.POST.get("contact", "")[: checking.LONGEST]
    try:
        found = checking.check(network.pk, typed, by=by)
    except BadPoint as refused:
        return {"status": refused.status, "refused": refused, "typed": typed, "now": now}
    return {"status": 200, "typed": typed, "found": found, "now": now, **_told(found, now)}


def _told(found: Checked, now: datetime) -> dict[str, Any]:
    language = _language()
    return {
        "kind": found.kind.value,
        "heading": headings()[found.kind],
        "advice": found.advice,
        "as_of": now,
        "alerts": [
            {
                "code": told.code,
                "headline": _headline(told, language),
                "is_public": told.mark == Mark.CLEAR,
                "chosen": sentences.chosen(told, language),
            }
            for told in found.alerts
        ],
        "helper": {"name": found.helper.name, "told": _about(found.helper)} if found.helper else None,
        "numbers": found.numbers,
        "hint": checking.hint(found.way),
    }


def headings() -> dict[Known, str]:
    """What stands above each answer."""
    return {
        Known.ALERT: _("Beware: the network warns of this."),
        Known.HELPER: _("This belongs to a verified helper."),
        Known.NOTHING: _("Nothing is known about this."),
    }


def _kinds() -> list[dict[str, Any]]:
    """The answers that the browser fills in by itself."""
    return [
        {"kind": kind.value, "heading": heading, "advice": checking.advice(kind)}
        for kind, heading in headings().items()
    ]


def _ways() -> list[tuple[str, str]]:
    """How a number without its country was read, for the browser."""
    return [(way.value, checking.hint(way)) for way in Way]


def _headline(told: Published, language: str) -> str:
    words = sentences.chosen(told, language)
    return words.headline if words else sentences.kind(told).capitalize()


def _about(helper: Helper) -> str:
    """Which register says so, and when somebody looked."""
    day = date_format(helper.checked_on, "j F Y")
    return _("%(register)s. Checked on %(day)s.") % {"register": helper.get_source_display(), "day": day}


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _without_traces(answer: HttpResponse) -> HttpResponse:
    """Kept by no cache, found by no search engine."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
