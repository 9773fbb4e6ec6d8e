"""What every process does before it answers anybody."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import OperationalError, connection, connections

from config.env import stop
from privacy import purge
from privacy.walls import NoTenant
from privacy.walls.probes import are_built, trouble_at_start


def aside(deed: Callable[[], None]) -> Callable[[], None]:
    """Do it in a thread of its own and wait: uvicorn imports the site inside of its event loop, where
    Django refuses to ask the database."""

    @wraps(deed)
    def done() -> None:
        with ThreadPoolExecutor(1) as other:
            other.submit(deed).result()
            other.submit(connections.close_all).result()

    return done


@aside
def behind_walls() -> None:
    """Stop the start, with a sentence for each broken rule, where nothing would keep organizations apart.

    In mode "server" and "laptop" alike: whoever tries PostgreSQL on a laptop makes two roles as well. A
    database that does not answer or is empty shows nobody's rows; then it is looked at again before each
    request until its walls stand.
    """
    if not settings.REFUSE_WITHOUT_WALLS:
        return
    trouble = _trouble()
    if trouble is None:
        request_started.connect(_look_again, dispatch_uid="walls")
    elif trouble:
        stop([*trouble, "`manage.py database_roles` mends roles; docs/technicians/database.md tells how."])


def _trouble() -> list[str] | None:
    """What is wrong; None while that cannot be known."""
    try:
        if connection.vendor == "postgresql" and not are_built():
            return None
        return trouble_at_start()
    except OperationalError:
        return None
    finally:
        connection.close()


def _look_again(**_: Any) -> None:
    trouble = _trouble()
    if trouble:
        raise NoTenant(" ".join(trouble))
    if trouble is not None:
        request_started.disconnect(dispatch_uid="walls")


@aside
def catch_up() -> None:
    """Erase what became due while the site was down, at most half a minute; from then on look after each
    answer whether the worker still does it. Never in tests."""
    if settings.PURGE_BEFORE_SERVING:
        purge.before_serving()
        request_finished.connect(_look_after_forgetting, dispatch_uid="forgetting")


def _look_after_forgetting(**_: Any) -> None:
    purge.stand_in()
