"""The pages about erasing: asked at the desk, done by a coordinator, printed without a name."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.rights import Role
from privacy import receipts, retention
from privacy.models import LegalHold
from shelters.actions import households, legal_holds
from shelters.models import ErasureRequest, Household
from tests.callers import sign_in
from tests.factories.accounts import MembershipFactory
from tests.factories.shelters import make_household


@pytest.fixture
def family(house):
    household = make_household(house, "woman", "child")
    Household.objects.filter(pk=household.pk).update(language="es")
    return household


def at(client, member, name, *keys, **posted):
    sign_in(client, member)
    address = reverse(f"shelters:{name}", args=keys)
    return client.post(address, posted, follow=True) if posted else client.get(address)


def test_a_volunteer_asks_and_a_coordinator_erases(client, family, desk, coordinator):
    asked = at(client, desk, "erasure_ask", family.pk, x="x")
    wish = ErasureRequest.objects.get()
    assert "A coordinator has to do it" in asked.content.decode()
    assert "Erase now" not in asked.content.decode()

    sign_in(client, coordinator)
    assert "A family asked to be erased" in client.get(reverse("admin:index")).content.decode()
    assert "The family asked to be erased" in at(client, coordinator, "household", family.pk).content.decode()
    done = at(client, coordinator, "erasure_decide", wish.pk, act="erase")

    assert "Confirmation for the family" in done.content.decode()
    assert not Household.objects.filter(pk=family.pk).exists()


def test_the_paper_is_in_the_familys_language_and_names_nobody(client, family, coordinator):
    at(client, coordinator, "erasure_ask", family.pk, x="x")
    wish = ErasureRequest.objects.get()
    at(client, coordinator, "erasure_decide", wish.pk, act="erase")

    told = at(client, coordinator, "erasure_paper", wish.pk).content.decode()

    assert 'lang="es"' in told
    assert family.code not in told
    assert str(family.pk) not in told


def test_a_legal_hold_is_seen_confirmed_and_stops_the_erasing(client, house, family, coordinator):
    other = MembershipFactory(organization=house, role=Role.COORDINATOR)
    at(client, coordinator, "legal_hold_ask", family.pk, reason="court_order")
    held = LegalHold.objects.get()
    assert "Confirm for 90 days" not in at(client, coordinator, "household", family.pk).content.decode()

    shown = at(client, other, "household", family.pk).content.decode()
    assert "Under legal hold" in shown
    assert "Confirm for 90 days" in shown
    at(client, other, "legal_hold", held.pk, act="confirm")
    held.refresh_from_db()
    assert held.confirmed_by == other.pk

    at(client, coordinator, "erasure_ask", family.pk, x="x")
    wish = ErasureRequest.objects.get()
    refused = at(client, coordinator, "erasure_decide", wish.pk, act="erase")
    assert "under legal hold" in refused.content.decode()
    assert Household.objects.filter(pk=family.pk).exists()


def test_a_coordinator_sees_and_shortens_times(
    client, house, coordinator, desk, django_capture_on_commit_callbacks
):
    shown = at(client, coordinator, "keeping").content.decode()
    assert "Called names, notes and ways to reach a family" in shown
    assert "72 hours" in shown
    assert at(client, desk, "keeping").status_code == 403

    with django_capture_on_commit_callbacks(execute=True):
        at(client, coordinator, "keep_for", rule="called_name", hours="24")
    assert retention.hours(house.pk, "called_name") == 24
    wrong = at(client, coordinator, "keep_for", rule="called_name", hours="96")
    assert "24 hours" in wrong.content.decode() or wrong.status_code == 400
    assert retention.hours(house.pk, "called_name") == 24
    assert at(client, coordinator, "keep_for", rule="called_name", hours="no").status_code == 400


def test_receipts_are_read_by_their_own_organization_only(client, house, coordinator, stranger):
    run = receipts.Run(timezone.now(), timezone.now(), "done")
    told = receipts.issue(house.pk, run, counts={"households": 3})
    address = reverse("admin:privacy_receipt_change", args=[told.pk])

    sign_in(client, coordinator)
    assert "Households, persons, stays" in client.get(address).content.decode()
    assert client.get(reverse("admin:privacy_receipt_changelist")).status_code == 200
    sign_in(client, stranger)
    assert client.get(address).status_code == 404


def test_a_request_past_its_day_is_loud_on_both_pages_of_a_coordinator(
    client, family, coordinator, time_machine
):
    at(client, coordinator, "erasure_ask", family.pk, x="x")
    late = "Late: the 24 hours are over."
    assert late not in client.get(reverse("admin:index")).content.decode()

    time_machine.move_to(timezone.now() + timedelta(hours=24, minutes=1))

    assert late in at(client, coordinator, "keeping").content.decode()
    assert late in client.get(reverse("admin:index")).content.decode()


def test_the_page_of_a_request_shows_the_family_of_now_and_its_hold(client, family, house, desk, coordinator):
    last = make_household(house, "woman")
    at(client, desk, "erasure_ask", family.pk, x="x")
    legal_holds.ask(family, reason="court_order", by=coordinator)
    households.merge(family, into=last, by=coordinator)

    shown = at(client, coordinator, "erasure", ErasureRequest.objects.get().pk).content.decode()
    of_now = at(client, coordinator, "household", last.pk).content.decode()

    assert "under legal hold and cannot be erased now" in shown
    assert str(last) in shown
    assert "Under legal hold: nothing of it is erased." in of_now
    assert "The family asked to be erased" in of_now
