"""What every test may use: the engine of this run, the programs beside it, the loud last lines."""

import gc
import os
from collections.abc import Generator, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.apps import AppConfig, apps
from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseOperations
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from alerts import banners
from privacy.audit import triggers
from tests.behind import (  # noqa: F401  fixtures
    _tasks_and_commands_behind,
    django_assert_num_queries,
    make_the_role,
)
from tests.cast import *  # noqa: F403  the people of the tests
from tests.copies import (  # noqa: F401  fixtures and a hook
    begin,
    django_db_keepdb,
    django_db_modify_db_settings,
    pytest_sessionfinish,
)
from tests.services import NOT_TESTED, chromium, not_here, redis
from tests.settings import ENGINE
from tests.watch import _no_name_leaves  # noqa: F401  a fixture around every test

add_groups = import_module("shelters.migrations.0002_built_in_groups").add_groups


# A busy machine is no reason to fail, and a run tries what the run before it tried.
hypothesis.settings.register_profile(
    "suite", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("suite")


# How many queries a page costs must not depend on the clock: what was told is looked up again only when
# something is told.
banners.FRESH_SECONDS = float("inf")

# Half an hour is little. What opens a browser, reads files or brings a database of its own runs in one of
# the two halves only; requests made up from the schema run where the database is stricter.
HERE = Path(__file__).parent
OF_ONE_HALF = {
    "sqlite": [
        "browser",
        "alerts/test_banners.py",
        "alerts/test_cap.py",
        "alerts/test_fanout.py",
        "alerts/test_opus.py",
        "alerts/test_points.py",
        "alerts/test_poster.py",
        "alerts/test_published.py",
        "alerts/test_short_text.py",
        "alerts/test_stix.py",
        "alerts/test_voices.py",
        "alerts/test_wording.py",
        "appointments/test_clock_changes.py",
        "appointments/test_words.py",
        "config/test_deploy.py",
        "config/test_serve.py",
        "config/test_settings.py",
        "config/test_worker.py",
        "core/logs",
        "privacy/documents",
        "privacy/keyring",
        "schedules/test_drawing.py",
        "schedules/test_signs.py",
        "shelters/sheets",
        "shelters/test_placement.py",
        "test_architecture.py",
        "test_counts_only.py",
        "test_docs.py",
        "test_form_tokens.py",
        # Where only the wall in the code stands: on PostgreSQL tests/privacy/walls tries the other one.
        "test_isolation.py",
        "test_names_nowhere.py",
        "test_texts.py",
    ],
    # The walls stand behind what these ask for; the same actions run on both.
    "postgresql": [
        # Its columns take less than those of SQLite.
        "alerts/web/test_odd.py",
        "schedules/web/test_odd.py",
        "accounts/admin",
        "accounts/api",
        "accounts/web",
        "alerts/actions",
        "alerts/api",
        "alerts/test_journey.py",
        "alerts/test_who_reported.py",
        "alerts/web",
        "appointments/actions",
        "appointments/admin",
        "appointments/api",
        "appointments/web",
        "contract",
        "core/api",
        "core/web",
        "deploy",
        "load",
        "partners",
        "privacy/web",
        "race/test_merged_meanwhile.py",
        "schedules/admin",
        "schedules/api",
        "schedules/test_journeys.py",
        "schedules/web",
        "shelters/admin",
        "shelters/api",
        "shelters/web",
        "test_locked.py",
    ],
}


def pytest_configure(config: pytest.Config) -> None:
    """Workers see only names of folders: the process that begins the run knows whether anybody gave any."""
    if config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        os.environ["POSADA_TEST_WHOLE"] = "1"
        if config.getoption("tx", None) and not config.option.nomigrations:
            begin(config)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Thousands of tests stay until the end: nothing is gained by looking for rubbish among them."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave to the other half what is its own, unless somebody asks for just that."""
    if "POSADA_TEST_WHOLE" not in os.environ or not collection_path.is_relative_to(HERE):
        return None
    name = collection_path.relative_to(HERE).as_posix()
    others = (names for half, names in OF_ONE_HALF.items() if half != ENGINE)
    return True if any(name in names for names in others) else None


@receiver(post_migrate)
def built_in_groups_again(sender: AppConfig, using: str, **_: Any) -> None:
    """A flush after a test with real transactions takes the rows of migrations too."""
    if sender.name == "shelters" and "shelters_group" in connections[using].introspection.table_names():
        add_groups(apps, connections[using].schema_editor())


def _flush_without_guards(flush: Any) -> Any:
    """Emptying SQLite deletes row by row, which the audit trail refuses. post_migrate guards it again."""

    def statements(self: Any, *args: Any, **options: Any) -> list[str]:
        return [*triggers.removal("sqlite"), *flush(self, *args, **options)]

    return statements


DatabaseOperations.sql_flush = _flush_without_guards(DatabaseOperations.sql_flush)  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Make the role of requests, and end at last what still holds a connection: PostgreSQL drops no database
    that somebody uses.

    A thread of the live server keeps its own until the browser lets go of the line.
    """
    with django_db_blocker.unblock():
        make_the_role()
    yield
    if connection.vendor != "postgresql":
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _no_language() -> None:
    """Nobody has chosen a language yet: the last page of the test before leaves its own behind."""
    translation.deactivate()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis of this worker's own."""
    with redis.running() as url:
        yield url


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The program of a real browser."""
    return chromium.find() or not_here("Chromium", "the journeys in a real browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, object], chromium_path: str
) -> dict[str, object]:
    """Playwright starts Debian's browser: its own download is not to be had everywhere."""
    return {**browser_type_launch_args, "executable_path": chromium_path, "args": ["--no-sandbox"]}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once for each missing program what was not tested."""
    reports = terminalreporter.stats.get("skipped", [])
    reasons = {str(report.longrepr[2]) for report in reports if isinstance(report.longrepr, tuple)}
    missing = sorted(reason.removeprefix("Skipped: ") for reason in reasons if NOT_TESTED in reason)
    for sentence in missing:
        terminalreporter.write_line(sentence, red=True, bold=True)
