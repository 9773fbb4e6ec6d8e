"""PostgreSQL cleans what was erased within minutes, also where nobody owns the tables."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from privacy import cleaning
from privacy.models import Receipt
from privacy.purge import physical
from tests.settings import ENGINE

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(ENGINE != "postgresql", reason="SQLite overwrites what it deletes"),
]


def options_of(table: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT unnest(reloptions) FROM pg_class WHERE oid = %s::regclass", [table])
        return dict(option.split("=") for (option,) in cursor.fetchall())


def alter(change: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE shelters_person {change}")


def test_every_table_with_something_personal_asks_for_it():
    tables = cleaning.wanted()

    assert {"shelters_household", "shelters_person", "shelters_arrivaldraft", "mfa_authenticator"} <= tables
    assert {table: options_of(table) for table in tables} == dict.fromkeys(tables, cleaning.SETTINGS)
    assert cleaning.left_to_chance(tables) == []


def test_a_table_that_does_not_ask_for_it_is_found():
    alter("RESET (autovacuum_vacuum_scale_factor)")
    told = StringIO()

    call_command("check", databases=["default"], stderr=told)

    assert "What is erased from shelters_person stays in its files" in told.getvalue()
    assert "privacy.W011" in told.getvalue()


def test_nothing_else_is_found():
    told = StringIO()

    call_command("check", databases=["default"], stderr=told)

    assert "privacy.W011" not in told.getvalue()


@pytest.mark.django_db(transaction=True)
def test_the_receipt_says_who_clears_the_space(settings):
    settings.DATABASE_OWNER_URL = None
    ours = ["shelters_household", "shelters_person"]

    assert physical.clear(ours) == Receipt.Physical.FOLLOWS
    assert physical.clear([*ours, "shelters_bed"]) == Receipt.Physical.LATER

    alter("SET (autovacuum_enabled = false)")
    try:
        assert physical.clear(ours) == Receipt.Physical.LATER
    finally:
        alter("SET (autovacuum_enabled = true)")
