"""/health/: one word for proxies, nothing for the curious."""

import pytest
from django.db import connection

from core.web import health
from tests.callers import sign_in
from tests.factories.accounts import MembershipFactory


@pytest.fixture(autouse=True)
def not_looked_yet():
    health._refuse_old_database.cache_clear()
    yield
    health._refuse_old_database.cache_clear()


@pytest.mark.django_db
def test_it_says_ok(client):
    answer = client.get("/health/")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_it_is_not_healthy_while_migrations_wait(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'shelters'")

    answer = client.get("/health/")

    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable"})


@pytest.mark.django_db(transaction=True)
def test_it_is_not_healthy_without_its_database(client, monkeypatch):
    connection.close()
    with monkeypatch.context() as patched:
        nowhere = "/nowhere/at/all"
        key = "HOST" if connection.vendor == "postgresql" else "NAME"
        patched.setitem(connection.settings_dict, key, nowhere)
        answer = client.get("/health/")
        connection.close()

    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable"})


@pytest.mark.django_db
def test_it_only_answers_to_looking(client):
    assert client.post("/health/").status_code == 405


@pytest.mark.django_db
def test_it_asks_for_nobody(client, django_assert_num_queries):
    health.is_healthy()
    sign_in(client, MembershipFactory())

    with django_assert_num_queries(1):
        assert client.get("/health/").status_code == 200
