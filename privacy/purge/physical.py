"""Clearing the space that erased rows leave behind: docs/operations/forgetting.md says what engines keep."""

import logging
from collections.abc import Collection
from time import sleep

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import CASCADE, Model
from psycopg import sql

from privacy import cleaning, retention
from privacy.models import Receipt
from privacy.purge.errors import NotOverwritten

log = logging.getLogger("posada.purge")
TRIES, SECONDS_BETWEEN = 40, 0.25
# Rewriting a table shuts everybody out of it: for as long as a small one takes, never longer.
SMALL_BYTES = 64 * 1024 * 1024
WAIT_FOR_LOCK = "2s"


def refuse_unless_overwriting() -> None:
    """SQLite overwrites what it deletes only on connections that ask for it.

    Raises: NotOverwritten.
    """
    if connection.vendor == "sqlite" and _asked("PRAGMA secure_delete") != 1:
        raise NotOverwritten


def tables_of(names: Collection[str]) -> list[str]:
    """The tables from which these rules erase, with those whose rows go along: tables of later apps too."""
    labels = {label for name in names if name in retention.RULES for label in retention.RULES[name].models}
    found: set[type[Model]] = set()
    newest: set[type[Model]] = {apps.get_model(label) for label in labels}
    while newest:
        found |= newest
        newest = {
            relation.related_model
            for model in newest
            for relation in model._meta.related_objects
            if relation.on_delete is CASCADE
        } - found
    return sorted(model._meta.db_table for model in found)


def clear(tables: Collection[str], *, thoroughly: bool = False) -> str:
    """Clear what was deleted from these tables; how far that went, as Receipt.Physical.

    `thoroughly` also rewrites small tables on PostgreSQL: for a quiet hour.
    """
    if not tables:
        return Receipt.Physical.NOTHING
    if connection.in_atomic_block:
        return Receipt.Physical.BUSY
    try:
        if connection.vendor == "sqlite":
            return _truncate_journal()
        return _vacuum(tables, thoroughly=thoroughly)
    except (DatabaseError, psycopg.Error) as problem:
        log.warning("The freed space could not be cleared: %s", type(problem).__name__)
        return Receipt.Physical.BUSY


def _truncate_journal() -> str:
    """Move everything from the write-ahead log into the file, and empty the log."""
    for _try in range(TRIES):
        if _asked("PRAGMA wal_checkpoint(TRUNCATE)") == 0:
            return Receipt.Physical.DONE
        sleep(SECONDS_BETWEEN)
    return Receipt.Physical.BUSY


def _vacuum(tables: Collection[str], *, thoroughly: bool) -> str:
    """Clean the tables as their owner. Without one the database does it by itself: within minutes where the
    tables ask for it (privacy/cleaning.py), else some time later."""
    if not settings.DATABASE_OWNER_URL:
        return Receipt.Physical.FOLLOWS if cleaning.cleans_by_itself(tables) else Receipt.Physical.LATER
    with psycopg.connect(settings.DATABASE_OWNER_URL.geturl(), autocommit=True) as owner:
        owner.execute(sql.SQL("SET lock_timeout = {}").format(WAIT_FOR_LOCK))
        for table in tables:
            owner.execute(sql.SQL("VACUUM {}").format(sql.Identifier(table)))
        if thoroughly:
            _rewrite_small(owner, tables)
    return Receipt.Physical.DONE


def _rewrite_small(owner: "psycopg.Connection[tuple[object, ...]]", tables: Collection[str]) -> None:
    for table in tables:
        row = owner.execute("SELECT pg_total_relation_size(%s::regclass)", [f'"{table}"']).fetchone()
        if row is not None and int(str(row[0])) <= SMALL_BYTES:
            _try(owner, sql.SQL("VACUUM (FULL) {}").format(sql.Identifier(table)))
    # The write-ahead log turns over by itself in some minutes; at once where the owner may ask for it.
    _try(owner, sql.SQL("SELECT pg_switch_wal()"))
    _try(owner, sql.SQL("CHECKPOINT"))


def _try(owner: "psycopg.Connection[tuple[object, ...]]", statement: sql.SQL | sql.Composed) -> None:
    """What may wait until tomorrow when somebody else holds the table, or when it is not allowed."""
    try:
        owner.execute(statement)
    except (psycopg.errors.LockNotAvailable, psycopg.errors.InsufficientPrivilege) as refused:
        log.info("Left for later: %s", type(refused).__name__)


def _asked(pragma: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(pragma)
        return int(cursor.fetchone()[0])
