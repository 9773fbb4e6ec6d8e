"""A refusal becomes an answer here: a page for people, one JSON shape for programs."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from core.api.errors import body_of
from core.errors import DomainError, NotAllowed, NotHere

API = "/api/"


class DomainErrorMiddleware:
    """Answers every DomainError that a view did not answer itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer to a refusal; anything else goes on."""
        return answer(request, exception) if isinstance(exception, DomainError) else None


class PageMissing(NotHere):
    """No page has this address, or not for this reader."""


class CannotRead(DomainError):
    """The request cannot be understood."""

    code = "bad_request"
    message = _("This request cannot be understood.")
    help = _("Nothing was changed. Go back and try again.")
    status = 400


class FormTooOld(DomainError):
    """The form's token is missing or belongs to another session."""

    code = "form_too_old"
    message = _("This form is too old or came from somewhere else.")
    help = _("Nothing was changed. Open the page again and repeat what you did.")
    status = 403


class Broken(DomainError):
    """A fault of the site."""

    code = "broken"
    message = _("Something is broken here, and it is not your fault.")
    help = _("What you did last may be missing. Tell your technician this number: %(number)s")
    status = 500


class TooMany(DomainError):
    """Too many requests in a short time."""

    code = "too_many_tries"
    message = _("There were too many tries.")
    help = _("Wait a few minutes and try again.")
    status = 429


def answer(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """The refusal as JSON below /api/, else as a page; both with its status."""
    if request.path.startswith(API):
        return JsonResponse(body_of(refusal), status=refusal.status)
    shown: dict[str, object] = {"refused": refusal}
    if not _opens_a_page(request):
        shown["messages"] = ()  # they wait for the page that somebody opens next
    return render(request, "core/alone_refusal.html", shown, status=refusal.status)


def _opens_a_page(request: HttpRequest) -> bool:
    """Whether a person looks at the answer: no socket, no picture, no request of a script."""
    return (
        request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate" and "Upgrade" not in request.headers
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400."""
    return answer(request, CannotRead())


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403."""
    return answer(request, NotAllowed())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404: the same page for what is absent and for what is somebody else's."""
    return answer(request, PageMissing())


def too_many(request: HttpRequest) -> HttpResponse:
    """handler429, which allauth asks for."""
    return answer(request, TooMany())


def broken(request: HttpRequest) -> HttpResponse:
    """handler500. The number leads to the line in the log (core.web.tracing)."""
    return answer(request, Broken(number=getattr(request, "trace", "")))


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW."""
    return answer(request, FormTooOld())
