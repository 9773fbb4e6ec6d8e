"""A cast everyone knows: who acts in the tests.

`desk` works here, `coordinator` runs the house, `reader` works here and may only look, `stranger`
works in another organization of the same network, `outsider` in another network, `city` in the
municipal office of the same network, `network_desk` coordinates the network.
"""

import pytest

from accounts.models import Membership, Network, Organization
from accounts.rights import Role
from privacy import retention, walls
from shelters.models.families import kept_longer
from tests.factories.accounts import MembershipFactory, NetworkFactory, OrganizationFactory


@pytest.fixture
def network(db: None) -> Network:
    return NetworkFactory()


@pytest.fixture
def house(network: Network) -> Organization:
    """The organization in which the tests play. As in a served site, which looks once a minute, its hours
    and legal holds are known before anybody counts queries."""
    house = OrganizationFactory(network=network)
    with walls.within(house.pk):
        retention.chosen(house.pk)
        kept_longer(house.pk)
    return house


@pytest.fixture
def desk(house: Organization) -> Membership:
    return MembershipFactory(organization=house, role=Role.VOLUNTEER)


@pytest.fixture
def coordinator(house: Organization) -> Membership:
    return MembershipFactory(organization=house, role=Role.COORDINATOR)


@pytest.fixture
def reader(house: Organization) -> Membership:
    return MembershipFactory(organization=house, role=Role.VIEWER)


@pytest.fixture
def stranger(network: Network) -> Membership:
    return MembershipFactory(organization=OrganizationFactory(network=network), role=Role.COORDINATOR)


@pytest.fixture
def outsider(db: None) -> Membership:
    return MembershipFactory(role=Role.COORDINATOR)


@pytest.fixture
def city(network: Network) -> Membership:
    office = OrganizationFactory(network=network, kind=Organization.Kind.MUNICIPAL)
    return MembershipFactory(organization=office, role=Role.VIEWER)


@pytest.fixture
def network_desk(network: Network) -> Membership:
    office = OrganizationFactory(network=network, kind=Organization.Kind.PARTNER)
    return MembershipFactory(organization=office, role=Role.NETWORK_COORDINATOR)
