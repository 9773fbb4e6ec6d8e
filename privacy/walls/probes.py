"""The probes: each tries for real what an attacker or a mistake would try (docs/decisions/0010-walls.md)."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import DatabaseError, connection, transaction

from privacy.walls import catalog
from privacy.walls.context import NOBODY, SET_ALL, Context, NoTenant, tell, within
from privacy.walls.declared import TENANT_COLUMN, walled_models
from privacy.walls.guard import openly

Trouble = list[str]


@dataclass(frozen=True)
class Probe:
    """What is tried, the rule that it rests on, and the sentences about what is wrong."""

    name: str
    rule: str
    look: Callable[[Any], Trouble]
    at_start: bool = False


def readable(cursor: Any) -> dict[str, int]:
    """How many rows each table shows just now, where it shows any."""
    found = {}
    with openly():
        for model, ways in walled_models():
            table = model._meta.db_table
            if not ways.read_by_all and (cursor.execute(f'SELECT count(*) FROM "{table}"') or 1):  # noqa: S608
                count = cursor.fetchone()[0]
                if count:
                    found[table] = count
    return found


def nobody_sees_nothing(cursor: Any) -> Trouble:
    """Without an organization no row is there."""
    with transaction.atomic():
        cursor.execute(SET_ALL, NOBODY.values)
        return [f"{table} shows {count} rows to nobody." for table, count in readable(cursor).items()]


def a_stranger_sees_nothing(_cursor: Any) -> Trouble:
    """An organization that does not exist sees what is its own: nothing."""
    with within(uuid4(), user=uuid4(), network=uuid4(), door="no such code"), connection.cursor() as cursor:
        return [f"{table} shows {count} rows to a stranger." for table, count in readable(cursor).items()]


def nobody_writes_elsewhere(_cursor: Any) -> Trouble:
    """A row of somebody else's cannot be written."""
    told = []
    with within(uuid4()), connection.cursor() as cursor:
        for table in catalog.tables():
            statement = f'INSERT INTO "{table}" ({TENANT_COLUMN}) VALUES (%s)'  # noqa: S608
            told += _unless_refused(cursor, statement, "row-level security", table, "takes a row of another")
    return told


def after_a_commit(cursor: Any) -> Trouble:
    """A setting of a transaction is '' afterwards, and '' is nobody."""
    if connection.in_atomic_block:
        return []
    with within(uuid4()):
        pass
    left = catalog.rows(cursor, "SELECT current_setting('app.tenant', true)")[0][0]
    told = [f"The last organization is still set: {left}."] if left else []
    return told + nobody_sees_nothing(cursor)


def outside_of_a_transaction(_cursor: Any) -> Trouble:
    """Our own code refuses to set an organization where PostgreSQL would only warn."""
    if connection.in_atomic_block:
        return []
    try:
        tell(Context(uuid4()))
    except NoTenant:
        return []
    return ["An organization could be set outside of a transaction."]


def a_bare_thread(_cursor: Any) -> Trouble:
    """A thread that says nothing sees nothing, whatever the thread that began it works for."""
    seen: dict[str, int] = {}

    def look() -> None:
        try:
            with connection.cursor() as own:
                seen.update(readable(own))
        finally:
            connection.close()

    with within(uuid4()):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    return [f"{table} shows {count} rows to a bare thread." for table, count in seen.items()]


def sweeping(cursor: Any) -> Trouble:
    """TRUNCATE asks no policy: it is tried, and refused. Not where it is granted: it would go through."""
    told = catalog.sweeping(cursor)
    if told:
        return told
    with transaction.atomic():
        for table in catalog.tables():
            statement = f'TRUNCATE "{table}" CASCADE'
            told += _unless_refused(cursor, statement, "permission denied", table, "can be truncated")
    return told


PROBES = [
    Probe(
        "superuser or BYPASSRLS",
        "the runtime role is neither",
        catalog.powers,
        at_start=True,
    ),
    Probe(
        "owner of the tables",
        "the runtime role owns none and is in no owner's role",
        catalog.ownership,
        at_start=True,
    ),
    Probe(
        "walls not forced",
        "ENABLE and FORCE on every table of an organization",
        catalog.forced,
        at_start=True,
    ),
    Probe("policy missing or changed", "the policies are those declared", catalog.policies, at_start=True),
    Probe("plain or materialized view", "security_invoker, and no copies", catalog.windows, at_start=True),
    Probe("SECURITY DEFINER function", "there is none", catalog.definers, at_start=True),
    Probe("setting that outlives a transaction", "SET LOCAL only", catalog.lasting, at_start=True),
    Probe("foreign key to a foreign row", "foreign keys carry the organization", catalog.unchecked),
    Probe("no organization", "fails closed: 0 rows", nobody_sees_nothing),
    Probe("an organization that does not exist", "0 rows", a_stranger_sees_nothing),
    Probe("writing a foreign row", "refused by the policy", nobody_writes_elsewhere),
    Probe("after a commit", "the setting is '' and NULLIF makes it nobody", after_a_commit),
    Probe("SET LOCAL outside of a transaction", "our code raises", outside_of_a_transaction),
    Probe("a bare thread", "fails closed: 0 rows", a_bare_thread),
    Probe("TRUNCATE", "not granted", sweeping),
]


def are_built() -> bool:
    """Whether the tables are there at all.

    Raises: OperationalError when the database does not answer.
    """
    with connection.cursor() as cursor:
        return not catalog.is_empty(cursor)


def trouble_at_start() -> Trouble:
    """What stands against serving from this database; empty on an engine without walls.

    Raises: OperationalError when the database does not answer.
    """
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        return [sentence for probe in PROBES if probe.at_start for sentence in probe.look(cursor)]


def _unless_refused(cursor: Any, statement: str, words: str, table: str, otherwise: str) -> Trouble:
    """Try, take back, and tell what went through."""
    try:
        with transaction.atomic():
            cursor.execute(statement, [uuid4()] if "%s" in statement else None)
            transaction.set_rollback(True)
    except DatabaseError as refused:
        return [] if re.search(words, str(refused)) else [f"{table}: {str(refused).splitlines()[0]}"]
    return [f"{table} {otherwise}."]
