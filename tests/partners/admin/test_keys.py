"""Keys in the admin: made and shown once, opened house by house, revoked."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organization
from partners.actions import keys
from partners.models import PartnerKey
from tests.callers import Caller
from tests.factories.accounts import OrganizationFactory
from tests.factories.shelters import ShelterFactory


@pytest.fixture
def legal(network):
    return OrganizationFactory(network=network, kind=Organization.Kind.PARTNER)


@pytest.fixture
def page(coordinator):
    return Caller(coordinator).client


@pytest.fixture
def key(legal, coordinator):
    return keys.make(legal, label="Legal", scopes=["availability:read"], lasts_days=5, by=coordinator)[0]


def address(name, *args):
    return reverse(f"admin:partners_partnerkey_{name}", args=args)


def test_a_key_is_shown_once(page, legal):
    facts = {"organization": legal.pk, "label": "L", "scopes": ["shelters:read"], "lasts_days": 9}

    shown = page.post(address("make"), facts | {"records_per_day": 10})

    text = re.search(r"posada_\w{8}_[\w-]{43}", shown.content.decode()).group()
    key = PartnerKey.objects.get()
    assert keys.opened_by(text) == key
    assert text not in page.get(address("change", key.pk)).content.decode()
    assert "no-store" in shown.headers["Cache-Control"]


def test_the_form_offers_partners_of_the_network_only(page, legal, outsider, house):
    foreign = OrganizationFactory(network=outsider.organization.network, kind=Organization.Kind.PARTNER)

    shown = page.get(address("make")).content.decode()

    assert str(legal.pk) in shown
    assert str(foreign.pk) not in shown
    assert f'value="{house.pk}"' not in shown


def test_a_house_is_opened_and_closed(page, key, house):
    shelter = ShelterFactory(organization=house)

    page.post(address("approve", key.pk), {"shelter": shelter.pk})
    opened = keys.shelters_of(key)
    page.post(address("withdraw", key.pk), {"shelter": shelter.pk})

    assert (opened, keys.shelters_of(key)) == ([shelter.pk], [])


def test_a_foreign_house_is_not_opened(page, key, stranger):
    shelter = ShelterFactory(organization=stranger.organization)

    page.post(address("approve", key.pk), {"shelter": shelter.pk})

    assert keys.shelters_of(key) == []


def test_a_key_is_revoked(page, key):
    page.post(address("revoke", key.pk))

    key.refresh_from_db()
    assert not key.is_usable


@pytest.mark.parametrize("how", ["revoked", "past its date"])
def test_the_list_tells_keys_that_work_from_those_that_ended(
    page, legal, key, coordinator, how, time_machine
):
    facts = {"scopes": ["availability:read"], "by": coordinator}
    if how == "revoked":
        keys.revoke(key, by=coordinator)
    else:
        days = {"made_at": timezone.now() - timedelta(days=9), "ends_at": timezone.now() - timedelta(days=4)}
        PartnerKey.objects.filter(pk=key.pk).update(**days)
    works = keys.make(legal, label="Works", lasts_days=60, **facts)[0]

    def listed(state):
        return list(page.get(address("changelist"), {"state": state}).context["cl"].queryset)

    assert (listed("working"), listed("ended")) == ([works], [key])
    assert set(listed("")) == {works, key}


@pytest.mark.parametrize("role", ["desk", "reader", "city", "outsider"])
def test_others_do_not_see_keys(request, key, role):
    page = Caller(request.getfixturevalue(role)).client

    assert page.get(address("change", key.pk)).status_code in {302, 403, 404}
    assert page.post(address("revoke", key.pk)).status_code in {302, 403, 404}
    key.refresh_from_db()
    assert key.is_usable
