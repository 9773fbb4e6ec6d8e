"""Events: an app tells that something happened; apps above it may listen."""

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import Any

from django.db import transaction
from django.dispatch import Signal


def announce(event: Signal, **facts: Any) -> None:
    """Tell the rest of the system, once the change is safely in the database. Ids only.

    Receivers of one event cannot break each other or the action: delivery that matters
    rests on rows that a sweep finds again, never on this call.
    """
    transaction.on_commit(partial(event.send_robust, sender=None, **facts))


def after_commit(deed: Callable[..., object], *args: Any, **kwargs: Any) -> None:
    """Do something once the change is safely in the database. What goes wrong is logged and stops nobody:
    the change stands, and its caller must not be told otherwise."""
    # Django writes down the name of what failed, and a bare partial has none.
    transaction.on_commit(update_wrapper(partial(deed, *args, **kwargs), deed), robust=True)
