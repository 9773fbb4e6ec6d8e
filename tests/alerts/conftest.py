"""Who warns in the tests: `moderator` works in the office that keeps the alerts, `second` coordinates another
house, `colleague` moderates for a third one."""

import pytest

from accounts.models import Membership, Network
from accounts.rights import Role
from alerts.models import AlertsOffice
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.alerts import AlertsOfficeFactory


@pytest.fixture
def office(network: Network) -> AlertsOffice:
    return AlertsOfficeFactory(organization=OrganizationFactory(network=network))


@pytest.fixture
def moderator(office: AlertsOffice) -> Membership:
    return MembershipFactory(organization=office.organization, role=Role.MODERATOR)


@pytest.fixture
def colleague(network: Network) -> Membership:
    return MembershipFactory(organization=OrganizationFactory(network=network), role=Role.MODERATOR)


@pytest.fixture
def second(network: Network) -> Membership:
    return MembershipFactory(organization=OrganizationFactory(network=network), role=Role.COORDINATOR)
