"""Whether the site forgets on time, for whoever watches it. It tells strangers nothing else."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from privacy import purge


@require_safe
def forgetting(request: HttpRequest) -> HttpResponse:
    """200 {"status": "ok"}, or 503 "late" when nothing was erased for 26 hours or the clock jumped.

    Apart from /health/, so that a site that forgets too late is repaired and not switched off.
    """
    if purge.is_red():
        return JsonResponse({"status": "late"}, status=503)
    return JsonResponse({"status": "ok"})
