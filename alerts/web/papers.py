"""What of an alert is printed and heard: the poster for everybody, the recordings for everybody."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from accounts.models import Network
from alerts import poster, reading, spoken
from alerts.errors import AlertNotShown, NoSuchWords
from alerts.models import Recording
from alerts.published import Published
from alerts.web.everybody import for_everybody
from shelters.languages import LANGUAGES

FIRST = ("es", "en", "ht")
# Drawing one takes a while, and everybody may ask.
KEPT_SECONDS = 10 * 60
SOUND = "audio/ogg; codecs=opus"
ONE_RANGE = re.compile(r"bytes=(?:([0-9]{1,12})-([0-9]{0,12})|-([0-9]{1,12}))", re.ASCII)


@require_safe
@for_everybody
def poster_of(request: HttpRequest, network_code: str, alert_code: str) -> HttpResponseBase:
    """One sheet for the wall, in up to three languages: `?language=es&language=ar`.

    Raises: NotHere, AlertNotShown where it is not in force, NoSuchWords, NoLetters, TooLongForPaper.
    """
    network = reading.network_called(network_code)
    told = reading.one(network, alert_code)
    if not told.is_readable:
        raise AlertNotShown
    languages = request.GET.getlist("language") or usual(told.words)
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


def usual(read: Collection[str]) -> list[str]:
    """The languages of a sheet for which nobody chose any, of those that were read."""
    own = [language for language in FIRST if language in read]
    return own or sorted(read)[: poster.MOST_LANGUAGES]


@dataclass(frozen=True)
class SheetLanguage:
    """A language that a sheet can be printed in."""

    code: str
    name: str
    is_usual: bool


def sheet_languages(read: Collection[str]) -> list[SheetLanguage]:
    """What there is to choose from, the usual ones first."""
    names, first = dict(LANGUAGES), usual(read)
    return [
        SheetLanguage(code, str(names.get(code, code)), code in first)
        for code in [*first, *sorted(set(read) - set(first))]
    ]


def _drawn(network: Network, told: Published, languages: Sequence[str]) -> bytes:
    key = f"alerts.poster.{told.identifier}.{'-'.join(languages)}"
    drawn: bytes | None = cache.get(key)
    if drawn is None:
        # The helpers of now: those of the message may have been taken off the list meanwhile.
        said = replace(told, helpers=tuple(reading.helpers_in(network)))
        drawn = poster.draw(said, languages, zone=network.time_zone)
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
        raise AlertNotShown
    found = spoken.for_everybody(network, told.code, language)
    return sounding(request, found, f"{told.code}-{language}")


def sounding(request: HttpRequest, found: Recording, name: str) -> HttpResponse:
    """A recording as a browser plays it: whole, or the one range of bytes that it asks for. Safari plays
    nothing that it does not get in ranges. Who sends the file on sends its name along: it says whether a
    machine speaks, for the file itself carries no notes."""
    sound = bytes(found.sound)
    if found.voice == Recording.Voice.SYNTHETIC:
        name = f"{name}-machine"
    etag = f'"{found.pk.hex}-{spoken.fingerprint(sound)[:16]}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'inline; filename="{name}.opus"',
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
        "Accept-Ranges": "bytes",
    }
    answer = HttpResponse(sound, content_type=SOUND, headers=headers)
    answer = get_conditional_response(request, etag=etag, response=answer) or answer
    asked = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if answer.status_code != 200 or asked is None or request.headers.get("If-Range", etag) != etag:
        return answer
    return _part(answer, sound, asked)


def _part(answer: HttpResponse, sound: bytes, asked: re.Match[str]) -> HttpResponse:
    """The bytes that were asked for (RFC 9110, section 14), or 416 where there are none."""
    whole = len(sound)
    first, last, at_end = asked.groups()
    begin = int(first) if first else max(0, whole - int(at_end))
    end = min(int(last), whole - 1) if last else whole - 1
    if first and last and int(last) < int(first):
        return answer  # no range at all: to be ignored
    if begin >= whole or at_end == "0":
        answer.content, answer.status_code = b"", 416
        answer.headers["Content-Range"] = f"bytes */{whole}"
        return answer
    answer.content, answer.status_code = sound[begin : end + 1], 206
    answer.headers["Content-Range"] = f"bytes {begin}-{end}/{whole}"
    return answer
