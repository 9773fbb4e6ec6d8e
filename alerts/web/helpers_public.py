"""The list of verified helpers for everybody: by area and language, free ones first."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alerts import reading
from alerts.actions.helpers import for_everybody_in, reached
from alerts.web.everybody import for_everybody


@require_safe
@for_everybody
def everybody(request: HttpRequest, network_code: str) -> HttpResponseBase:
    """All whose check is not over. What is chosen stays in the browser's address: it is no person."""
    here = reading.network_called(network_code)
    area, language = request.GET.get("area", "")[:120], request.GET.get("language", "")[:8]
    rows = for_everybody_in(here)
    shown = [row for row in rows if area in ("", row.area) and (not language or language in row.languages)]
    answer = render(
        request,
        "alerts/helpers/public.html",
        {
            "network": here,
            "helpers": [(row, [reached(point) for point in row.points.all()]) for row in shown],
            "areas": sorted({row.area for row in rows if row.area}),
            "languages": sorted({code for row in rows for code in row.languages}),
            "area": area,
            "language": language,
        },
    )
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
