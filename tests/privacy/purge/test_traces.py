"""P1: after a purge no file of the site holds a byte of what was erased."""

import logging
import secrets
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from privacy import purge
from privacy.models import Receipt
from privacy.purge import erasing, marks, scanning
from privacy.tasks import sign_trails
from shelters.actions import holds
from tests.privacy.purge import planting


@pytest.fixture
def log_file(tmp_path):
    """Everything that is logged meanwhile, as a service manager would keep it."""
    handler = logging.FileHandler(tmp_path / "log")
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)
    handler.close()


@pytest.fixture
def database_files(settings):
    """Where the engine writes; PostgreSQL without old log segments, as docs/operations/forgetting.md says."""
    if connection.vendor == "sqlite":
        yield [Path(connection.settings_dict["NAME"]).parent]
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        folder = Path(cursor.fetchone()[0])
        cursor.execute("ALTER SYSTEM SET wal_recycle = off")
        cursor.execute("SELECT pg_reload_conf()")
    settings.DATABASE_OWNER_URL = owner_of(connection)
    yield [folder]
    with connection.cursor() as cursor:
        cursor.execute("ALTER SYSTEM RESET wal_recycle")
        cursor.execute("SELECT pg_reload_conf()")


def owner_of(connection):
    """The test database as the owner of its tables would reach it."""
    return settings.DATABASE_URL._replace(path=f"/{connection.settings_dict['NAME']}")


@pytest.mark.django_db(transaction=True)
def test_no_file_holds_a_byte_of_what_was_erased(
    house, desk, coordinator, database_files, log_file, tmp_path, settings, time_machine
):
    planting.make_everything(house, desk, coordinator)
    # As short as the shortest column: whoever finds no beginning finds no text.
    mark = f"ñ{secrets.token_hex(4)}"
    planted = planting.plant(mark)
    folders = [*database_files, tmp_path]
    unsealed = planted["shelters.Household.code"]
    assert scanning.look(unsealed, database_files).copies > 0
    settings.SCAN_DIRS = [str(folder) for folder in database_files]

    time_machine.move_to(timezone.now() + timedelta(hours=2))
    holds.end_overdue()
    sign_trails()
    time_machine.move_to(timezone.now() + timedelta(days=6 * 365))
    purge.run(pace=erasing.at_full_speed)

    assert scanning.look(mark, folders) == scanning.Found()
    assert len(planted) > 65
    assert all(text.startswith(mark) for text in planted.values())
    in_cache = b"".join(getattr(cache, "_cache", {}).values())
    assert mark.encode() not in in_cache
    assert {receipt.scan for receipt in Receipt.objects.all()} == {"clean"}
    assert {receipt.physical for receipt in Receipt.objects.all()} == {"done"}
    assert {receipt.overdue for receipt in Receipt.objects.all()} == {0}
    assert marks.read().scanned is not None


@pytest.mark.parametrize("offset", range(5))
def test_a_copy_is_found_in_every_form(tmp_path, offset):
    text = 'señal "7"'
    for number, form in enumerate(scanning.forms_of(text)):
        (tmp_path / str(number)).write_bytes(b"\xff" * offset + form + b"rest")

    assert len(scanning.look(text, [tmp_path]).places) == len(scanning.forms_of(text))


def test_a_copy_across_two_chunks_is_counted_once(tmp_path, monkeypatch):
    monkeypatch.setattr(scanning, "CHUNK_BYTES", 16)
    (tmp_path / "file").write_bytes(b"x" * 12 + b"canary" + b"x" * 30)

    assert scanning.look("canary", [tmp_path]).copies == 1


# A second process asks for the byte by which SQLite knows whether anybody uses the shared memory: walShm in
# its os_unix.c, the dead man's switch.
ASKS = """
import fcntl, os, sys
descriptor = os.open(sys.argv[1], os.O_RDWR)
try:
    fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 128)
except OSError:
    print("in use")
"""


def test_looking_takes_no_lock_of_the_database_away(tmp_path):
    file = tmp_path / "some.sqlite3"
    used = sqlite3.connect(file)
    used.execute("PRAGMA journal_mode = WAL")
    used.execute("CREATE TABLE some (text)")

    scanning.look("canary", [tmp_path])

    asked = [sys.executable, "-c", ASKS, f"{file}-shm"]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout == "in use\n"
    used.close()


def test_where_nobody_can_look_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))

    assert scanning.look("canary", [tmp_path]) == scanning.Found(unread=1)
