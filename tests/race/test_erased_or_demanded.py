"""A household is erased on request in the moment in which somebody demands it, holds it or moves it on:
one of them is told, and nothing that is demanded or held is gone."""

from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.rights import Role
from core.errors import DomainError
from shelters.actions import demands, erasures, households, legal_holds
from shelters.models import DemandedHousehold, Household
from tests.factories.accounts import MembershipFactory
from tests.factories.shelters import make_household
from tests.race.waiting import LONGEST, wait_until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)


class Beside(Thread):
    """Does something on a connection of its own; `said` is what came of it."""

    def __init__(self, deed):
        super().__init__(daemon=True)
        self.deed, self.said = deed, ""

    def run(self):
        try:
            self.deed()
            self.said = "done"
        except DomainError as refused:
            self.said = refused.code
        finally:
            connection.close()


def erased_while(deed, wish, member):
    """`deed` has happened, but is not safely written yet, when somebody starts to erase."""
    eraser = Beside(lambda: erasures.carry_out(wish, by=member))
    with transaction.atomic():
        deed()
        eraser.start()
        wait_until_somebody_waits()
    eraser.join(LONGEST)
    return eraser.said


@pytest.fixture
def member():
    return MembershipFactory(role=Role.COORDINATOR)


@pytest.fixture
def family(member):
    return make_household(member.organization, "woman", "child")


def register(family, member):
    demands.register(
        asked_by="court",
        received_on=timezone.now().date(),
        paper="court_order",
        wanted="households",
        codes=[family.code],
        by=member,
    )


def test_what_is_demanded_meanwhile_is_not_erased(member, family):
    wish = erasures.ask(family, by=member)

    said = erased_while(lambda: register(family, member), wish, member)

    assert said == "named_in_demand"
    assert DemandedHousehold.objects.get().household == family


def test_what_is_held_meanwhile_is_not_erased(member, family):
    wish = erasures.ask(family, by=member)

    said = erased_while(lambda: legal_holds.ask(family, reason="court_order", by=member), wish, member)

    assert said == "under_legal_hold"
    assert Household.objects.filter(pk=family.pk).exists()


def test_what_is_merged_into_a_held_one_meanwhile_is_not_erased(member, family):
    held = make_household(member.organization, "woman")
    legal_holds.ask(held, reason="court_order", by=member)
    wish = erasures.ask(family, by=member)

    said = erased_while(lambda: households.merge(family, into=held, by=member), wish, member)

    assert said == ("moved_meanwhile" if connection.vendor == "postgresql" else "under_legal_hold")
    assert Household.objects.count() == 2


def test_a_demand_does_not_name_what_is_erased_meanwhile(member, family):
    wish = erasures.ask(family, by=member)
    asker = Beside(lambda: register(family, member))

    with transaction.atomic():
        erasures.carry_out(wish, by=member)
        asker.start()
        wait_until_somebody_waits()
    asker.join(LONGEST)

    assert asker.said == "bad_input"
    assert not DemandedHousehold.objects.exists()
