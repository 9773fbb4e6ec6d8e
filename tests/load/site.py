"""What is measured: the web process of compose.yaml on PostgreSQL and Redis, settings of production."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.db import connection, transaction

from privacy.walls import roles
from tests.deploy import commands
from tests.deploy.commands import ROOT
from tests.deploy.site import RUNTIME, Site, new_database, served_by
from tests.services import postgresql, redis

# Nobody is turned away here; the counting itself goes on.
NO_LIMIT = "1000000"


@contextmanager
def prepared() -> Iterator[dict[str, str]]:
    """The environment of the site, with an empty database; this process uses it too.

    Tests name one that they have migrated already (POSADA_BENCH_LIKE): a copy of it is made at once.
    """
    like = os.environ.get("POSADA_BENCH_LIKE", "template1")
    with ExitStack() as stack:
        # Not the settings of the tests: what is acknowledged here is on the disk.
        server = postgresql.find_or_start(postgresql.USUAL)
        if server is None:
            sys.exit("PostgreSQL is not here: `make bench` measures on nothing else.")
        stack.callback(server.stop)
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="posada-bench-"))
        environment = {
            "DJANGO_SETTINGS_MODULE": "tests.load.settings",
            "PYTHONPATH": str(ROOT),
            "POSADA_MODE": "server",
            "POSADA_DATA": folder,
            "DATABASE_URL": stack.enter_context(new_database(server.url, like)),
            "REDIS_URL": stack.enter_context(redis.running()),
            "POSADA_API_MEMBER_RATE": NO_LIMIT,
            "POSADA_LOG": "ERROR",
            "POSADA_WEBHOOKS_INSIDE": "127.0.0.1",
        }
        for name in [name for name in os.environ if name.startswith("POSADA_")]:
            del os.environ[name]
        os.environ.update(environment)
        yield environment


@contextmanager
def running(environment: dict[str, str]) -> Iterator[int]:
    """The port of the web process."""
    served = environment | {"DATABASE_URL": served_by(RUNTIME, environment["DATABASE_URL"])}
    with transaction.atomic(), connection.cursor() as cursor:
        roles.make_runtime(cursor, RUNTIME)
    site = Site(commands.of_compose(), served, code=ROOT, logs=Path(environment["POSADA_DATA"]))
    try:
        site.start("web")
        site.wait_until_healthy("web")
        yield site.ports["web"]
        site.stop("web")
    finally:
        site.kill()


@contextmanager
def sockets(environment: dict[str, str]) -> Iterator[int]:
    """The port of the process of sockets; the web process made the role that it serves as."""
    with _served(environment, "sockets") as site:
        site.wait_until_healthy("sockets")
        yield site.ports["sockets"]


@contextmanager
def worker(environment: dict[str, str]) -> Iterator[None]:
    """The worker of the deployment."""
    with _served(environment, "worker"):
        yield


@contextmanager
def scheduled(environment: dict[str, str]) -> Iterator[Site]:
    """The scheduler of the deployment; whoever measures starts the worker, and kills it."""
    with _served(environment, "scheduler") as site:
        yield site


@contextmanager
def _served(environment: dict[str, str], name: str) -> Iterator[Site]:
    served = environment | {"DATABASE_URL": served_by(RUNTIME, environment["DATABASE_URL"])}
    site = Site(commands.of_compose(), served, code=ROOT, logs=Path(environment["POSADA_DATA"]))
    try:
        site.start(name)
        yield site
        site.stop(name)
    finally:
        site.kill()


def connections() -> tuple[int, int]:
    """Worker processes of the web command, and threads of each: as many connections as their product."""
    words = dict(word.split("=", 1) for word in commands.of_compose()["web"] if "=" in word)
    return int(words["--workers"]), int(words["--blocking-threads"])
