"""For whom the database works: set for a transaction, restored when nested, gone afterwards."""

from uuid import UUID, uuid4

import pytest
from django.db import connection

from privacy import walls
from privacy.walls import Context

pytestmark = pytest.mark.django_db
postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no settings")


class Halt(Exception):
    """Something goes wrong inside a block."""


def said() -> list[str]:
    """What PostgreSQL knows of tenant and network."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.tenant', true), current_setting('app.network', true)")
        return [value or "" for value in cursor.fetchone()]


def test_says_for_whom_until_the_end_of_the_block():
    ours = uuid4()

    with walls.within(ours):
        inside = walls.current()

    assert inside == Context(ours)
    assert walls.current() is None


def test_comes_back_to_the_outer_block():
    ours, theirs, network = uuid4(), uuid4(), uuid4()

    with walls.within(ours, network=network):
        with walls.within(theirs):
            inside = walls.current()
        after = walls.current()

    assert inside == Context(theirs, network=network)
    assert after == Context(ours, network=network)


def test_comes_back_after_an_error_too():
    ours = uuid4()

    with walls.within(ours):
        with pytest.raises(Halt), walls.within(uuid4()):
            raise Halt
        after = walls.current()

    assert after == Context(ours)


@postgresql
def test_the_database_is_told_and_told_again():
    ours, theirs, network = uuid4(), uuid4(), uuid4()

    with walls.within(ours, network=network):
        outside = said()
        with walls.within(theirs):
            inside = said()
        after = said()
        with pytest.raises(Halt), walls.within(theirs):
            raise Halt
        after_error = said()

    assert outside == after == after_error == [str(ours), str(network)]
    assert inside == [str(theirs), str(network)]
    assert said() == ["", ""]


@postgresql
def test_the_same_tenant_inside_itself_costs_no_statement(django_assert_num_queries):
    ours = UUID(int=7)

    with walls.within(ours), django_assert_num_queries(2), walls.within(ours):  # a savepoint and its end
        pass


def test_what_comes_last_is_called_once_at_the_outermost_end(monkeypatch):
    calls: list[Context | None] = []
    monkeypatch.setattr(walls.context, "_endings", [lambda: calls.append(walls.current())])
    ours = uuid4()

    with walls.within(ours), walls.within(uuid4()):
        pass

    assert calls == [Context(ours)]
