"""The public page about everything that is kept. It needs no sign-in, and it names no organization."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from privacy.documents import holdings, spans


@require_safe
def keeps(request: HttpRequest) -> HttpResponse:
    """The page in the language of the reader, or in that of `?language=`.

    The hours are those of the site: organizations may only shorten them, and which of them did would
    tell who they are. A household gets the hours of its own house on paper, at the desk.
    """
    with translation.override(chosen_language(request)):
        return render(request, "privacy/keeps.html", facts())


def facts() -> dict[str, Any]:
    """What the page shows, from the inventory and the rules of forgetting."""
    return {
        "guests": holdings.about_guests(),
        "others": holdings.about_others(),
        "backup": spans.in_words(spans.BACKUP_DAYS * 24),
        "at_the_latest": spans.in_words(holdings.longest() + spans.BACKUP_DAYS * 24),
    }


def chosen_language(request: HttpRequest) -> str:
    """The language that the address asks for when the site offers it, else the reader's own."""
    asked = request.GET.get("language", "")
    return (
        asked if asked in dict(settings.LANGUAGES) else translation.get_language() or settings.LANGUAGE_CODE
    )
