"""A connection that the server ended is replaced, and one that lives is not asked whether it does."""

import pytest
from django.core.signals import request_started
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.settings import ENGINE

pytestmark = [
    pytest.mark.skipif(ENGINE != "postgresql", reason="SQLite has no connections that end"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def checked(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 600)
    monkeypatch.setitem(connection.settings_dict, "CONN_HEALTH_CHECKS", True)
    connection.close()
    connection.ensure_connection()
    yield connection
    connection.close()


def backend():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def test_a_quiet_connection_is_not_asked(checked):
    before = backend()

    request_started.send(sender=None)
    with CaptureQueriesContext(connection) as sent:
        after = backend()

    assert after == before
    assert len(sent) == 1


def test_a_connection_that_the_server_ended_is_replaced(checked):
    before = backend()
    other = checked.copy()
    with other.cursor() as cursor:
        # It waits until that process is gone.
        cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [before])
    other.close()

    request_started.send(sender=None)

    assert backend() != before
