"""Pages about alerts for everybody: no sign-in, no script needed, nothing about who looks is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.models import Network
from alerts import addresses, reading, sentences, short_text
from alerts.errors import AlertNotShown
from alerts.models import Alert, AlertContact, PointKind
from alerts.points import Point, Reach, reach
from alerts.published import Beside, Published, Spoken
from alerts.sentences import Chosen
from alerts.web.everybody import for_everybody
from alerts.web.papers import sheet_languages
from core.errors import NotHere

WARNINGS = (Alert.Kind.FRAUD, Alert.Kind.IMPERSONATION, Alert.Kind.SAFETY)
TALK = (Alert.Kind.RUMOUR, Alert.Kind.MYTH)
# Beside these stands whom to call in a crisis (field-guide R47).
HEAVY = (Alert.Kind.SAFETY, Alert.Kind.RUMOUR)


@dataclass(frozen=True)
class Shown:
    """An alert in the reader's language."""

    told: Published
    chosen: Chosen | None

    @property
    def others(self) -> list[str]:
        """The other languages in which reviewed words exist."""
        return [code for code in self.told.words if self.chosen is None or code != self.chosen.language]

    @property
    def only_heard(self) -> list[Spoken]:
        """Recordings in languages that are not the one shown."""
        own = self.chosen.language if self.chosen else ""
        return [each for each in self.told.spoken if each.language != own]

    @property
    def kind(self) -> str:
        """What it is."""
        return sentences.kind(self.told)

    @property
    def level(self) -> str:
        """How sure it is."""
        return sentences.level(self.told)

    @property
    def tactic(self) -> str:
        """How the deceit works."""
        return sentences.tactic(self.told)

    @property
    def channel(self) -> str:
        """Through what."""
        return sentences.channel(self.told)

    @property
    def price(self) -> str:
        """How much is asked for."""
        return sentences.price(self.told)

    @property
    def taken_back(self) -> str:
        """What stands instead of words that were taken back."""
        return sentences.taken_back(self.told)

    @property
    def beware(self) -> list[str]:
        """Contact points to beware of."""
        return self._contacts(AlertContact.Part.BEWARE)

    @property
    def real(self) -> list[str]:
        """Those of the real one that is imitated."""
        return self._contacts(AlertContact.Part.REAL)

    def _contacts(self, part: str) -> list[str]:
        return [sentences.contact(each) for each in self.told.contacts if each.part == part]


@dataclass(frozen=True)
class Near:
    """A verified helper and its contact points as people read them."""

    helper: Beside
    contacts: list[Reach]


@require_safe
@for_everybody
def network(request: HttpRequest, network_code: str) -> HttpResponseBase:
    """All alerts of a network that everybody may read; warnings, rumours and notices look different."""
    here = reading.network_called(network_code)
    shown = [shown_in(told) for told in reading.in_force(here)]
    return _page(
        request,
        "alerts/public/network.html",
        network=here,
        office=reading.office_in(here),
        warnings=_of(shown, WARNINGS),
        talk=_of(shown, TALK),
        notices=_of(shown, (Alert.Kind.NOTICE,)),
        is_heavy=any(each.told.kind in HEAVY for each in shown),
        helpers=near(here),
        feed=addresses.of_feed(here.code, get_language() or settings.LANGUAGE_CODE),
    )


@require_safe
@for_everybody
def alert(request: HttpRequest, network_code: str, alert_code: str) -> HttpResponseBase:
    """One alert, for whoever scanned the code on a poster: also that it was taken back."""
    here = reading.network_called(network_code)
    told = reading.one(here, alert_code)
    return _page(
        request,
        "alerts/public/alert.html",
        network=here,
        office=reading.office_in(here),
        shown=shown_in(told, request.GET.get("language", "")),
        is_heavy=told.kind in HEAVY,
        sheet_languages=sheet_languages(told.words),
        helpers=near(here) if told.is_readable else [],
    )


@require_safe
@for_everybody
def to_pass_on(request: HttpRequest, network_code: str, alert_code: str) -> HttpResponseBase:
    """The text of at most 700 characters that people pass on, in every language in which it was read."""
    here = reading.network_called(network_code)
    told = _readable(reading.one(here, alert_code))
    texts = [(code, _text(told, code, here)) for code in _own_first(told)]
    return _page(request, "alerts/public/text.html", network=here, told=told, texts=texts)


@require_safe
@for_everybody
def plain_text(request: HttpRequest, network_code: str, alert_code: str, language: str) -> HttpResponseBase:
    """The same as a file."""
    here = reading.network_called(network_code)
    told = _readable(reading.one(here, alert_code))
    if language not in told.words:
        raise NotHere
    answer = HttpResponse(_text(told, language, here), content_type="text/plain; charset=utf-8")
    return _without_traces(answer)


def _text(told: Published, language: str, network: Network) -> str:
    with timezone.override(network.time_zone):
        return short_text.written(told, language)


def _readable(told: Published) -> Published:
    if not told.is_readable:
        raise AlertNotShown
    return told


def _own_first(told: Published) -> list[str]:
    own = get_language()
    return sorted(told.words, key=lambda code: (code != own, code))


def near(network: Network) -> list[Near]:
    """Whom to go to instead, with contact points that open."""
    return [
        Near(helper, [reach(Point(PointKind(each.kind), each.value)) for each in helper.contacts])
        for helper in reading.helpers_in(network)
    ]


def shown_in(told: Published, asked: str = "") -> Shown:
    """In the language that was asked for, where there are reviewed words in it; else in the reader's own."""
    language = asked if asked in told.words else get_language() or settings.LANGUAGE_CODE
    return Shown(told, sentences.chosen(told, language))


def _of(shown: Sequence[Shown], kinds: Sequence[str]) -> list[Shown]:
    return [each for each in shown if each.told.kind in kinds]


def _page(request: HttpRequest, template: str, *, network: Network, **context: Any) -> HttpResponse:
    """Days are those of the network, as on its posters."""
    with timezone.override(network.time_zone):
        return _without_traces(render(request, template, {"network": network, **context}))


def _without_traces(answer: HttpResponse) -> HttpResponse:
    """Kept by no cache, found by no search engine."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
