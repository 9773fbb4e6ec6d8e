"""What was told lately, as lines on top of every page of the staff: no question of the page's own.

The messages of a network are kept in memory for some seconds. A message that somebody of this process tells
is seen at once; one of another process after `FRESH_SECONDS` at the latest.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from alerts import published, sentences
from alerts.models import Alert, Mark, Message, Tactic
from alerts.published import Published

NEW = timedelta(hours=24)
FRESH_SECONDS = 15.0
MOST = 5
FOR_STAFF = (Mark.CLEAR, Mark.GREEN, Mark.AMBER)
# What ended by itself goes without a word.
TAKEN_BACK = (Alert.State.UNDER_REVIEW, Alert.State.WITHDRAWN, published.NARROWED)

_kept: dict[UUID, tuple[float, "list[Told]"]] = {}


@dataclass(frozen=True)
class Told:
    """The last messages of an alert, the newest first, and the office that told them."""

    office: UUID
    messages: tuple[Published, ...]


@dataclass(frozen=True)
class Line:
    """One alert. `key` changes with each message, so that what was put away comes back when it changes.

    `languages` are those that have reviewed words, where the reader's own has none.
    """

    key: str
    code: str
    label: str
    headline: str = ""
    react: str = ""
    languages: str = ""
    address: str = ""
    is_back: bool = False


def lines(network_id: UUID, organization_id: UUID, language: str) -> list[Line]:
    """What somebody of this organization is told, in this language; the newest first.

    Works inside of the network's walls.
    """
    now = timezone.now()
    with translation.override(language):
        made = [_line(each, organization_id, language, now) for each in told(network_id)]
        return [line for line in made if line][:MOST]


def plain(shown: Sequence[Line]) -> dict[str, Any]:
    """What is sent to a socket."""
    return {"lines": [asdict(line) for line in shown]}


def told(network_id: UUID) -> list[Told]:
    """The messages of a network in the last day; one query, or none while they are fresh."""
    at, kept = _kept.get(network_id, (float("-inf"), []))
    if time.monotonic() - at < FRESH_SECONDS:
        return kept
    found = _asked(network_id)
    _kept[network_id] = time.monotonic(), found
    return found


def forget(network_id: UUID) -> None:
    """Ask again: something was told."""
    _kept.pop(network_id, None)


def _asked(network_id: UUID) -> list[Told]:
    rows = Message.objects.filter(network=network_id, sent_at__gt=timezone.now() - NEW)
    by_alert: dict[UUID, list[Message]] = {}
    for row in rows.order_by("-sent_at", "-number"):
        if row.content:
            by_alert.setdefault(row.alert_id, []).append(row)
    return [
        Told(some[0].organization_id, tuple(published.from_json(row.content) for row in some))
        for some in by_alert.values()
    ]


def _line(told: Told, organization_id: UUID, language: str, now: datetime) -> Line | None:
    marks: list[str] = [*FOR_STAFF]
    if told.office == organization_id:
        marks.append(Mark.AMBER_STRICT)
    last = next((each for each in told.messages if each.mark in marks), None)
    if last is None or (last.is_readable and last.expires <= now):
        return None
    key = f"{last.code}.{last.number}"
    if last.is_readable:
        return _warning(last, key, language)
    if last.state in TAKEN_BACK:
        label = _("Taken back. Do not pass it on, and take its poster down.")
        return Line(key, last.code, label, is_back=True)
    return None


def _warning(last: Published, key: str, language: str) -> Line:
    words = last.words.get(language)
    label = ", ".join(filter(None, (_kind(last), sentences.level(last))))
    address = f"/a/{last.network}/{last.code}/" if last.mark == Mark.CLEAR else f"/alerts/read/{last.code}/"
    if words is None:
        return Line(key, last.code, label, languages=_languages(last.words), address=address)
    return Line(key, last.code, label, words.headline, words.react, address=address)


def _kind(last: Published) -> str:
    """The tactic of a fraud says more than that it is one."""
    if last.kind == Alert.Kind.FRAUD and last.tactic:
        return str(Tactic(last.tactic).label)
    return str(Alert.Kind(last.kind).label)


def _languages(words: Mapping[str, Any]) -> str:
    return " ".join(f"[{code}]" for code in sorted(words))
