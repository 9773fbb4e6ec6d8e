"""The own network and its organizations."""

import pytest

from accounts.models import Organization
from tests.callers import Caller, results


@pytest.fixture
def api(desk):
    return Caller(desk)


def test_only_the_own_network_is_there(api, network, outsider):
    assert results(api.get("networks/")) == [
        {"id": str(network.pk), "code": network.code, "name": network.name, "time_zone": "America/Tijuana"}
    ]


def test_organizations_of_the_network_by_kind(api, house, city, stranger, outsider):
    everybody = {row["name"] for row in results(api.get("organizations/"))}
    offices = [row["id"] for row in results(api.get(f"organizations/?kind={Organization.Kind.MUNICIPAL}"))]

    assert everybody == {house.name, city.organization.name, stranger.organization.name}
    assert offices == [str(city.organization_id)]


def test_an_organization_of_another_network_is_not_there(api, outsider):
    assert api.get(f"organizations/{outsider.organization_id}/").status_code == 404
