from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import recoveries
from accounts.errors import (
    AccessEnded,
    BeyondReach,
    RecoveryOpen,
    TooNew,
    TwoCoordinators,
    WorksElsewhere,
    WrongCode,
)
from accounts.models import Membership, Recovery
from accounts.rights import Role
from core.errors import BadInput, NotAllowed, NotHere
from privacy.models import AuditEntry
from privacy.verbs import Verb
from tests.factories.accounts import MembershipFactory

PASSWORD = "otra puerta, otro color"


@pytest.fixture
def second(house):
    """Another coordinator of the house."""
    return MembershipFactory(organization=house, role=Role.COORDINATOR)


def test_two_coordinators_bring_a_colleague_back(coordinator, second, desk):
    Authenticator.objects.create(user=desk.user, type="totp", data={"secret": "sealed"})
    before = desk.user.session_round

    recovery = recoveries.ask(desk, by=coordinator)
    code = recoveries.approve(recovery, by=second)
    recoveries.use(code, password=PASSWORD)

    desk.user.refresh_from_db()
    assert desk.user.check_password(PASSWORD)
    assert desk.user.session_round == before + 1
    assert not Authenticator.objects.exists()
    assert list(AuditEntry.objects.order_by("at").values_list("verb", flat=True)) == [
        Verb.RECOVERY_ASKED,
        Verb.RECOVERY_APPROVED,
        Verb.RECOVERED,
    ]


def test_a_coordinator_may_ask_for_themselves_and_another_approves(coordinator, second):
    recovery = recoveries.ask(coordinator, by=coordinator)

    assert recoveries.approve(recovery, by=second)


def test_who_asked_does_not_approve(coordinator, desk):
    recovery = recoveries.ask(desk, by=coordinator)

    with pytest.raises(TwoCoordinators):
        recoveries.approve(recovery, by=coordinator)


def test_nobody_approves_the_own_recovery(coordinator, second):
    recovery = recoveries.ask(coordinator, by=second)

    with pytest.raises(TwoCoordinators):
        recoveries.approve(recovery, by=coordinator)


def test_whoever_came_yesterday_approves_nothing(coordinator, house, desk):
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        recovery = recoveries.ask(desk, by=coordinator)

        with pytest.raises(TooNew):
            recoveries.approve(recovery, by=MembershipFactory(organization=house))

    recovery.refresh_from_db()
    assert recovery.approved_by is None


def test_the_database_insists_on_two_coordinators(coordinator, desk):
    recovery = recoveries.ask(desk, by=coordinator)

    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.filter(pk=recovery.pk).update(approved_by=coordinator)


def test_one_recovery_at_a_time(coordinator, second, desk):
    recoveries.ask(desk, by=coordinator)

    with pytest.raises(RecoveryOpen):
        recoveries.ask(desk, by=second)


def test_a_recovery_nobody_approved_makes_room_after_a_week(coordinator, desk):
    recoveries.ask(desk, by=coordinator)

    with time_machine.travel(timezone.now() + timedelta(days=8)):
        recoveries.ask(desk, by=coordinator)

    assert Recovery.objects.count() == 1


def test_a_code_ends_after_a_day(coordinator, second, desk):
    code = recoveries.approve(recoveries.ask(desk, by=coordinator), by=second)

    with time_machine.travel(timezone.now() + timedelta(hours=25)), pytest.raises(WrongCode):
        recoveries.use(code, password=PASSWORD)


def test_a_code_works_once(coordinator, second, desk):
    code = recoveries.approve(recoveries.ask(desk, by=coordinator), by=second)
    recoveries.use(code, password=PASSWORD)

    with pytest.raises(WrongCode):
        recoveries.use(code, password=PASSWORD)


def test_a_newer_code_replaces_an_older_one(coordinator, second, desk):
    older = recoveries.approve(recoveries.ask(desk, by=coordinator), by=second)
    newer = recoveries.approve(recoveries.ask(desk, by=coordinator), by=second)

    with pytest.raises(WrongCode):
        recoveries.use(older, password=PASSWORD)
    assert recoveries.use(newer, password=PASSWORD) == desk


def test_a_weak_password_leaves_the_code_usable(coordinator, second, desk):
    code = recoveries.approve(recoveries.ask(desk, by=coordinator), by=second)

    with pytest.raises(BadInput):
        recoveries.use(code, password="short")

    assert recoveries.use(code, password=PASSWORD) == desk


def test_it_is_approved_once(coordinator, second, desk):
    recovery = recoveries.ask(desk, by=coordinator)
    recoveries.approve(recovery, by=second)

    with pytest.raises(NotHere):
        recoveries.approve(recovery, by=second)


def test_one_organization_does_not_open_another_one(coordinator, desk, stranger):
    MembershipFactory(organization=stranger.organization, user=desk.user, role=Role.VIEWER)

    with pytest.raises(WorksElsewhere):
        recoveries.ask(desk, by=coordinator)


def test_a_membership_elsewhere_that_begins_later_makes_the_code_worthless(
    coordinator, second, desk, stranger
):
    code = recoveries.approve(recoveries.ask(desk, by=coordinator), by=second)
    MembershipFactory(organization=stranger.organization, user=desk.user, role=Role.VIEWER)

    with pytest.raises(WrongCode):
        recoveries.use(code, password=PASSWORD)


def test_who_has_left_is_not_recovered(coordinator, desk):
    Membership.objects.filter(pk=desk.pk).update(ended_at=timezone.now())

    with pytest.raises(AccessEnded):
        recoveries.ask(desk, by=coordinator)


def test_a_coordinator_does_not_recover_a_network_coordinator(coordinator, house):
    above = MembershipFactory(organization=house, role=Role.NETWORK_COORDINATOR)

    with pytest.raises(BeyondReach):
        recoveries.ask(above, by=coordinator)


def test_others_neither_ask_nor_approve(coordinator, desk, reader, stranger):
    recovery = recoveries.ask(desk, by=coordinator)

    for member in (desk, reader, stranger):
        with pytest.raises(NotAllowed):
            recoveries.ask(desk, by=member)
        with pytest.raises(NotAllowed):
            recoveries.approve(recovery, by=member)
