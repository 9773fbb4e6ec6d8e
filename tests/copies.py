"""One database is made for a whole run, and every worker takes a copy: making one takes half a minute.

A whole run begins it at once, in a process of its own, while its workers still read the tests.
"""

import fcntl
import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import psycopg
import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

FIRST = Path(os.environ["POSADA_TEST_FOLDER"]) / "first-database"
# How many new objects it takes to look for rubbish: migrations make millions, and nearly all of them stay.
SELDOM = 50_000


def begin(config: pytest.Config) -> None:
    """Make the first database meanwhile. Should that fail, the first worker tries again and says why."""
    making = subprocess.Popen([sys.executable, "-m", "tests.copies"], cwd=Path(__file__).parent.parent)

    def end() -> None:
        making.terminate()
        making.wait()

    config.add_cleanup(end)


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest, django_db_use_migrations: bool) -> bool:
    """Whether a copy is there before pytest-django makes a database: then it only looks for migrations."""
    return django_db_use_migrations and hasattr(request.config, "workerinput")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_keepdb: bool,
    django_db_blocker: DjangoDbBlocker,
    worker_id: str,
) -> Iterator[None]:
    """The worker's own copy, which is gone after the run."""
    if not django_db_keepdb:
        yield
        return
    own, configured = connection.settings_dict["TEST"], connection.settings_dict["NAME"]
    with django_db_blocker.unblock(), alone():
        own["NAME"] = _first(own["NAME"].removesuffix(f"_{worker_id}"))
        connection.settings_dict["NAME"] = own["NAME"]
        connection.creation.clone_test_db(worker_id, verbosity=0, autoclobber=True)
        own["NAME"] = connection.creation.get_test_db_clone_settings(worker_id)["NAME"]
        connection.settings_dict["NAME"] = configured
    yield
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(configured, verbosity=0)


def migrated() -> str:
    """The database on PostgreSQL that copies are made of; an empty one when this run has none."""
    return FIRST.read_text() if connection.vendor == "postgresql" and FIRST.exists() else "template1"


@contextmanager
def alone() -> Iterator[None]:
    """One worker at a time: the first one makes what all copy, and nobody may use it meanwhile."""
    with FIRST.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _first(name: str) -> str:
    """The name of the database that is copied; made now if it is not there."""
    if not FIRST.exists():
        connection.settings_dict["TEST"]["NAME"] = name
        with _seldom_collected():
            name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.close()
        FIRST.write_text(name)
    return FIRST.read_text()


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """A third of the time went into looking for rubbish among what was there before."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(SELDOM, *usual[1:])
    yield
    gc.set_threshold(*usual)
    gc.unfreeze()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The process that began the run removes what was copied; a server of this run is gone anyway."""
    if not hasattr(session.config, "workerinput") and connection.vendor == "postgresql" and FIRST.exists():
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            server.execute(
                psycopg.sql.SQL("DROP DATABASE {}").format(psycopg.sql.Identifier(FIRST.read_text()))
            )


if __name__ == "__main__":
    django.setup()
    with alone():
        _first(connection.creation._get_test_db_name())
