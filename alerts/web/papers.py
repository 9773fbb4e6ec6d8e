"""What of an alert is printed and heard: the poster for everybody, the recordings for everybody."""

from collections.abc import Sequence
from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from accounts.models import Network
from alerts import poster, reading, spoken
from alerts.errors import NoSuchWords
from alerts.published import Published
from alerts.web.everybody import for_everybody
from core.errors import NotHere

FIRST = ("es", "en", "ht")
# Drawing one takes a while, and everybody may ask.
KEPT_SECONDS = 10 * 60
SOUND = "audio/ogg; codecs=opus"


@require_safe
@for_everybody
def poster_of(request: HttpRequest, network_code: str, alert_code: str) -> HttpResponseBase:
    """One sheet for the wall, in up to three languages: `?language=es&language=ar`.

    Raises: NotHere unless it is in force for everybody; NoSuchWords, NoLetters, TooLongForPaper.
    """
    network = reading.network_called(network_code)
    told = reading.one(network, alert_code)
    if not told.is_readable:
        raise NotHere
    languages = request.GET.getlist("language") or _usual(told)
    if not 1 <= len(set(languages)) == len(languages) <= poster.MOST_LANGUAGES:
        raise NoSuchWords
    if any(language not in told.words for language in languages):
        raise NoSuchWords
    headers = {
        "Content-Disposition": f'inline; filename="{told.code}.pdf"',
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(_drawn(network, told, languages), content_type="application/pdf", headers=headers)


def _usual(told: Published) -> list[str]:
    own = [language for language in FIRST if language in told.words]
    return own or sorted(told.words)[: poster.MOST_LANGUAGES]


def _drawn(network: Network, told: Published, languages: Sequence[str]) -> bytes:
    key = f"alerts.poster.{told.identifier}.{'-'.join(languages)}"
    drawn: bytes | None = cache.get(key)
    if drawn is None:
        drawn = poster.draw(told, languages, zone=network.time_zone)
        cache.set(key, drawn, KEPT_SECONDS)
    return drawn


@require_safe
@for_everybody
def recording(request: HttpRequest, network_code: str, alert_code: str, language: str) -> HttpResponseBase:
    """The spoken words of an alert in force; asked again, mostly nothing new.

    Raises: NotHere.
    """
    network = reading.network_called(network_code)
    told = reading.one(network, alert_code)
    if not told.is_readable:
        raise NotHere
    found = spoken.for_everybody(network, told.code, language)
    return sounding(request, found.pk, bytes(found.sound), f"{told.code}-{language}")


def sounding(request: HttpRequest, key: UUID, sound: bytes, name: str) -> HttpResponse:
    """A recording as a browser plays it."""
    etag = f'"{key.hex}-{spoken.fingerprint(sound)[:16]}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'inline; filename="{name}.opus"',
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
    }
    answer = HttpResponse(sound, content_type=SOUND, headers=headers)
    return get_conditional_response(request, etag=etag, response=answer) or answer
