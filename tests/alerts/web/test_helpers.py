"""The list of verified helpers, for who keeps it and for everybody."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.rights import Role
from alerts.models import Helper
from tests.callers import Caller
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.alerts import HelperFactory

pytestmark = pytest.mark.django_db
TYPED = {
    "kind": "organization", "name": "Al Otro Lado", "source": "eoir_organization", "cost": "free",
    "checked_on": "2026-11-01", "check_again_by": "2027-05-01", "languages": ["es", "ht"], "area": "Tijuana",
    "points": "664 555 0101\r\nhttps://ayuda.example/",
}  # fmt: skip


@pytest.fixture
def office(network):
    return OrganizationFactory(network=network)


@pytest.fixture
def moderator(office):
    return Caller(MembershipFactory(organization=office, role=Role.MODERATOR)).client


def test_a_helper_is_entered_changed_checked_and_taken_off(moderator):
    assert moderator.post(reverse("alerts:helper_add"), TYPED).status_code == 302
    helper = Helper.objects.get()
    shown = moderator.get(reverse("alerts:helpers")).content.decode()
    assert "+52 664 555 0101" in shown
    form = moderator.get(reverse("alerts:helper", args=[helper.pk])).content.decode()
    assert "ayuda.example" in form

    moderator.post(reverse("alerts:helper", args=[helper.pk]), TYPED | {"cost": "low"})
    moderator.post(reverse("alerts:helper_deed", args=[helper.pk, "retire"]))

    helper.refresh_from_db()
    assert helper.cost == "low"
    assert helper.retired_at is not None
    assert moderator.post(reverse("alerts:helper_deed", args=[helper.pk, "praise"])).status_code == 404


def test_a_refusal_keeps_what_was_typed(moderator):
    shown = moderator.post(reverse("alerts:helper_add"), TYPED | {"points": "Juan Pérez"})

    assert shown.status_code == 400
    assert "Al Otro Lado" in shown.content.decode()
    assert "Juan Pérez" in shown.content.decode()


def test_everybody_reads_the_current_ones_by_area_and_language(office, network):
    HelperFactory(organization=office, name="Ayuda", area="Tijuana", languages=["es"])
    HelperFactory(organization=office, name="Otra", area="Juárez", languages=["ht"])
    HelperFactory(organization=office, name="Vieja", checked_on="2020-01-01", check_again_by="2020-06-01")
    address = reverse("alerts:helpers_public", args=[network.code])

    shown = Client().get(address).content.decode()
    chosen = Client().get(address, {"area": "Juárez", "language": "ht"}).content.decode()

    assert "Ayuda" in shown
    assert "Vieja" not in shown
    assert "<h2>Otra</h2>" in chosen
    assert "<h2>Ayuda</h2>" not in chosen


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(moderator, office, count, asks_for_rows):
    HelperFactory.create_batch(count, organization=office)
    moderator.get(reverse("alerts:helpers"))

    with asks_for_rows(4):
        moderator.get(reverse("alerts:helpers"))
