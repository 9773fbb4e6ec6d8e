"""Who warns in the tests: `moderator` works in the office that keeps the alerts, `second` coordinates another
house, `colleague` moderates for a third one."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, Network
from accounts.rights import Role
from alerts.models import AlertsOffice
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.alerts import AlertsOfficeFactory

ABOUT_ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


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


@pytest.fixture
def asks_for_rows() -> Callable[[int], AbstractContextManager[CaptureQueriesContext]]:
    """`with asks_for_rows(3)`: so many statements about rows, on both engines. Not counted are the trail,
    choices that are remembered for a minute, and the frames of PostgreSQL's walls."""

    @contextmanager
    def counted(number: int) -> Iterator[CaptureQueriesContext]:
        with CaptureQueriesContext(connection) as captured:
            yield captured
        told = [query["sql"] for query in captured if query["sql"].startswith(ABOUT_ROWS)]
        asked = [sql for sql in told if "set_config(" not in sql and "privacy_" not in sql]
        assert len(asked) == number, "\n".join(asked)

    return counted
