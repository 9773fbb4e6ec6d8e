"""Two coordinators, a reason from a list, ninety days at most."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import members
from accounts.errors import TooNew
from accounts.rights import Role
from core.errors import BadInput, NotAllowed, NotHere
from privacy import retention
from privacy.errors import AlreadyHeld, AskSomebodyElse, HoldOver, SecondPersonNeeded
from privacy.models import LegalHold
from shelters.actions import legal_holds
from tests.factories.accounts import MembershipFactory
from tests.factories.shelters import make_household


@pytest.fixture
def family(house):
    return make_household(house, "woman")


@pytest.fixture
def colleague(house):
    return MembershipFactory(organization=house, role=Role.COORDINATOR)


def test_it_works_from_the_moment_it_is_asked_for_one_day(family, house, coordinator, time_machine):
    held = legal_holds.ask(family, reason="court_order", by=coordinator)

    assert retention.held(house.pk) == {family.pk}
    assert not held.is_confirmed
    time_machine.move_to(timezone.now() + timedelta(hours=25))
    assert retention.held(house.pk) == set()


def test_a_second_person_makes_it_ninety_days(family, house, coordinator, colleague, time_machine):
    held = legal_holds.ask(family, reason="prosecutor", by=coordinator)
    with pytest.raises(SecondPersonNeeded):
        legal_holds.confirm(held.pk, by=coordinator)

    legal_holds.confirm(held.pk, by=colleague)

    time_machine.move_to(timezone.now() + timedelta(days=89))
    assert retention.held(house.pk) == {family.pk}
    time_machine.move_to(timezone.now() + timedelta(days=2))
    assert retention.held(house.pk) == set()


def test_it_is_renewed_by_two_again_in_its_last_days_only(
    family, house, coordinator, colleague, time_machine
):
    held = legal_holds.ask(family, reason="claim", by=coordinator)
    with pytest.raises(AlreadyHeld):
        legal_holds.ask(family, reason="claim", by=colleague)
    legal_holds.confirm(held.pk, by=colleague)
    with pytest.raises(AlreadyHeld):
        legal_holds.ask(family, reason="claim", by=coordinator)

    time_machine.move_to(timezone.now() + timedelta(days=80))
    again = legal_holds.ask(family, reason="claim", by=coordinator)
    legal_holds.confirm(again.pk, by=colleague)

    time_machine.move_to(timezone.now() + timedelta(days=80))
    assert retention.held(house.pk) == {family.pk}


def test_one_person_cannot_hold_for_ever_by_asking_every_day(family, coordinator, colleague, time_machine):
    legal_holds.ask(family, reason="complaint", by=coordinator)
    time_machine.move_to(timezone.now() + timedelta(hours=25))

    with pytest.raises(AskSomebodyElse):
        legal_holds.ask(family, reason="complaint", by=coordinator)

    assert not legal_holds.ask(family, reason="complaint", by=colleague).is_confirmed


def test_only_what_nobody_confirmed_can_be_withdrawn(family, house, coordinator, colleague):
    legal_holds.withdraw(legal_holds.ask(family, reason="claim", by=coordinator).pk, by=coordinator)
    assert retention.held(house.pk) == set()

    held = legal_holds.ask(family, reason="claim", by=colleague)
    legal_holds.confirm(held.pk, by=coordinator)
    with pytest.raises(HoldOver):
        legal_holds.withdraw(held.pk, by=colleague)


def test_who_may_not_and_what_is_no_reason(family, desk, stranger, coordinator):
    with pytest.raises(NotAllowed):
        legal_holds.ask(family, reason="claim", by=desk)
    with pytest.raises(NotAllowed):
        legal_holds.ask(family, reason="claim", by=stranger)
    with pytest.raises(BadInput):
        legal_holds.ask(family, reason="because", by=coordinator)
    held = legal_holds.ask(family, reason="claim", by=coordinator)
    with pytest.raises(NotHere):
        legal_holds.confirm(held.pk, by=stranger)


def test_the_same_person_with_a_second_access_confirms_nothing(family, house, coordinator, colleague):
    held = legal_holds.ask(family, reason="claim", by=coordinator)
    members.end_membership(coordinator, by=coordinator)
    again = MembershipFactory(organization=house, user=coordinator.user)

    with pytest.raises(SecondPersonNeeded):
        legal_holds.confirm(held.pk, by=again)


def test_one_person_cannot_ask_every_day_through_another_access(
    family, house, coordinator, colleague, time_machine
):
    legal_holds.ask(family, reason="claim", by=coordinator)
    members.end_membership(coordinator, by=coordinator)
    time_machine.move_to(timezone.now() + timedelta(hours=25))

    with pytest.raises(AskSomebodyElse):
        legal_holds.ask(
            family, reason="claim", by=MembershipFactory(organization=house, user=coordinator.user)
        )


def test_whoever_came_yesterday_is_no_second_person(family, house, coordinator, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=29))
    held = legal_holds.ask(family, reason="claim", by=coordinator)

    with pytest.raises(TooNew):
        legal_holds.confirm(held.pk, by=MembershipFactory(organization=house))


@pytest.mark.django_db
def test_the_database_knows_the_two_people_and_the_ninety_days(house, coordinator):
    now = timezone.now()
    facts = {"organization_id": house.pk, "household_id": house.pk, "reason": "claim", "ends_at": now}
    facts["asked_by"] = coordinator.pk

    for wrong in (
        {"confirmed_by": coordinator.pk, "begun_at": now},
        {"lasts_hours": 25},
        {"confirmed_by": house.pk, "begun_at": now, "lasts_hours": 91 * 24},
        {"confirmed_by": house.pk},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            LegalHold.objects.create(**facts, **wrong)
