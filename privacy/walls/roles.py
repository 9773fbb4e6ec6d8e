"""The roles of the database: the owner, who migrates, and the runtime role, which serves.

The runtime role owns nothing, passes by no wall and may neither truncate nor make anything. Its
rights are given anew each time, so that running this again repairs what somebody changed by hand.
"""

from typing import Any

from psycopg import sql

# Two processes that prepare the same server at once wait for each other.
LOCK = "SELECT pg_advisory_lock(hashtext('posada.roles'))"
UNLOCK = "SELECT pg_advisory_unlock(hashtext('posada.roles'))"
MODEST = "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION"

GRANTS = [
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {runtime}",
    "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {runtime}",
    "REVOKE ALL ON SCHEMA public FROM {runtime}",
    "GRANT USAGE ON SCHEMA public TO {runtime}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {runtime}",
]
LATER = (
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
    " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {runtime}"
)


def make_runtime(cursor: Any, name: str, *, password: str = "") -> None:
    """Create or repair the role that serves, with rights on every table there is."""
    runtime = sql.Identifier(name)
    cursor.execute(LOCK)
    try:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(_composed("CREATE ROLE {runtime}", runtime=runtime))
        login = "LOGIN" if password else "NOLOGIN"
        cursor.execute(_composed(f"ALTER ROLE {{runtime}} {login} {MODEST}", runtime=runtime))
        for statement in GRANTS:
            cursor.execute(_composed(statement, runtime=runtime))
    finally:
        cursor.execute(UNLOCK)


def _composed(statement: str, **names: sql.Identifier) -> sql.Composed:
    return sql.SQL(statement).format(**names)  # type: ignore[arg-type]  # our own words
