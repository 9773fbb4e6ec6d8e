"""Telling the world about an alert: one frozen message a change, numbered, in the transaction of the change."""

from collections.abc import Callable

from alerts.models import Alert, Message

# Each is called with the message inside of the transaction that tells it: an outbox writes its rows there.
Outgoing = Callable[[Message], None]
_outgoing: list[Outgoing] = []


def on_told(deed: Outgoing) -> Outgoing:
    """Call `deed` with every message, in the same transaction: what it writes is there or neither is."""
    _outgoing.append(deed)
    return deed


def tell(alert: Alert, kind: Message.Kind) -> Message:
    """Freeze what the alert says now as its next message, and hand it to all who send it on.

    The caller holds the lock of the alert and works in its office.
    """
    number = alert.messages.count() + 1
    message = Message.objects.create(
        organization_id=alert.organization_id,
        network_id=alert.network_id,
        alert=alert,
        number=number,
        kind=kind,
        mark=alert.mark,
    )
    for deed in _outgoing:
        deed(message)
    return message
