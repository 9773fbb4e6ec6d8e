"""The two engines, and secrets that are made once."""

import stat
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from django.db import connection

from config.databases import PREPARED, lasting_secret, postgresql


def test_postgresql_takes_every_part_of_the_address():
    url = urlsplit("postgresql://ana:p%40ss@db.example:5433/posada?sslmode=require")

    assert postgresql(url, pool=0) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "posada",
        "USER": "ana",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**PREPARED, "sslmode": "require"},
    }


def test_a_pool_replaces_lasting_connections():
    settings = postgresql(urlsplit("postgresql:///posada?host=%2Frun"), pool=20)

    assert settings["HOST"] == "/run"
    assert settings["CONN_MAX_AGE"] == 0
    assert settings["OPTIONS"] == {**PREPARED, "pool": {"min_size": 1, "max_size": 20}}


def test_a_lasting_secret_is_the_same_for_processes_that_start_together(tmp_path):
    with ThreadPoolExecutor(8) as processes:
        made = set(processes.map(lambda _: lasting_secret(tmp_path / "keys" / "secret"), range(8)))

    assert len(made) == 1
    assert len(made.pop()) >= 64
    assert stat.S_IMODE((tmp_path / "keys" / "secret").stat().st_mode) == 0o600
    assert [file.name for file in (tmp_path / "keys").iterdir()] == ["secret"]


@pytest.mark.django_db
def test_sqlite_overwrites_what_is_deleted_and_writes_ahead():
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    with connection.cursor() as cursor:
        found = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("secure_delete", "journal_mode", "synchronous", "foreign_keys")
        }

    assert found == {"secure_delete": 1, "journal_mode": "wal", "synchronous": 1, "foreign_keys": 1}
