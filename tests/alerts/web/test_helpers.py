"""The list of verified helpers, for who keeps it and for everybody."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.rights import Role
from alerts.models import Helper
from tests.alerts.actions.test_checking import warn_of
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


def links_in(page):
    return {
        (address, relation)
        for address, relation in re.findall(r'<a class="code"[^>]*href="([^"]+)"[^>]*rel="([^"]+)"', page)
    }


def test_everybody_and_staff_open_the_contact_points_of_helpers(moderator, office, network):
    typed = "664 555 0101\r\nayuda@ejemplo.org\r\nhttps://ayuda.example/citas?a=1&b=2\r\nfacebook: ayuda"
    days = {"checked_on": timezone.localdate(), "check_again_by": timezone.localdate() + timedelta(days=90)}
    moderator.post(reverse("alerts:helper_add"), TYPED | days | {"points": typed})
    public = reverse("alerts:network", args=[network.code])

    pages = [public, f"{public}helpers/", reverse("alerts:helpers")]
    found = [links_in(moderator.get(page).text) for page in pages]

    addresses = ("tel:+526645550101", "mailto:ayuda@ejemplo.org", "https://ayuda.example/citas?a=1&amp;b=2")
    assert found == [{(address, "noreferrer noopener") for address in addresses}] * 3
    assert "Facebook: ayuda" in moderator.get(public).text


def test_everybody_reads_which_register_says_so_and_until_when(moderator, network):
    days = {"checked_on": timezone.localdate(), "check_again_by": timezone.localdate() + timedelta(days=90)}
    register = {"source_url": "https://register.example/?id=1&x=2", "licence": "CA-123456"}
    moderator.post(reverse("alerts:helper_add"), TYPED | days | register)

    for page in (reverse("alerts:helpers_public", args=[network.code]), reverse("alerts:helpers")):
        shown = moderator.get(page).text
        link = 'href="https://register.example/?id=1&amp;x=2" rel="noreferrer noopener"'
        assert link in shown
        assert "CA-123456" in shown
        assert f"check again by {date_format(days['check_again_by'], 'j F Y')}" in shown


def test_what_people_are_warned_of_is_no_link(office, network):
    warned = ("+52 664 555 4471", "citas@estafa.example", "estafa.example/pagar", "facebook: estafa")
    alerts = [warn_of(network, typed) for typed in warned]
    real = warn_of(network, "+52 664 555 0177", part="real")
    public = reverse("alerts:network", args=[network.code])

    pages = [public, *(f"{public}{alert.code}/" for alert in (*alerts, real))]
    shown = "".join(Client().get(page).text for page in pages)

    assert "+52 664 555 4471" in shown
    assert "+52 664 555 0177" in shown
    hrefs = " ".join(re.findall(r'href="([^"]*)"', shown))
    assert [said for said in ("tel:", "mailto:", "estafa", "5554471", "5550177") if said in hrefs] == []


def test_telephones_make_no_links_of_numbers_by_themselves(moderator, network):
    alert = warn_of(network)
    off = r'<meta name="format-detection"\s+content="telephone=no, email=no, address=no, date=no">'

    for page in (reverse("alerts:public", args=[network.code, alert.code]), f"/alerts/read/{alert.code}/"):
        assert len(re.findall(off, moderator.get(page).text)) == 1


def test_a_number_without_its_country_is_said_to_be_guessed(moderator):
    said = "so it was guessed from the area code: +52 656 555 0101."
    form = moderator.get(reverse("alerts:helper_add")).text
    assert "Without it, it is guessed from the area code." in form

    guessed = moderator.post(reverse("alerts:helper_add"), TYPED | {"points": "656 555 0101"}, follow=True)
    helper = Helper.objects.get()
    exact = moderator.post(
        reverse("alerts:helper", args=[helper.pk]), TYPED | {"points": "+1 656 555 0101"}, follow=True
    )

    assert said in guessed.text
    assert said not in exact.text
    assert "+1 656-555-0101" in exact.text


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
