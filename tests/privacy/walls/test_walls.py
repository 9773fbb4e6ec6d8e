"""Behind the walls, in plain SQL: nothing without an organization, nothing of another one, no way to
write or point there."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from privacy import walls
from privacy.walls.declared import walled_models
from shelters.actions import capacity
from shelters.models import Group
from tests.behind import the_walls
from tests.factories.shelters import PlacesFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has the wall in the code only"),
]


def counts() -> dict[str, int]:
    """Rows that each table behind a wall shows, whoever asks."""
    with walls.openly(), connection.cursor() as cursor:
        found = {}
        for model, ways in walled_models():
            cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}"')
            if not ways.read_by_all and (count := cursor.fetchone()[0]):
                found[model._meta.label] = count
    return found


def owners(table: str) -> set[object]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT DISTINCT organization_id FROM "{table}"')
        return {owner for (owner,) in cursor.fetchall()}


def run(statement: str, *given: object) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, given)
        changed = cursor.rowcount
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        return changed


def _groups(*owners: object) -> list[object]:
    return [Group.objects.create(organization_id=each, code=f"own-{each}", name="own").pk for each in owners]


def _one_row_each(ours: Any) -> None:
    """Something about a group in every table that names one."""
    room = ours.bed.room
    capacity.open_over_capacity(
        ours.shelter,
        group=room.group,
        room=room,
        places=1,
        reason="cold",
        ends_at=timezone.now() + timedelta(days=1),
        by=ours.member,
    )
    PlacesFactory(organization=ours.member.organization, shelter__organization=ours.member.organization)


def test_without_an_organization_there_are_no_rows(ours, theirs):
    with the_walls():
        seen = counts()

    assert seen == {}


def test_an_organization_sees_its_own_rows(ours, theirs):
    with the_walls(), walls.within(ours.pk):
        seen = counts()

    assert seen["shelters.Household"] == seen["shelters.Stay"] == seen["shelters.Person"] == 1


def test_no_table_shows_a_row_of_another_organization(ours, theirs):
    with the_walls(), walls.within(ours.pk):
        seen = {
            model._meta.label: owners(model._meta.db_table)
            for model, ways in walled_models()
            if not ways.read_by_all
        }

    assert {label for label, found in seen.items() if found - {ours.pk}} == set()


def test_the_network_reads_houses_and_figures_and_nothing_else(ours, theirs):
    with the_walls(), walls.within(ours.pk, network=ours.network.pk):
        seen = {
            model._meta.label
            for model, ways in walled_models()
            if not ways.read_by_all and theirs.pk in owners(model._meta.db_table)
        }

    assert seen == {"shelters.Shelter", "shelters.Availability"}


def test_a_user_sees_the_own_memberships_before_one_is_chosen(ours, theirs):
    with the_walls(), walls.within(None, user=theirs.member.user_id):
        seen = counts()

    assert seen == {"accounts.Membership": 1}


@pytest.mark.parametrize("as_network", [False, True], ids=["tenant", "network"])
def test_rows_of_another_organization_cannot_be_changed_or_erased(ours, theirs, as_network):
    statements = [
        ("UPDATE shelters_household SET language = 'xx' WHERE id = %s", theirs.household.pk),
        ("UPDATE shelters_shelter SET name = 'taken over' WHERE id = %s", theirs.shelter.pk),
        ("UPDATE shelters_availability SET free = 0 WHERE shelter_id = %s", theirs.shelter.pk),
        ("DELETE FROM shelters_stay WHERE household_id = %s", theirs.household.pk),
        ("DELETE FROM accounts_membership WHERE id = %s", theirs.member.pk),
    ]

    with the_walls(), walls.within(ours.pk, network=ours.network.pk if as_network else None):
        changed = [run(statement, key) for statement, key in statements]

    assert changed == [0] * len(statements)


def test_no_row_can_be_given_to_another_organization(ours, theirs):
    with the_walls(), walls.within(ours.pk), pytest.raises(DatabaseError, match="row-level security"):
        run("UPDATE shelters_household SET organization_id = %s WHERE id = %s", theirs.pk, ours.household.pk)


def test_no_row_can_be_written_for_another_organization(ours, theirs):
    insert = "INSERT INTO shelters_household (id, organization_id, code, language, opened_at) VALUES (%s, %s, 'X', '', now())"  # noqa: E501

    with the_walls(), walls.within(ours.pk), pytest.raises(DatabaseError, match="row-level security"):
        run(insert, uuid4(), theirs.pk)


@pytest.mark.parametrize(
    ("statement", "target"),
    [
        ("UPDATE shelters_person SET household_id = %s WHERE organization_id = %s", "household"),
        ("UPDATE shelters_stay SET household_id = %s WHERE organization_id = %s", "household"),
        ("UPDATE shelters_stay SET bed_id = %s WHERE organization_id = %s", "bed"),
        ("UPDATE shelters_household SET merged_into_id = %s WHERE organization_id = %s", "household"),
        ("UPDATE shelters_household SET kept_for_id = %s WHERE organization_id = %s", "member"),
        ("UPDATE shelters_room SET shelter_id = %s WHERE organization_id = %s", "shelter"),
    ],
)
def test_no_row_can_point_to_a_row_of_another_organization(ours, theirs, statement, target):
    with the_walls(), walls.within(ours.pk), pytest.raises(IntegrityError):
        run(statement, getattr(theirs, target).pk, ours.pk)


@pytest.mark.parametrize(
    "table", ["shelters_room", "shelters_places", "shelters_availability", "shelters_overcapacity"]
)
def test_a_group_is_the_own_or_a_shared_one(ours, theirs, table):
    own, shared, foreign = _groups(ours.pk, None, theirs.pk)
    _one_row_each(ours)
    pointing = f'UPDATE "{table}" SET group_id = %s WHERE organization_id = %s'

    with the_walls(), walls.within(ours.pk):
        assert run(pointing, shared, ours.pk) > 0
        assert run(pointing, own, ours.pk) > 0
        with pytest.raises(IntegrityError, match="points to a row of another organization"):
            run(pointing, foreign, ours.pk)


def test_every_pointer_to_a_group_is_watched():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%group_id_within'")
        watched = {table for (table,) in cursor.fetchall()}

    relations = Group._meta.get_fields(include_hidden=True)
    pointing = {each.related_model._meta.db_table for each in relations if each.one_to_many}
    assert watched == pointing


def test_a_code_at_the_door_opens_its_own_row_only(ours, theirs):
    with walls.within(theirs.pk), connection.cursor() as cursor:
        for code in ("right", "other"):
            cursor.execute(
                "INSERT INTO accounts_invitation (id, organization_id, code_hash, role, is_limited, ends_at)"
                " VALUES (%s, %s, %s, 'viewer', false, now())",
                [uuid4(), theirs.pk, code],
            )

    with the_walls(), walls.within(None, door="right"):
        seen = counts()
        changed = run("UPDATE accounts_invitation SET role = 'coordinator'")

    assert (seen, changed) == ({"accounts.Invitation": 1}, 0)


def test_nothing_can_be_truncated(ours):
    with the_walls(), walls.within(ours.pk), pytest.raises(DatabaseError, match="permission denied"):
        run("TRUNCATE shelters_stay CASCADE")
