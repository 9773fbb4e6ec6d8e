"""Pages of programmes in a browser: accessible by day and night, narrow enough, light enough."""

import pytest
from django.urls import reverse

from accounts.models import Membership
from accounts.rights import Role
from appointments.actions import seeding
from appointments.models import Programme
from tests.browser.conftest import Town, Visiting
from tests.browser.looking import tour
from tests.factories.accounts import MembershipFactory, OrganizationFactory


@pytest.fixture
def office(town: Town) -> Membership:
    """Who coordinates the network, with the programmes that it begins with."""
    organization = OrganizationFactory(network=town.norte.organization.network, kind="partner")
    member = MembershipFactory(organization=organization, role=Role.NETWORK_COORDINATOR)
    seeding.load_programmes(by=member)
    return member


def test_programmes_are_accessible_and_narrow(visit: Visiting, town: Town, office: Membership) -> None:
    cbp_one = Programme.objects.get(code="cbp-one")
    rule = reverse("admin:appointments_programmerule_change", args=[cbp_one.rules.latest("valid_from").pk])
    narrow = {
        "list": (town.volunteer, "/programmes/"),
        "programme": (town.volunteer, f"/programmes/{cbp_one.pk}/"),
        "form": (office, reverse("admin:appointments_programme_change", args=[cbp_one.pk])),
        "rule": (office, rule),
    }
    wide = {
        "programme": (office, f"/programmes/{cbp_one.pk}/"),
        "rules": (office, reverse("admin:appointments_programmerule_changelist")),
    }

    assert (tour(visit, narrow), tour(visit, wide, width=1280)) == ({}, {})
