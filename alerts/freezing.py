"""How an alert and what hangs on it become the form that the world is told."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import Case, When

from alerts import published, spoken
from alerts.models import (
    Alert,
    AlertContact,
    AlertsOffice,
    AlertText,
    ContactPoint,
    Helper,
    Message,
    PointKind,
)
from alerts.published import Beside, Contact, Published, Spoken, Words

HELPERS_BESIDE = 5
KINDS: list[str] = list(PointKind)
FREE_FIRST = Case(
    *(When(cost=cost, then=place) for place, cost in enumerate([Helper.Cost.FREE, Helper.Cost.LOW])),
    default=9,
)


def frozen(
    alert: Alert, *, kind: str, mark: str, state: str, sent: datetime, before: Sequence[Message]
) -> Published:
    """What the alert says now, as its next message after those `before`.

    Without words unless `state` is that of a published alert. Works in the office of the network.
    """
    network = alert.network
    number = len(before) + 1
    sender = f"{network.code}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}"
    office = AlertsOffice.objects.filter(network=network).first()
    head = Published(
        identifier=identifier(network.code, alert.code, number),
        sender=sender,
        number=number,
        message=kind,
        code=alert.code,
        network=network.code,
        network_name=network.name,
        state=state,
        kind=alert.kind,
        level=alert.level,
        mark=mark,
        sent=sent,
        effective=(alert.published_at or sent).replace(microsecond=0),
        expires=(alert.expires_at or sent).replace(microsecond=0),
        references=tuple(_reference(message, alert, sender) for message in before),
        reply_way=office.reply_way if office else "",
    )
    return _told(head, alert) if state == published.PUBLISHED else head


def identifier(network: str, code: str, number: int) -> str:
    """What a message is called by its sender: no spaces, commas, `<` or `&` (CAP 1.2)."""
    return f"{network}.{code}.{number}"


def _reference(message: Message, alert: Alert, sender: str) -> str:
    if message.content:
        return published.from_json(message.content).reference
    name = identifier(alert.network.code, alert.code, message.number)
    return f"{sender},{name},{published.in_cap(message.sent_at)}"


def _told(head: Published, alert: Alert) -> Published:
    texts = list(alert.texts.order_by("language"))
    voices = {language: row.voice for language, row in spoken.heard(alert).items()}
    return replace(
        head,
        tactic=alert.tactic,
        channel=alert.channel,
        price_from=_price(alert.price_from),
        price_to=_price(alert.price_to),
        currency=alert.currency,
        area=alert.area,
        source_name=alert.source_name,
        source_url=alert.source_url,
        source_on=alert.source_on,
        contacts=_contacts(alert),
        texts=_words(alert, [text for text in texts if text.state == AlertText.State.REVIEWED], voices),
        unreviewed=tuple(text.language for text in texts if text.state != AlertText.State.REVIEWED),
        spoken=tuple(
            Spoken(language, recording_path(alert, language), voice) for language, voice in voices.items()
        ),
        helpers=tuple(beside_alerts(alert.network_id)),
    )


def _price(price: Decimal | None) -> str:
    return "" if price is None else f"{price:.2f}"


def _contacts(alert: Alert) -> tuple[Contact, ...]:
    rows = AlertContact.objects.filter(alert=alert).select_related("point")
    named = [contact_of(row.point, row.part) for row in rows]
    return tuple(sorted(named, key=lambda each: (each.part, KINDS.index(each.kind), each.value)))


def contact_of(point: ContactPoint, part: str) -> Contact:
    """Of an account for deposits only the last digits go out: the rest leads to a person."""
    is_account = point.kind == PointKind.ACCOUNT
    return Contact(point.kind, point.value.partition(":")[0] if is_account else point.value, part)


def _words(alert: Alert, texts: Sequence[AlertText], voices: Mapping[str, str]) -> dict[str, Words] | None:
    return {
        text.language: Words(
            headline=text.headline,
            said=text.said,
            react=text.react,
            recording=recording_path(alert, text.language) if text.language in voices else "",
            voice=voices.get(text.language, ""),
        )
        for text in texts
    } or None


def recording_path(alert: Alert, language: str) -> str:
    """Where the spoken words are, on this site."""
    return f"/a/{alert.network.code}/{alert.code}/{language}.opus"


def beside_alerts(network: UUID) -> list[Beside]:
    """The verified helpers that stand beside every alert of a network: those that cost nothing first, and
    none whose check is older than it may be."""
    checked = Helper.objects.filter(network=network).current()
    first = checked.order_by(FREE_FIRST, "name").prefetch_related("points")[:HELPERS_BESIDE]
    return [beside(helper) for helper in first]


def beside(helper: Helper) -> Beside:
    """A helper as alerts name one."""
    return Beside(
        name=helper.name,
        kind=helper.kind,
        source=helper.source,
        area=helper.area,
        cost=helper.cost,
        languages=tuple(helper.languages),
        checked_on=helper.checked_on,
        contacts=tuple(contact_of(point, AlertContact.Part.REAL) for point in helper.points.all()),
    )
