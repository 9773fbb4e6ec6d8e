"""A family agrees at the desk, and takes it back there."""

import pytest

from accounts.rights import Role
from appointments.models import Consent
from tests.callers import sign_in
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.shelters import HouseholdFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    member = MembershipFactory(role=Role.VOLUNTEER)
    sign_in(client, member)
    return member


@pytest.fixture
def legal(desk):
    return OrganizationFactory(network=desk.organization.network, kind="partner", name="Puerta Legal")


def test_a_family_agrees_in_two_taps_and_takes_it_back(client, desk, legal):
    family = HouseholdFactory(organization=desk.organization)
    page = f"/households/{family.pk}/"
    assert "The family agrees: Puerta Legal" in client.get(page).text

    client.post(f"/households/{family.pk}/consents/", {"partner": legal.pk})
    consent = Consent.objects.get()
    assert "Take it back" in client.get(page).text
    client.post(f"/consents/{consent.pk}/withdraw/")

    consent.refresh_from_db()
    assert consent.withdrawn_at is not None
    assert "The family agrees: Puerta Legal" in client.get(page).text


@pytest.mark.parametrize("kind", ["municipal", "shelters"])
def test_an_office_is_not_offered_and_not_taken(client, desk, kind):
    office = OrganizationFactory(network=desk.organization.network, kind=kind)
    family = HouseholdFactory(organization=desk.organization)

    answer = client.post(f"/households/{family.pk}/consents/", {"partner": office.pk})

    assert (answer.status_code, Consent.objects.exists()) == (404, False)
