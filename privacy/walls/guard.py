"""Whoever asks for rows of an organization says for which one: without that, PostgreSQL silently shows none.

Stands at every connection. While a site is developed and tested it refuses; a served site writes it to the
log and goes on, because an empty page at night is better than none (settings.WITHOUT_TENANT).
"""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import local
from typing import Any

from django.conf import settings
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.dispatch import receiver

from privacy.walls.context import NOBODY, Context, NoTenant, said
from privacy.walls.declared import Ways, walled_models

REFUSE, SAY = "refuse", "say"
ASKED_FOR = re.compile(r'\b(?:FROM|JOIN|UPDATE|INTO)\s+"?(\w+)"?', re.IGNORECASE)

log = logging.getLogger("posada.walls")
Execute = Callable[[Any, Any, bool, Any], Any]


class _Door(local):
    """Whether this thread asks without an organization on purpose."""

    is_open = False


_door = _Door()


@contextmanager
def openly() -> Iterator[None]:
    """Ask for rows of nobody in particular, on purpose: the probes of the walls."""
    outer, _door.is_open = _door.is_open, True
    try:
        yield
    finally:
        _door.is_open = outer


def refuse(execute: Execute, sql: Any, params: Any, many: bool, context: Any) -> Any:
    """A wrapper around every statement of a connection.

    Raises: NoTenant.
    """
    table = asked_of_nobody(sql)
    if table:
        raise NoTenant(f"{table} was asked for without an organization: say for which, with walls.within.")
    return execute(sql, params, many, context)


def say(execute: Execute, sql: Any, params: Any, many: bool, context: Any) -> Any:
    """The same for a served site: one line in the log."""
    table = asked_of_nobody(sql)
    if table:
        log.error("%s was asked for without an organization.", table)
    return execute(sql, params, many, context)


def asked_of_nobody(sql: Any) -> str:
    """The first table behind walls of which this statement can find no row; empty when all is well.

    Costs next to nothing while an organization is said: only then the statement is not read.
    """
    here = said()
    if (here is not None and here.tenant is not None) or _door.is_open or not isinstance(sql, str):
        return ""
    known = _walled()
    named = (table for table in ASKED_FOR.findall(sql) if table in known)
    return next((table for table in named if not _shows(known[table], here or NOBODY)), "")


def _shows(ways: Ways, here: Context) -> bool:
    """Whether one of the other ways in is open: to a user's own rows, a network, the holder of a code."""
    return bool(
        ways.read_by_all
        or (ways.mine and here.user)
        or (ways.network and here.network)
        or (ways.door and here.door)
    )


@lru_cache(maxsize=1)
def _walled() -> dict[str, Ways]:
    return {model._meta.db_table: ways for model, ways in walled_models()}


@receiver(connection_created)
def _stand(connection: Any, **_: Any) -> None:
    wanted = {REFUSE: refuse, SAY: say}.get(settings.WITHOUT_TENANT)
    if settings.WITHOUT_TENANT == SAY and connection.vendor != "postgresql":
        return  # nothing is missing there
    if wanted and wanted not in connection.execute_wrappers:
        connection.execute_wrappers.append(wanted)


@receiver(pre_migrate)
def _open_for_migrations(**_: Any) -> None:
    """The owner fills tables before their walls rise; afterwards data migrations work within."""
    _door.is_open = True


@receiver(post_migrate)
def _close_after_migrations(**_: Any) -> None:
    _door.is_open = False
