"""Each request, task and command of the suite runs behind the walls: as the role of a served site, not as the
superuser that makes the rows of the tests."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from celery import Task
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test.utils import CaptureQueriesContext
from psycopg.pq import TransactionStatus

from core.web.health import ADDRESS as HEALTH
from privacy.walls import guard, roles

# Roles belong to a whole server. Each worker has its own: some tests take its modesty away for a while.
RUNTIME = f"posada_test_runtime_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
OUR_APPS = {config.name for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR}
# Commands of the owner of the tables (deploy/systemd/posada-manage), and those that look at no table at all.
NOT_OF_THE_ROLE = {"compile_texts", "data_inventory", "database_roles", "gaps", "keyring", "serve"}


def make_the_role() -> None:
    """Once the tables are there, whether they were migrated or copied."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            roles.make_runtime(cursor, RUNTIME, password=connection.settings_dict["PASSWORD"])


@contextmanager
def the_walls() -> Iterator[None]:
    """Look at the database as the site does, and say for whom. Unlogged, so that counts of queries stay
    what they are. Within itself it changes nothing."""
    connection.ensure_connection()
    if guard.refuse in connection.execute_wrappers:
        yield
        return
    if connection.vendor != "postgresql":
        with connection.execute_wrapper(guard.refuse):
            yield
        return
    raw = connection.connection
    raw.execute(f"SET ROLE {RUNTIME}")
    try:
        with connection.execute_wrapper(guard.refuse):
            yield
    finally:
        if not raw.closed and raw.info.transaction_status != TransactionStatus.INERROR:
            raw.execute("RESET ROLE")


@pytest.fixture
def django_assert_num_queries() -> Callable[[int], AbstractContextManager[CaptureQueriesContext]]:
    """Literal counts hold on both engines: the frame that PostgreSQL's walls put around a request (a
    savepoint in tests, and one statement that says for whom) is not counted."""

    @contextmanager
    def counted(number: int) -> Iterator[CaptureQueriesContext]:
        requests = BehindMiddleware.requests
        with CaptureQueriesContext(connection) as captured:
            yield captured
        frame = 0
        if connection.vendor == "postgresql":
            said = sum("set_config('app." in query["sql"] for query in captured.captured_queries)
            frame = said + 2 * (BehindMiddleware.requests - requests)
        told = "\n".join(query["sql"] for query in captured.captured_queries)
        assert len(captured) - frame == number, f"{len(captured) - frame} queries:\n{told}"

    return counted


class BehindMiddleware:
    """First of all middlewares in the tests."""

    requests = 0

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == HEALTH:
            return self.get_response(request)
        BehindMiddleware.requests += 1
        with the_walls():
            return self.get_response(request)


@pytest.fixture(autouse=True, scope="session")
def _tasks_and_commands_behind() -> Iterator[None]:
    """As requests are: what the worker and the commands of the site ask for is asked by its role."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Task, "__call__", _behind(Task.__call__, if_=is_a_task_of_the_site))
        patch.setattr(BaseCommand, "execute", _behind(BaseCommand.execute, if_=is_of_the_site))
        yield


def is_a_task_of_the_site(task: Any) -> bool:
    """Whether it is one of our tasks, or plays one; others of tests run where no database is open to them."""
    return str(task.name).partition(".")[0] in OUR_APPS or task.name == "tests.asking"


def is_of_the_site(command: BaseCommand) -> bool:
    """Whether it is one of our commands that the role of the site runs."""
    module = type(command).__module__
    return module.partition(".")[0] in OUR_APPS and module.rpartition(".")[2] not in NOT_OF_THE_ROLE


def _behind(run: Callable[..., Any], *, if_: Callable[[Any], bool]) -> Callable[..., Any]:
    def walled(self: Any, *args: Any, **kwargs: Any) -> Any:
        with the_walls() if if_(self) else nullcontext():
            return run(self, *args, **kwargs)

    return walled
