"""The roles of the database: the owner, who migrates, and the runtime role, which serves.

The runtime role owns nothing, passes by no wall and may neither truncate nor make anything. Its
rights are given anew each time, so that running this again repairs what somebody changed by hand.
"""

from typing import Any

from psycopg import sql

# Two processes that prepare the same server at once wait for each other, until their transactions end.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('posada.roles'))"
MODEST = "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION"
IS_MODEST = """
SELECT rolcanlogin AND NOT (rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication)
FROM pg_roles WHERE rolname = %s
"""

GRANTS = [
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "GRANT CONNECT ON DATABASE {database} TO {runtime}",
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


# What belongs to somebody, as PostgreSQL writes its name.
BELONGINGS = {
    "TABLE": "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm') AND"
    " c.relnamespace = 'public'::regnamespace AND pg_get_userbyid(c.relowner) = %s",
    "FUNCTION": "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE"
    " p.pronamespace = 'public'::regnamespace AND pg_get_userbyid(p.proowner) = %s",
}


def make_runtime(cursor: Any, name: str, *, owner: str = "", password: str = "") -> None:
    """Create or repair the role that serves, with rights on every table there is, and on those that the
    owner (else whoever runs this) makes later.

    Without a password it may sign in where PostgreSQL knows the user of the system (peer). The owner of
    the tables may run this too, once the role is there and as modest as it should be.
    """
    cursor.execute("SELECT current_database()")
    words = {"runtime": sql.Identifier(name), "database": sql.Identifier(cursor.fetchone()[0])}
    cursor.execute(LOCK)
    _make(cursor, name)
    cursor.execute(IS_MODEST, [name])
    if not cursor.fetchone()[0]:
        cursor.execute(sql.SQL("ALTER ROLE {runtime} LOGIN " + MODEST).format(**words))
    for group in _groups_of(cursor, name):
        cursor.execute(sql.SQL("REVOKE {} FROM {runtime}").format(sql.Identifier(group), **words))
    for statement in GRANTS:
        cursor.execute(sql.SQL(statement).format(**words))
    later = sql.Identifier(owner) if owner else sql.SQL("CURRENT_USER")
    cursor.execute(sql.SQL(LATER).format(owner=later, **words))
    if password:
        said = sql.SQL("ALTER ROLE {runtime} PASSWORD {}").format(sql.Literal(password), **words)
        cursor.execute(said)


def make_owner(cursor: Any, name: str, *, instead_of: str) -> None:
    """Create the owner and hand it the database with everything in it that belongs to `instead_of`."""
    cursor.execute("SELECT current_database()")
    owner = sql.Identifier(name)
    database = sql.Identifier(cursor.fetchone()[0])
    cursor.execute(LOCK)
    _make(cursor, name)
    cursor.execute(sql.SQL("ALTER ROLE {} LOGIN " + MODEST).format(owner))
    cursor.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(database, owner))
    cursor.execute(sql.SQL("GRANT USAGE, CREATE ON SCHEMA public TO {}").format(owner))
    _hand_over(cursor, owner, instead_of)


def _hand_over(cursor: Any, owner: sql.Identifier, former: str) -> None:
    for kind, query in BELONGINGS.items():
        cursor.execute(query, [former])
        for (name,) in cursor.fetchall():
            statement = sql.SQL("ALTER " + kind + " {} OWNER TO {}")
            cursor.execute(statement.format(sql.SQL(name), owner))


def _make(cursor: Any, name: str) -> None:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
    if cursor.fetchone() is None:
        cursor.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(name)))


def _groups_of(cursor: Any, name: str) -> list[str]:
    """Roles of which it is a member: a member of the owner is an owner."""
    cursor.execute(
        "SELECT r.rolname FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid"
        " JOIN pg_roles u ON u.oid = m.member WHERE u.rolname = %s",
        [name],
    )
    return [group for (group,) in cursor.fetchall()]
