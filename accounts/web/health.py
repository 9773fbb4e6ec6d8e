"""Whether letters can go out, for whoever watches it. It tells strangers nothing else."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from accounts import post_marks


@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """200 {"status": "ok"}, also where no mail server is set up; 503 "late" when it let no letter in for an
    hour.

    Apart from /health/, and on no page of the staff: warnings are read on the site, letters are only a
    convenience. No bed may go away for them, and nobody be alarmed at night.
    """
    if post_marks.is_late():
        return JsonResponse({"status": "late"}, status=503)
    return JsonResponse({"status": "ok"})
