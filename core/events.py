"""Events: an app tells that something happened; apps above it may listen."""

from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import Signal


def announce(event: Signal, **facts: Any) -> None:
    """Tell the rest of the system, once the change is safely in the database. Ids only.

    Receivers of one event cannot break each other or the action: delivery that matters
    rests on rows that a sweep finds again, never on this call.
    """
    transaction.on_commit(partial(event.send_robust, sender=None, **facts))
