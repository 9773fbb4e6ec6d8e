"""Telling the world about an alert: a frozen, numbered message for each change, in its transaction."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from alerts import published
from alerts.events import alert_told
from alerts.freezing import frozen
from alerts.models import Alert, Mark, Message
from core.events import announce

# Each is called with the message inside of the transaction that tells it: an outbox writes its rows there.
Outgoing = Callable[[Message], None]
_outgoing: list[Outgoing] = []

# From the few to everybody.
WIDER: list[str] = [Mark.RED, Mark.AMBER_STRICT, Mark.AMBER, Mark.GREEN, Mark.CLEAR]


def on_told(deed: Outgoing) -> Outgoing:
    """Call `deed` with every message, in the same transaction: what it writes is there or neither is."""
    _outgoing.append(deed)
    return deed


@transaction.atomic
def tell(alert: Alert, kind: Message.Kind) -> Message:
    """Freeze what the alert says now as its next message, and hand it to all who send it on.

    Words go out only while the alert is published. What takes it back (under review, withdrawn, ended) goes
    to everybody who was ever told; so does that an alert is now for fewer readers, as a message of its own.
    The caller holds the lock of the alert and works in its office.
    """
    Alert.objects.filter(pk=alert.pk).locked().get()
    is_readable = alert.state == Alert.State.PUBLISHED and kind != Message.Kind.CANCEL
    before = list(alert.messages.order_by("number"))
    widest = max((message.mark for message in before), key=WIDER.index, default=alert.mark)
    if not is_readable:
        mark = max(widest, alert.mark, key=WIDER.index)
        return _send(alert, kind, before, mark=mark, state=_taken_back(alert))
    if before and WIDER.index(before[-1].mark) > WIDER.index(alert.mark):
        update = Message.Kind.UPDATE
        before.append(_send(alert, update, before, mark=before[-1].mark, state=published.NARROWED))
    return _send(alert, kind, before, mark=alert.mark, state=published.PUBLISHED)


def _taken_back(alert: Alert) -> str:
    is_published = alert.state == Alert.State.PUBLISHED
    return Alert.State.WITHDRAWN.value if is_published else alert.state


def _send(alert: Alert, kind: str, before: list[Message], *, mark: str, state: str) -> Message:
    sent = timezone.now().replace(microsecond=0)
    told = frozen(alert, kind=kind, mark=mark, state=state, sent=sent, before=before)
    message = Message.objects.create(
        organization_id=alert.organization_id,
        network_id=alert.network_id,
        alert=alert,
        number=told.number,
        kind=kind,
        mark=mark,
        sent_at=sent,
        content=published.to_json(told),
    )
    for deed in _outgoing:
        deed(message)
    announce(alert_told, message_id=message.pk, network_id=alert.network_id)
    return message
