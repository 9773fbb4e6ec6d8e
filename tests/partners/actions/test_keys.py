"""Keys are made once, approved house by house, and end."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Membership, Organization
from core.errors import BadInput, NotAllowed, NotHere
from partners.actions import keys
from partners.errors import BudgetSpent, KeyEnded, NotAPartner
from partners.models import PartnerKey
from partners.scopes import Scope
from privacy.models import AuditEntry
from privacy.verbs import Verb
from shelters.models import Shelter
from tests.factories.accounts import OrganizationFactory
from tests.factories.shelters import ShelterFactory


@pytest.fixture
def legal(network):
    return OrganizationFactory(network=network, kind=Organization.Kind.PARTNER)


@pytest.fixture
def made(legal, coordinator):
    return keys.make(legal, label="Legal", scopes=[Scope.AVAILABILITY], lasts_days=90, by=coordinator)


@pytest.fixture
def key(made):
    return made[0]


def test_the_secret_is_shown_once_and_not_stored(made):
    key, text = made

    stored = "|".join(str(value) for value in PartnerKey.objects.values_list().get())

    assert text.startswith(f"posada_{key.prefix}_")
    assert text.split("_", 2)[2] not in stored
    assert keys.opened_by(text) == key


def test_a_new_key_opens_no_house(key):
    assert not Shelter.objects.visible_to(key.actor).exists()


def test_a_key_acts_with_the_rights_of_its_scopes_only(key):
    assert {right.value for right in key.actor.rights} == {"see_network"}


@pytest.mark.parametrize(
    "facts",
    [{"label": " "}, {"scopes": []}, {"scopes": ["people:read"]}, {"lasts_days": 0}, {"lasts_days": 91}],
)
def test_keys_that_cannot_be(legal, coordinator, facts):
    with pytest.raises(BadInput) as refused:
        keys.make(
            legal, by=coordinator, **{"label": "L", "scopes": [Scope.SHELTERS], "lasts_days": 30} | facts
        )

    assert list(refused.value.fields) == list(facts)


def test_the_database_refuses_a_key_of_a_year(key):
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerKey.objects.filter(pk=key.pk).update(lasts_days=365)


def test_shelters_and_other_networks_get_no_keys(house, outsider, coordinator, desk, legal):
    facts = {"label": "L", "scopes": [Scope.SHELTERS], "lasts_days": 30}

    with pytest.raises(NotAPartner):
        keys.make(house, by=coordinator, **facts)
    with pytest.raises(NotAllowed):
        keys.make(legal, by=outsider, **facts)
    with pytest.raises(NotAllowed):
        keys.make(legal, by=desk, **facts)


def test_each_house_decides_for_itself(key, coordinator, stranger):
    own = ShelterFactory(organization=coordinator.organization)
    theirs = ShelterFactory(organization=stranger.organization)

    keys.approve(key, shelter=own, by=coordinator)
    with pytest.raises(NotAllowed):
        keys.approve(key, shelter=theirs, by=coordinator)

    assert list(Shelter.objects.visible_to(key.actor)) == [own]
    assert AuditEntry.objects.filter(verb=Verb.KEY_APPROVED, about_id=key.pk).count() == 1


def test_a_house_of_another_network_cannot_approve(key, outsider):
    with pytest.raises(NotHere):
        keys.approve(key, shelter=ShelterFactory(organization=outsider.organization), by=outsider)


def test_a_house_withdraws(key, coordinator):
    own = ShelterFactory(organization=coordinator.organization)
    keys.approve(key, shelter=own, by=coordinator)
    keys.approve(key, shelter=own, by=coordinator)

    keys.withdraw(key, shelter=own, by=coordinator)

    assert keys.shelters_of(key) == []


def test_a_revoked_key_opens_nothing(made, coordinator):
    key, text = made
    shelter = ShelterFactory(organization=coordinator.organization)
    keys.approve(key, shelter=shelter, by=coordinator)

    keys.revoke(key, by=coordinator)
    keys.revoke(key, by=coordinator)

    assert keys.opened_by(text) is None
    assert keys.shelters_of(key) == []
    assert AuditEntry.objects.filter(verb=Verb.KEY_REVOKED).count() == 1
    with pytest.raises(KeyEnded):
        keys.approve(key, shelter=shelter, by=coordinator)


def test_only_its_makers_organization_revokes(key, stranger, desk):
    for member in (stranger, desk):
        with pytest.raises(NotAllowed):
            keys.revoke(key, by=member)


def test_an_expired_key_opens_nothing(made, time_machine):
    key, text = made

    time_machine.move_to(key.ends_at - timedelta(seconds=1))
    assert keys.opened_by(text) == key
    time_machine.move_to(key.ends_at)

    assert keys.opened_by(text) is None


def test_a_key_whose_membership_ended_opens_nothing(made):
    key, text = made
    Membership.objects.filter(pk=key.membership_id).update(ended_at=timezone.now())

    assert keys.opened_by(text) is None


@pytest.mark.parametrize(
    "text", ["", "posada", "posada__", "posada_x_y", "x" * 500, "posada_abcdefgh_\u00e9", "\x00"]
)
def test_texts_that_are_no_keys(made, text):
    assert keys.opened_by(text) is None


def test_a_changed_secret_opens_nothing(made):
    assert keys.opened_by(made[1][:-1] + ("A" if made[1][-1] != "A" else "B")) is None


def test_the_budget_ends_and_begins_again_at_midnight(key, time_machine):
    PartnerKey.objects.filter(pk=key.pk).update(records_per_day=10)
    key.refresh_from_db()
    keys.spend(key, records=7)
    keys.spend(key, records=3)

    with pytest.raises(BudgetSpent):
        keys.spend(key, records=1)
    time_machine.move_to(timezone.now() + timedelta(days=1))
    keys.spend(key, records=10)

    key.refresh_from_db()
    assert (key.last_used_on, key.records_that_day) == (timezone.now().date(), 10)
