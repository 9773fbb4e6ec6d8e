"""Nobody asks for rows of an organization without saying for which one."""

import pytest
from django.db import connection, models

from accounts.models import Invitation, Membership, Organization
from privacy import walls
from privacy.models import AuditEntry
from privacy.walls import NoTenant, guard
from shelters.models import Group, Household, Shelter
from tests.behind import the_walls
from tests.factories.shelters import make_household

pytestmark = pytest.mark.django_db

ASKING = {
    "list": lambda: list(Household.objects.all()),
    "count": Household.objects.count,
    "exists": Household.objects.exists,
    "aggregate": lambda: Household.objects.aggregate(models.Max("opened_at")),
    "joined": lambda: list(Organization.objects.filter(memberships__role="viewer")),
    "update": lambda: Household.objects.update(language="es"),
    "delete": lambda: AuditEntry.objects.all()._raw_delete("default"),
    "raw": lambda: connection.cursor().execute("select code from shelters_household"),
}


@pytest.mark.parametrize("how", ASKING)
def test_nobody_asks_for_nobody(house, how):
    make_household(house, "woman")

    with the_walls(), pytest.raises(NoTenant, match="without an organization"):
        ASKING[how]()


@pytest.mark.parametrize("of", [walls.within, walls.on_behalf])
def test_whoever_says_for_whom_gets_the_rows(house, of):
    make_household(house, "woman")

    with the_walls(), of(house.pk):
        assert Household.objects.count() == 1
    with the_walls(), walls.openly():
        assert Household.objects.count() == (connection.vendor != "postgresql")


def test_other_ways_in_are_open_to_those_who_know_them(house, desk):
    with the_walls(), walls.on_behalf(None, user=desk.user_id):
        assert Membership.objects.get() == desk
        with pytest.raises(NoTenant):
            Shelter.objects.exists()
    with the_walls(), walls.on_behalf(None, network=house.network_id):
        assert not Shelter.objects.exists()
    with the_walls(), walls.on_behalf(None, door="no such code"):
        assert not Invitation.objects.exists()
    with the_walls():
        assert Group.objects.exists()
        assert Organization.objects.exists()


def test_whoever_becomes_nobody_sees_nothing(house):
    with the_walls(), walls.on_behalf(house.pk):
        assert not Household.objects.exists()
        walls.become(None)
        with pytest.raises(NoTenant):
            Household.objects.exists()


def test_a_served_site_goes_on_and_says_so(caplog):
    with connection.execute_wrapper(guard.say):
        assert not Household.objects.exists()

    assert caplog.messages == ["shelters_household was asked for without an organization."]


@pytest.mark.parametrize(
    ("chosen", "engine", "stands"),
    [
        ("refuse", "sqlite", [guard.refuse]),
        ("say", "postgresql", [guard.say]),
        ("say", "sqlite", []),
        ("", "postgresql", []),
    ],
)
def test_it_stands_once_at_every_connection(settings, chosen, engine, stands):
    class Connection:
        vendor = engine
        execute_wrappers: list[object] = []

    settings.WITHOUT_TENANT = chosen
    connected = Connection()
    connected.execute_wrappers = []
    for _twice in range(2):
        guard._stand(connection=connected)

    assert connected.execute_wrappers == stands
