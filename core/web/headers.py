"""Headers that every response carries, errors and refusals included."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

ALWAYS = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    # A shared tablet must not show a family again through its back button.
    "Cache-Control": "no-store",
}


class HeadersMiddleware:
    """Adds what Django's own security middleware does not; a view may say something else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        return response
