"""Two organizations of one network, and the database as a served site sees it."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, connections

from shelters.actions import stays
from tests.behind import RUNTIME
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.shelters import BedFactory, RoomFactory, ShelterFactory, make_household

# Who makes and changes the tables of the tests.
SUPERUSER = connections["default"].settings_dict["USER"]


def tenant(network: Any) -> SimpleNamespace:
    """An organization with a household in a bed."""
    organization = OrganizationFactory(network=network)
    member = MembershipFactory(organization=organization)
    shelter = ShelterFactory(organization=organization)
    bed = BedFactory(room=RoomFactory(shelter=shelter))
    household = make_household(organization, "woman")
    stays.check_in(household, into={household.persons.get(): bed}, by=member)
    return SimpleNamespace(
        pk=organization.pk, member=member, shelter=shelter, bed=bed, household=household, network=network
    )


@pytest.fixture
def ours(network: Any) -> SimpleNamespace:
    return tenant(network)


@pytest.fixture
def theirs(network: Any) -> SimpleNamespace:
    return tenant(network)


@pytest.fixture
def served(transactional_db: None) -> Iterator[None]:
    """A connection that signed in as the role that serves, like every process of a site."""
    connection.close()
    known = dict(connections["default"].settings_dict)
    connections["default"].settings_dict["USER"] = RUNTIME
    yield
    connection.close()
    connections["default"].settings_dict.update(known)
