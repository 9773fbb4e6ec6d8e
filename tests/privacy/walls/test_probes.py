"""Each wall is watched: taking any one of them away is found, and nothing starts then."""

import os
import subprocess
import sys
from io import StringIO
from random import Random
from threading import Thread
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections
from psycopg_pool import ConnectionPool

from privacy import walls
from privacy.walls.context import SET_ALL
from privacy.walls.probes import PROBES, trouble_at_start
from tests.behind import RUNTIME
from tests.privacy.walls.conftest import SUPERUSER, tenant

postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such walls")

REQUESTS = 10_000
THREADS = 8


def as_superuser(*statements: str) -> None:
    with psycopg.connect(address_of(SUPERUSER), autocommit=True) as own:
        for statement in statements:
            own.execute(statement)


def address_of(role: str) -> str:
    known = connections["default"].settings_dict
    there = f"?host={quote(known['HOST'], safe='')}&port={known['PORT'] or 5432}"
    return f"postgresql://{role}:{quote(known['PASSWORD'], safe='')}@/{known['NAME']}{there}"


OWN_ROWS = "organization_id = (SELECT NULLIF(current_setting('app.tenant', true), '')::uuid)"
# What is taken away, what the start says about it, and how it comes back.
BREACHES = [
    ("ALTER TABLE shelters_stay NO FORCE ROW LEVEL SECURITY", "does not force",
     "ALTER TABLE shelters_stay FORCE ROW LEVEL SECURITY"),
    ("ALTER TABLE shelters_stay DISABLE ROW LEVEL SECURITY", "has no row-level security",
     "ALTER TABLE shelters_stay ENABLE ROW LEVEL SECURITY"),
    ("ALTER POLICY walls_tenant ON shelters_stay USING (true)", "does not ask for its setting",
     f"ALTER POLICY walls_tenant ON shelters_stay USING ({OWN_ROWS})"),
    ("ALTER POLICY walls_tenant ON shelters_stay RENAME TO hole", "lacks the policy walls_tenant",
     "ALTER POLICY hole ON shelters_stay RENAME TO walls_tenant"),
    ("CREATE POLICY hole ON shelters_stay USING (true)", "nobody declared: hole",
     "DROP POLICY hole ON shelters_stay"),
    (f"ALTER ROLE {RUNTIME} BYPASSRLS", "has BYPASSRLS", f"ALTER ROLE {RUNTIME} NOBYPASSRLS"),
    (f"ALTER ROLE {RUNTIME} SUPERUSER", "is a superuser", f"ALTER ROLE {RUNTIME} NOSUPERUSER"),
    (f"GRANT {SUPERUSER} TO {RUNTIME}", f'acts for "{SUPERUSER}", which owns',
     f"REVOKE {SUPERUSER} FROM {RUNTIME}"),
    ("CREATE VIEW pane AS SELECT * FROM shelters_stay", "looks with its owner's eyes", "DROP VIEW pane"),
    ("CREATE MATERIALIZED VIEW pane AS SELECT * FROM shelters_stay", "is a materialized view",
     "DROP MATERIALIZED VIEW pane"),
    ("CREATE FUNCTION door() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'", "SECURITY DEFINER",
     "DROP FUNCTION door"),
    (f"ALTER ROLE {RUNTIME} SET app.tenant = '{UUID(int=1)}'", "and so for everybody",
     f"ALTER ROLE {RUNTIME} RESET app.tenant"),
]  # fmt: skip


@postgresql
def test_every_probe_holds(served):
    told = StringIO()

    call_command("check_walls", stdout=told)

    assert f"All {len(PROBES)} rules hold." in told.getvalue()
    assert trouble_at_start() == []


@postgresql
def test_taking_away_any_wall_is_found_and_stops_the_start(served):
    unseen = []
    for breach, sentence, mend in BREACHES:
        as_superuser(breach)
        connection.close()
        try:
            told = " ".join(trouble_at_start())
            with pytest.raises(CommandError, match="broken"):
                call_command("check_walls", stdout=StringIO())
        finally:
            connection.close()
            as_superuser(mend)
        if sentence not in told:
            unseen.append((breach, told))

    assert unseen == []
    assert trouble_at_start() == []


@postgresql
def test_a_setting_of_the_session_is_found(served):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.tenant', %s, false)", [str(uuid4())])

    found = trouble_at_start()

    assert found == ["app.tenant is set in the session: it must only be set in a transaction."]


@postgresql
def test_the_right_to_truncate_is_found(served):
    as_superuser(f"GRANT TRUNCATE ON shelters_stay TO {RUNTIME}")
    try:
        with pytest.raises(CommandError, match="1 of"):
            call_command("check_walls", stdout=StringIO())
    finally:
        as_superuser(f"REVOKE TRUNCATE ON shelters_stay FROM {RUNTIME}")


@postgresql
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "code", "sentence"),
    [(SUPERUSER, 1, "is a superuser"), (RUNTIME, 0, "")],
    ids=["who owns the tables", "who serves"],
)
def test_the_site_starts_only_behind_its_walls(role, code, sentence, tmp_path):
    own = {"DATABASE_URL": address_of(role), "POSADA_DATA": str(tmp_path), "PATH": os.environ["PATH"]}

    ended = subprocess.run(
        [
            sys.executable,
            "-c",
            "import django; django.setup(); from config.starting import behind_walls; behind_walls()",
        ],
        cwd=settings.BASE_DIR,
        env={**own, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, sentence in ended.stderr) == (code, True), ended.stderr


@postgresql
def test_ten_thousand_interleaved_requests_never_cross(served, network):
    connection.close()
    settings_then = dict(connections["default"].settings_dict)
    connections["default"].settings_dict["USER"] = SUPERUSER
    houses = [tenant(network) for _each in range(3)]
    connection.close()
    connections["default"].settings_dict.update(settings_then)
    own = {house.pk: {house.household.pk} for house in houses}
    crossings: list[Any] = []

    def many(pool: ConnectionPool, seed: int) -> None:
        random = Random(seed)
        for _each in range(REQUESTS // THREADS):
            who = random.choice([*own, None])
            try:
                with pool.connection() as one, one.transaction(force_rollback=random.random() < 0.1):
                    if who or random.random() < 0.5:
                        one.execute(SET_ALL, [str(who or ""), "", "", ""])
                    seen = {key for (key,) in one.execute("SELECT id FROM shelters_household")}
                    if random.random() < 0.1:
                        one.execute("SELECT 1 / 0")
            except psycopg.errors.DivisionByZero:
                pass
            if seen != own.get(who, set()):
                crossings.append((who, seen))

    with ConnectionPool(address_of(RUNTIME), min_size=3, max_size=3) as pool:
        threads = [Thread(target=many, args=(pool, seed)) for seed in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert crossings == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
@pytest.mark.django_db
def test_sqlite_says_which_walls_it_has():
    told = StringIO()

    call_command("check_walls", stdout=told)

    assert "the database has none" in told.getvalue()


def test_every_model_says_whose_its_rows_are():
    assert walls.declared.gaps() == []
    assert walls.declared.without_tenant() == []
