"""Pages of programmes in a browser: accessible by day and night, narrow enough, light enough."""

import pytest
from django.urls import reverse

from accounts.models import Membership
from accounts.rights import Role
from appointments.actions import seeding
from appointments.models import Programme
from tests.browser.conftest import Town, Visiting, width_too_much
from tests.browser.test_pages import HEAVIEST, findings_light_and_dark
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
    pages = {
        "list": (town.volunteer, "/programmes/", 360),
        "programme": (town.volunteer, f"/programmes/{cbp_one.pk}/", 360),
        "programme at a desk": (office, f"/programmes/{cbp_one.pk}/", 1280),
        "form": (office, reverse("admin:appointments_programme_change", args=[cbp_one.pk]), 360),
        "rule": (office, rule, 360),
        "rules": (office, reverse("admin:appointments_programmerule_changelist"), 1280),
    }  # fmt: skip
    wrong = {}

    for name, (member, path, width) in pages.items():
        page = visit(member, color_scheme="light", width=width).go(path)
        trouble = findings_light_and_dark(page)
        if (wide := width_too_much(page)) > 0:
            trouble.append(f"{wide} px wider than the screen")
        if len(page.content().encode()) > HEAVIEST:
            trouble.append("too heavy")
        if trouble:
            wrong[name] = trouble
        page.context.close()

    assert wrong == {}
