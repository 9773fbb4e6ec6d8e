"""The commands of compose.yaml and of the units start a site that works, on PostgreSQL and Redis."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.copies import alone, migrated
from tests.deploy import commands
from tests.deploy.commands import ROOT, SITE
from tests.deploy.site import (
    RUNTIME,
    SECONDS_TO_START,
    Site,
    copy_of_image,
    new_database,
    served_by,
    status_of,
)
from tests.services import not_here, postgresql, redis
from tests.settings import ENGINE

SECONDS_FOR_THE_SCHEDULE = 180

# The fixture makes the database that is copied.
pytestmark = [
    pytest.mark.skipif(ENGINE != "postgresql", reason="runs in the PostgreSQL half of the suite"),
    pytest.mark.usefixtures("django_db_setup"),
]
# Who sets all up on an empty database; the others find it as a second start finds it.
FROM_NOTHING = ("test_it_starts_works_and_stops_cleanly", "systemd")

TOLD = "is a superuser: no wall stands before it"
SEED = """
import django, json, os
django.setup()
from datetime import timedelta
from django.test import Client
from django.utils import timezone
from shelters.actions import availability, holds
from tests.callers import sign_in
from tests.factories.accounts import MembershipFactory
from tests.factories.shelters import PlacesFactory, make_household
places = PlacesFactory()
member = MembershipFactory(organization=places.shelter.organization)
availability.recount(places.shelter)
held = holds.hold_household(make_household(member.organization, "woman"), into=places, by=member)
type(held).objects.update(held_until=timezone.now() - timedelta(minutes=1))
client = Client()
sign_in(client, member)
print(json.dumps({"session": client.session.session_key, "hold": str(held.pk)}))
"""


@pytest.fixture(scope="module")
def code():
    """The files of the image, prepared once for both ways and all workers."""
    folder = Path(os.environ["POSADA_TEST_FOLDER"]) / "image"
    with alone():
        return folder if folder.exists() else copy_of_image(folder)


@pytest.fixture(scope="module")
def database_server():
    server = postgresql.find_or_start()
    if server is None:
        not_here("PostgreSQL", "the site as compose and systemd start it")
    yield server.url
    server.stop()


@pytest.fixture(scope="module")
def redis_server():
    if not (shutil.which("redis-server") or os.environ.get("REDIS_URL_TEST")):
        not_here("Redis", "the site as compose and systemd start it")
    with redis.running() as url:
        yield url


def as_composed(folder, database_url):
    """The environment of the image and of compose.yaml, secrets in files."""
    environment = dict(
        re.findall(r"\b(POSADA_\w+)=(\S+)", (commands.DEPLOY / "container/Containerfile").read_text())
    )
    environment |= commands.compose()["services"]["web"]["environment"]
    for name, value in {
        "DATABASE_URL": database_url,
        "SECRET_KEY": "k" * 50,
        "POSADA_ROOT_SECRET": "r" * 50,
    }.items():
        (folder / name).write_text(value)
        assert f"{name}_FILE" in environment
        environment[f"{name}_FILE"] = str(folder / name)
    return environment


def as_units(folder, database_url):
    """The environment of the units, secrets as systemd hands them over."""
    environment = commands.environment_of_systemd()
    for name in ("secret_key", "root_secret"):
        (folder / name).write_text(name * 6)
    environment = {name: value.replace("%d", str(folder)) for name, value in environment.items()}
    assert urlsplit(environment["DATABASE_URL"]).scheme == "postgresql"
    return environment | {"DATABASE_URL": database_url}


@pytest.fixture(params=["compose", "systemd"])
def site(request, tmp_path, code, database_server, redis_server):
    """One deployment, everything started, nothing seeded."""
    read, prepare = {
        "compose": (commands.of_compose, as_composed),
        "systemd": (commands.of_systemd, as_units),
    }[request.param]
    is_empty = (request.function.__name__, request.param) == FROM_NOTHING
    with new_database(database_server, "template1" if is_empty else migrated()) as database_url:
        (tmp_path / "runtime_password").write_text("served")
        environment = prepare(tmp_path, served_by(RUNTIME, database_url)) | {
            "REDIS_URL": redis_server,
            "POSADA_DATA": str(tmp_path / "data"),
        }
        running = Site(read(), environment, code=code, logs=tmp_path)
        running.database_url = database_url
        running.way = request.param
        try:
            yield running
        finally:
            running.kill()


def owner_of(site):
    """How the two processes that act as the owner reach the database."""
    if "DATABASE_OWNER_URL_FILE" not in commands.compose()["services"]["migrate"]["environment"]:
        raise AssertionError("migrate has no owner")
    return {"DATABASE_OWNER_URL": site.database_url}


def seed(site):
    """A house, a member with a session, and a hold whose time is over."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SEED],
        cwd=ROOT,
        env=past_the_walls(site) | {"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def past_the_walls(site):
    """The environment of somebody who makes rows for every organization."""
    kept = {name: value for name, value in site.environment.items() if name != "DATABASE_URL_FILE"}
    return kept | {"DATABASE_URL": site.database_url}


def test_it_starts_works_and_stops_cleanly(site):
    for name in SITE[:2]:
        assert site.start(name, **owner_of(site)).wait(SECONDS_TO_START) == 0, site.told(name)
    for name in SITE[2:]:
        pool = {"POSADA_DATABASE_POOL": "10"} if name == "sockets" else {}
        site.start(name, **pool)
    known = seed(site)
    site.wait_until_healthy("web")
    site.wait_until_healthy("sockets")

    assert_pages_and_files(site)
    assert_member_is_known(site, known["session"])
    assert_sockets_know_members(site, known["session"])
    if site.way == "systemd":
        # Half a minute: once is enough, worker and scheduler are the same in both (test_files).
        assert_hold_ends_by_itself(site, known["hold"])

    codes = {name: site.stop(name) for name in ("web", "sockets", "worker", "scheduler")}
    # uvicorn says goodbye and then ends by the signal it was asked with: clean for service managers.
    assert codes == {"web": 0, "sockets": -signal.SIGTERM, "worker": 0, "scheduler": 0}
    assert [name for name in SITE if "Traceback" in site.told(name)] == []


def assert_pages_and_files(site):
    """The sign-in page, and a file it names, under a name that changes with its content."""
    with urllib.request.urlopen(site.address("web", "/account/login/")) as answer:
        page = answer.read().decode()
    files = re.findall(r'(?:href|src)="(/static/[^"]+\.css)"', page)

    assert all(re.search(r"\.[0-9a-f]{12}\.css$", file) for file in files), files
    assert files
    assert {status_of(site.address("web", file)) for file in files} == {200}
    assert status_of(site.address("web", "/api/v1/availability/")) == 401


def assert_member_is_known(site, session):
    asked = urllib.request.Request(
        site.address("web", "/api/v1/availability/"), headers={"Cookie": f"sid={session}"}
    )
    with urllib.request.urlopen(asked) as answer:
        rows = json.load(answer)["results"]

    assert [(row["held"], row["free"]) for row in rows] in ([(1, 19)], [(0, 20)])


def assert_sockets_know_members(site, session):
    """Somebody with a session comes in; somebody without does not."""
    address = site.address("sockets", "/ws/session/").replace("http:", "ws:")
    origin = "http://localhost"
    knock = partial(connect, address, open_timeout=SECONDS_TO_START)
    with knock(origin=origin, additional_headers={"Cookie": f"sid={session}"}) as socket:
        assert socket.ping().wait(SECONDS_TO_START)
    with pytest.raises(InvalidStatus), knock(origin=origin):
        pass
    with pytest.raises(InvalidStatus), knock(origin="http://elsewhere.example"):
        pass


def assert_hold_ends_by_itself(site, hold):
    """The scheduler asks, the worker does."""
    deadline = time.monotonic() + SECONDS_FOR_THE_SCHEDULE
    with psycopg.connect(site.database_url, autocommit=True) as connection:
        outcome = ""
        while not outcome and time.monotonic() < deadline:
            time.sleep(0.2)
            outcome = connection.execute(
                "SELECT outcome FROM shelters_hold WHERE id = %s", [hold]
            ).fetchone()[0]

    assert outcome == "expired", site.told("worker") + site.told("scheduler")


def test_it_is_not_healthy_before_the_database_is_ready(site):
    site.start("web")
    deadline = time.monotonic() + SECONDS_TO_START
    status = 0
    while status == 0 and time.monotonic() < deadline:
        status = status_of(site.address("web", "/health/"))
        time.sleep(0.05)

    assert status == 503, site.told("web")


def test_it_stops_while_it_is_still_starting(site):
    """A process of granian that loads the site lets the signal to stop pass by."""
    site.start("web")
    workers = Path(f"/proc/{site.processes['web'].pid}/task/{site.processes['web'].pid}/children")
    deadline = time.monotonic() + SECONDS_TO_START
    while not workers.read_text() and time.monotonic() < deadline:
        time.sleep(0.01)

    begun = [int(pid) for pid in workers.read_text().split()]
    ended_with = site.stop("web")

    assert begun
    assert ended_with == 0
    assert [pid for pid in begun if Path(f"/proc/{pid}").exists()] == []


def test_no_process_starts_as_somebody_before_whom_no_wall_stands(site):
    for name in SITE[:2]:
        assert site.start(name, **owner_of(site)).wait(SECONDS_TO_START) == 0, site.told(name)
    site.environment = past_the_walls(site)
    refused = ("sockets", "worker", "scheduler")
    for name in (*refused, "web"):
        site.start(name)

    codes = {name: site.processes[name].wait(SECONDS_TO_START) for name in refused}
    deadline = time.monotonic() + SECONDS_TO_START
    while TOLD not in site.told("web") and time.monotonic() < deadline:
        time.sleep(0.2)

    # granian tries again and again, and gives up only when that goes fast.
    assert status_of(site.address("web", "/account/login/")) == 0
    assert 0 not in codes.values(), codes
    assert [name for name in (*refused, "web") if TOLD not in site.told(name)] == []
