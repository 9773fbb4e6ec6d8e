"""Two coordinators who say yes in the same moment: one effect."""

import threading
from collections import Counter

import pytest
from django.db import connections
from django.utils import timezone

from accounts.actions import locks
from accounts.models import Lock, Membership
from accounts.rights import Role
from core.errors import DomainError
from privacy.models import AuditEntry
from privacy.verbs import Verb
from shelters.actions import demands, household_exports
from shelters.models import HouseholdExport
from tests.factories.accounts import MembershipFactory, OrganizationFactory

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 4


@pytest.fixture
def house(transactional_db):
    return OrganizationFactory()


@pytest.fixture
def people(house):
    return [MembershipFactory(organization=house, role=Role.COORDINATOR) for _each in range(PEOPLE + 1)]


def race(deed, people):
    """Everybody at once, each with a connection of the own; how often which outcome came."""
    outcomes, ready = Counter(), threading.Barrier(len(people))

    def act(member):
        try:
            fresh = Membership.objects.select_related("organization", "user").get(pk=member.pk)
            ready.wait(timeout=120)
            deed(fresh)
            outcomes["done"] += 1
        except DomainError as refused:
            outcomes[refused.code] += 1
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(member,)) for member in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return outcomes


def test_two_presses_are_one_lock(people):
    outcomes = race(lambda member: locks.lock(by=member), people)

    assert outcomes == {"done": len(people)}
    assert Lock.objects.count() == 1
    assert AuditEntry.objects.filter(verb=Verb.LOCKED).count() == 1


def test_two_confirmations_are_one_opening(people):
    asker, *others = people
    locks.lock(by=asker)
    locks.ask_to_reopen(by=asker)

    outcomes = race(lambda member: locks.confirm_reopening(by=member), others)

    assert outcomes == {"done": 1, "not_locked": PEOPLE - 1}
    assert AuditEntry.objects.filter(verb=Verb.REOPENED).count() == 1


def test_two_approvals_are_one(people):
    asker, *others = people
    demand = demands.register(
        asked_by="court", received_on=timezone.now().date(), paper="court_order", wanted="list", by=asker
    )
    export = household_exports.ask_for_demand(demand, by=asker)

    outcomes = race(lambda member: household_exports.approve(export, by=member), others)

    assert outcomes == {"done": 1, "approved_already": PEOPLE - 1}


def test_a_file_leaves_three_times_however_many_ask(people):
    asker, second, *_others = people
    demand = demands.register(
        asked_by="court", received_on=timezone.now().date(), paper="court_order", wanted="list", by=asker
    )
    export = household_exports.approve(household_exports.ask_for_demand(demand, by=asker), by=second)
    take = lambda member: household_exports.take(export, passphrase="una puerta bien cerrada", by=member)  # noqa: E731

    outcomes = race(take, [asker] * 5)

    assert outcomes == {"done": 3, "export_over": 2}
    assert HouseholdExport.objects.get().taken == 3
