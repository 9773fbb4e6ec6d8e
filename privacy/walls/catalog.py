"""What the catalog of PostgreSQL says about the walls. Quick: looked at before every start.

Each function gives the sentences about what is wrong, none when all is well.
"""

from typing import Any

from django.db import connection

from privacy.walls.context import SETTINGS
from privacy.walls.declared import walled_models
from privacy.walls.policies import policies_of

ROLE = """
SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname IN (current_user, session_user)
"""
OWNED = """
SELECT c.relname, pg_get_userbyid(c.relowner) FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%s)
  AND (pg_has_role(current_user, c.relowner, 'MEMBER') OR pg_has_role(session_user, c.relowner, 'MEMBER'))
ORDER BY 1
"""
TABLES = """
SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%s)
"""
POLICIES = """
SELECT tablename, policyname, cmd, permissive, coalesce(qual, ''), coalesce(with_check, '')
FROM pg_policies WHERE schemaname = 'public' AND tablename = ANY(%s)
"""
WINDOWS = """
SELECT c.relname, c.relkind FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND (c.relkind = 'm' OR (c.relkind = 'v'
  AND NOT coalesce(c.reloptions::text[] && ARRAY['security_invoker=true', 'security_invoker=on'], false)))
ORDER BY 1
"""
DEFINERS = """
SELECT p.proname FROM pg_proc p
WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace ORDER BY 1
"""
LASTING = """
SELECT unnest(setconfig) FROM pg_db_role_setting
WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
"""
SWEEPING = """
SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%s)
  AND has_table_privilege(current_user, c.oid, 'TRUNCATE') ORDER BY 1
"""
UNCHECKED = (
    "SELECT conname FROM pg_constraint WHERE conname LIKE '%%\\_within' AND NOT convalidated ORDER BY 1"
)


def rows(cursor: Any, query: str, *given: Any) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    cursor.execute(query, given or None)
    return list(cursor.fetchall())


def tables() -> list[str]:
    """The tables behind walls."""
    return [model._meta.db_table for model, _ in walled_models()]


def is_empty(cursor: Any) -> bool:
    """Whether nothing has been migrated yet: then there is nothing to protect, and the site is not ready."""
    return not rows(cursor, TABLES, tables())


def powers(cursor: Any) -> list[str]:
    """Superusers, BYPASSRLS."""
    found = []
    for name, is_super, passes in rows(cursor, ROLE):
        if is_super:
            found.append(f'The database role "{name}" is a superuser: no wall stands before it.')
        elif passes:
            found.append(f'The database role "{name}" has BYPASSRLS: no wall stands before it.')
    return found


def ownership(cursor: Any) -> list[str]:
    """Owners of tables, and members of the owner's role."""
    owned = rows(cursor, OWNED, tables())
    if not owned:
        return []
    table, owner = owned[0]
    return [f'The database role acts for "{owner}", which owns {len(owned)} tables such as {table}.']


def forced(cursor: Any) -> list[str]:
    """ENABLE and FORCE on every table."""
    found = {name: (enabled, force) for name, enabled, force in rows(cursor, TABLES, tables())}
    told = []
    for table in tables():
        enabled, force = found.get(table, (True, True))
        if not enabled:
            told.append(f"{table} has no row-level security.")
        elif not force:
            told.append(f"{table} does not force its row-level security on its owner.")
    return told


def policies(cursor: Any) -> list[str]:
    """Exactly the policies of the declarations, in the words of our migrations."""
    standing = rows(cursor, POLICIES, tables())
    told = []
    for model, ways in walled_models():
        table = model._meta.db_table
        wanted = {(each.name, each.command) for each in policies_of(ways, model)}
        there = {(name, command) for at, name, command, *_ in standing if at == table}
        told += [f"{table} lacks the policy {name}." for name, _ in sorted(wanted - there)]
        told += [f"{table} has a policy that nobody declared: {name}." for name, _ in sorted(there - wanted)]
        told += [
            f"{table}: the policy {name} does not ask for its setting."
            for at, name, _, kind, reads, writes in standing
            if at == table and not _asks(name, kind, reads, writes)
        ]
    return told if not is_empty(cursor) else []


def windows(cursor: Any) -> list[str]:
    """Views that look with the owner's eyes, and copies of tables."""
    return [
        f"{name} is a materialized view: it keeps a copy that has no walls."
        if kind == "m"
        else f"The view {name} looks with its owner's eyes: make it WITH (security_invoker = true)."
        for name, kind in rows(cursor, WINDOWS)
    ]


def definers(cursor: Any) -> list[str]:
    """Functions that run as their owner."""
    found = rows(cursor, DEFINERS)
    return [f"The function {name} is SECURITY DEFINER: it runs as its owner." for (name,) in found]


def lasting(cursor: Any) -> list[str]:
    """Settings that outlive a transaction, and so would be the next request's."""
    told = [
        f"{setting.partition('=')[0]} is set for a role or the database, and so for everybody."
        for (setting,) in rows(cursor, LASTING)
        if setting.startswith("app.")
    ]
    if not connection.in_atomic_block:
        told += [
            f"{name} is set in the session: it must only be set in a transaction."
            for name in SETTINGS
            if rows(cursor, "SELECT current_setting(%s, true)", name)[0][0]
        ]
    return told


def sweeping(cursor: Any) -> list[str]:
    """TRUNCATE asks no policy."""
    granted = [name for (name,) in rows(cursor, SWEEPING, tables())]
    return [f"The database role may TRUNCATE {len(granted)} tables such as {granted[0]}."] if granted else []


def unchecked(cursor: Any) -> list[str]:
    """Foreign keys that carry the organization but were never validated."""
    return [f"The foreign key {name} was never validated." for (name,) in rows(cursor, UNCHECKED)]


def _asks(name: str, kind: str, reads: str, writes: str) -> bool:
    setting = {
        "walls_tenant": "app.tenant",
        "walls_network": "app.network",
        "walls_mine": "app.user",
        "walls_door": "app.door",
    }.get(name)
    if setting is None:
        return kind == "PERMISSIVE" and not writes
    form = f"NULLIF(current_setting('{setting}'::text, true), ''::text)"
    # Without a check of its own for writing, a policy for every command checks writes as it does reads.
    is_plain = kind == "PERMISSIVE" and not writes and " OR " not in reads
    return is_plain and "( SELECT" in reads and form in reads
