"""Pages of our own inside the frame of Django's admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from core.errors import DomainError, Text


def page(
    request: HttpRequest, template: str, *, title: Text, status: int = 200, **context: Any
) -> HttpResponse:
    """The template with what the frame needs: site title, who is signed in, the ways.

    `title` also stands in the browser's history: it names a kind of page, never a person.
    """
    frame = admin.site.each_context(request)
    frame["is_nav_sidebar_enabled"] = False
    return TemplateResponse(request, template, {**frame, "title": title, **context}, status=status)


def refusal(request: HttpRequest, error: DomainError, **context: Any) -> HttpResponse:
    """A page that says what happened, what was kept, what to do, and a code to read to a helper."""
    return page(
        request,
        "core/refusal.html",
        title=str(error),
        status=error.status,
        refused=error,
        **context,
    )
