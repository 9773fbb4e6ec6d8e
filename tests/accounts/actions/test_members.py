from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions import members
from accounts.errors import AccessEnded, BeyondReach, EndDateNeeded, LastCoordinator, OwnRole
from accounts.models import Membership
from accounts.rights import RIGHTS, Right, Role
from core.errors import NotAllowed
from privacy.models import AuditEntry
from privacy.verbs import Verb
from tests.factories.accounts import MembershipFactory


def days(number):
    return timezone.now() + timedelta(days=number)


def test_change_role_gives_the_new_role_and_ends_all_sessions(coordinator, desk):
    before = desk.user.session_round

    members.change_role(desk, role=Role.VIEWER, by=coordinator)

    desk.refresh_from_db()
    desk.user.refresh_from_db()
    assert (desk.role, desk.user.session_round) == (Role.VIEWER, before + 1)
    assert AuditEntry.objects.get().verb == Verb.MEMBER_CHANGED


def test_a_new_volunteer_gets_an_end_date_of_ninety_days(coordinator, reader):
    members.change_role(reader, role=Role.VOLUNTEER, by=coordinator)

    reader.refresh_from_db()
    assert abs(reader.expires_at - days(90)) < timedelta(minutes=1)


@pytest.mark.parametrize("wanted", [-1, 367])
def test_a_volunteers_end_date_lies_within_a_year(coordinator, desk, wanted):
    with pytest.raises(EndDateNeeded):
        members.set_expiry(desk, expires_at=days(wanted), by=coordinator)


def test_set_expiry_changes_the_end_date(coordinator, desk):
    wanted = days(10)

    members.set_expiry(desk, expires_at=wanted, by=coordinator)

    desk.refresh_from_db()
    assert desk.expires_at == wanted


def test_an_expired_volunteer_can_be_let_in_again(coordinator, desk):
    Membership.objects.filter(pk=desk.pk).update(expires_at=days(-1))

    members.set_expiry(desk, expires_at=days(5), by=coordinator)

    assert desk in Membership.objects.current()


def test_end_membership_ends_it_now(coordinator, desk):
    before = desk.user.session_round

    members.end_membership(desk, by=coordinator)

    desk.user.refresh_from_db()
    assert desk not in Membership.objects.current()
    assert desk.user.session_round == before + 1
    assert AuditEntry.objects.get().verb == Verb.MEMBER_ENDED


def test_what_has_ended_cannot_end_again(coordinator, desk):
    members.end_membership(desk, by=coordinator)

    with pytest.raises(AccessEnded):
        members.end_membership(desk, by=coordinator)


@pytest.mark.parametrize(
    "deed",
    [
        lambda last, _by: members.end_membership(last, by=last),
        lambda last, by: members.end_membership(last, by=by),
        lambda last, by: members.change_role(last, role=Role.VIEWER, by=by),
        lambda last, by: members.set_expiry(last, expires_at=days(3), by=by),
    ],
)
def test_the_last_coordinator_stays(coordinator, house, deed):
    colleague = MembershipFactory(organization=house, role=Role.NETWORK_COORDINATOR)

    with pytest.raises(LastCoordinator):
        deed(coordinator, colleague)


def test_a_coordinator_whose_end_is_known_does_not_count(coordinator, house):
    leaving = MembershipFactory(organization=house, role=Role.COORDINATOR, expires_at=days(2))

    with pytest.raises(LastCoordinator):
        members.end_membership(coordinator, by=leaving)


def test_one_of_two_coordinators_can_go(coordinator, house):
    second = MembershipFactory(organization=house, role=Role.COORDINATOR)

    members.end_membership(coordinator, by=second)

    assert coordinator not in Membership.objects.current()


def test_nobody_changes_the_own_role(coordinator, house):
    MembershipFactory(organization=house, role=Role.COORDINATOR)

    with pytest.raises(OwnRole):
        members.change_role(coordinator, role=Role.VIEWER, by=coordinator)


@pytest.mark.parametrize("role", [Role.NETWORK_COORDINATOR, Role.MODERATOR, Role.PARTNER, Role.ROBOT])
def test_nobody_hands_out_a_role_above_the_own_reach(coordinator, desk, role):
    with pytest.raises(BeyondReach):
        members.change_role(desk, role=role, by=coordinator)


def test_a_coordinator_does_not_end_a_network_coordinator(coordinator, house):
    above = MembershipFactory(organization=house, role=Role.NETWORK_COORDINATOR)

    with pytest.raises(BeyondReach):
        members.end_membership(above, by=coordinator)


def test_block_devices_ends_sessions_and_keeps_the_access(coordinator, desk):
    before = desk.user.session_round

    members.block_devices(desk, by=coordinator)

    desk.user.refresh_from_db()
    assert desk.user.session_round == before + 1
    assert desk in Membership.objects.current()
    assert AuditEntry.objects.get().verb == Verb.DEVICES_BLOCKED


DEEDS = {
    "role": lambda whom, by: members.change_role(whom, role=Role.VIEWER, by=by),
    "expiry": lambda whom, by: members.set_expiry(whom, expires_at=days(9), by=by),
    "end": lambda whom, by: members.end_membership(whom, by=by),
    "block": lambda whom, by: members.block_devices(whom, by=by),
}


@pytest.mark.parametrize("role", [role for role in Role if Right.MANAGE_MEMBERS not in RIGHTS[role]])
@pytest.mark.parametrize("deed", DEEDS)
def test_only_who_manages_members_may(house, desk, role, deed):
    by = MembershipFactory(
        organization=house,
        role=role,
        user=None if role in {"partner", "robot"} else desk.user.__class__.objects.create_user("x"),
    )

    with pytest.raises(NotAllowed):
        DEEDS[deed](desk, by)


@pytest.mark.parametrize("deed", DEEDS)
def test_a_coordinator_of_another_organization_may_not(stranger, desk, deed):
    with pytest.raises(NotAllowed):
        DEEDS[deed](desk, stranger)
