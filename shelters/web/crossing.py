"""The page that says what would break if the household went there, and lets it be confirmed."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from core.web.pages import page
from shelters.errors import Concern
from shelters.web.doors import StaffRequest

CONFIRMED = "confirmed"
NOT_REPEATED = {"csrfmiddlewaretoken", CONFIRMED}


def confirmed(request: StaffRequest) -> frozenset[str]:
    """Codes of the concerns that the form confirms."""
    return frozenset(request.POST.get(CONFIRMED, "").split())


def ask_knowingly(request: StaffRequest, concern: Concern, *, back: str) -> HttpResponse:
    """The same form again, with the concern confirmed."""
    hidden = [(name, value) for name, value in request.POST.items() if name not in NOT_REPEATED]
    known = " ".join(sorted({*confirmed(request), concern.code}))
    return page(
        request,
        "shelters/crossing.html",
        title=_("Read this first"),
        status=concern.status,
        refused=concern,
        action=request.path,
        hidden=[*hidden, (CONFIRMED, known)],
        back=back,
    )
