import hashlib
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.actions import invitations
from accounts.errors import AccessEnded, AlreadyMember, BeyondReach, WrongCode
from accounts.events import membership_begun
from accounts.models import Invitation, Membership, Organization
from accounts.rights import Role
from core.codes import show_code
from core.errors import BadInput, NotAllowed
from privacy.models import AuditEntry
from privacy.verbs import Verb
from tests.factories.accounts import MembershipFactory, OrganizationFactory

PASSWORD = "la puerta azul de casa"


def invited(by, role=Role.VOLUNTEER, **details):
    return invitations.invite(organization=by.organization, role=role, by=by, **details)


def test_an_invitation_keeps_only_the_hash_of_its_code(coordinator):
    invitation, code = invited(coordinator)

    assert invitation.code_hash == hashlib.sha256(code.encode()).hexdigest()
    assert code not in str(Invitation.objects.values().get())
    assert timedelta(days=6) < invitation.ends_at - timezone.now() <= timedelta(days=7)


def test_accepting_makes_a_user_and_a_membership(coordinator):
    invitation, code = invited(coordinator)

    membership = invitations.accept(show_code(code).lower(), username="Ana.Luz", password=PASSWORD)

    invitation.refresh_from_db()
    assert (membership.role, membership.organization) == (Role.VOLUNTEER, coordinator.organization)
    assert membership.user.username == "ana.luz"
    assert membership.user.check_password(PASSWORD)
    assert membership.expires_at == invitation.membership_ends_at
    assert invitation.membership == membership
    assert AuditEntry.objects.filter(verb=Verb.JOINED, member_id=membership.pk).count() == 1


def test_accepting_announces_who_began(coordinator, django_capture_on_commit_callbacks):
    invitation, code = invited(coordinator)
    heard = []
    membership_begun.connect(lambda **facts: heard.append(facts), weak=False, dispatch_uid="test")

    with django_capture_on_commit_callbacks(execute=True):
        membership = invitations.accept(code, username="ana", password=PASSWORD)

    membership_begun.disconnect(dispatch_uid="test")
    assert [(each["membership_id"], each["invitation_id"]) for each in heard] == [
        (membership.pk, invitation.pk)
    ]


def test_a_code_works_once(coordinator):
    _, code = invited(coordinator)
    invitations.accept(code, username="ana", password=PASSWORD)

    with pytest.raises(WrongCode):
        invitations.accept(code, username="eva", password=PASSWORD)


def test_a_code_ends_by_itself(coordinator):
    _, code = invited(coordinator)

    with time_machine.travel(timezone.now() + timedelta(days=8)), pytest.raises(WrongCode):
        invitations.accept(code, username="ana", password=PASSWORD)


def test_a_withdrawn_code_opens_nothing(coordinator):
    invitation, code = invited(coordinator)
    invitations.withdraw(invitation, by=coordinator)

    with pytest.raises(WrongCode):
        invitations.look(code)


def test_what_was_withdrawn_cannot_be_withdrawn_again(coordinator):
    invitation, _ = invited(coordinator)
    invitations.withdraw(invitation, by=coordinator)

    with pytest.raises(AccessEnded):
        invitations.withdraw(invitation, by=coordinator)


@pytest.mark.parametrize("typed", ["", "no", "0000-0000-0000-0", "7K4M9Q2TXB3D5", "é" * 13])
def test_other_texts_open_nothing(db, typed):
    with pytest.raises(WrongCode):
        invitations.look(typed)


@pytest.mark.parametrize(
    ("username", "password", "field"),
    [
        ("ana", "short", "password"),
        ("ana", "password123", "password"),
        ("anastasia9", "anastasia9", "password"),
        ("", PASSWORD, "username"),
        ("two words", PASSWORD, "username"),
        ("x" * 61, PASSWORD, "username"),
        ("TAKEN", PASSWORD, "username"),
    ],
)
def test_a_refused_username_or_password_leaves_the_code_usable(coordinator, username, password, field):
    _, code = invited(coordinator)
    _, other = invited(coordinator)
    invitations.accept(other, username="taken", password=PASSWORD)

    with pytest.raises(BadInput) as refused:
        invitations.accept(code, username=username, password=password)

    assert list(refused.value.fields) == [field]
    assert invitations.look(code)


def test_a_user_who_is_signed_in_adds_a_membership(coordinator, stranger):
    _, code = invited(stranger)

    membership = invitations.accept_as(code, user=coordinator.user)

    assert set(Membership.objects.filter(user=coordinator.user).current()) == {coordinator, membership}


def test_a_member_does_not_use_up_a_code_for_the_own_organization(coordinator, desk):
    _, code = invited(coordinator)

    with pytest.raises(AlreadyMember):
        invitations.accept_as(code, user=desk.user)

    assert invitations.look(code)


def test_who_left_by_date_comes_back_with_a_new_membership(coordinator, desk):
    Membership.objects.filter(pk=desk.pk).update(expires_at=timezone.now() - timedelta(days=1))
    _, code = invited(coordinator)

    membership = invitations.accept_as(code, user=desk.user)

    assert list(Membership.objects.filter(user=desk.user).current()) == [membership]


REACH = {
    Role.COORDINATOR: {"volunteer", "coordinator", "viewer"},
    Role.NETWORK_COORDINATOR: {"volunteer", "coordinator", "viewer", "network", "moderator"},
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("by", list(REACH))
def test_the_table_of_who_may_invite_whom(network, by, role):
    inviter = MembershipFactory(organization=OrganizationFactory(network=network), role=by)

    if role in REACH[by]:
        assert invited(inviter, role)[0].role == role
        return
    with pytest.raises(BeyondReach):
        invited(inviter, role)


def test_others_may_not_invite(desk, reader, city):
    for member in (desk, reader, city):
        with pytest.raises(NotAllowed):
            invited(member)


def test_the_network_invites_the_first_coordinator_of_a_new_organization(network_desk):
    fresh = OrganizationFactory(network=network_desk.organization.network)

    invitation, _ = invitations.invite(organization=fresh, role=Role.COORDINATOR, by=network_desk)

    assert invitation.organization == fresh


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.VIEWER, Role.NETWORK_COORDINATOR])
def test_the_network_invites_nobody_else_elsewhere(network_desk, role):
    fresh = OrganizationFactory(network=network_desk.organization.network)

    with pytest.raises(NotAllowed):
        invitations.invite(organization=fresh, role=role, by=network_desk)


def test_the_network_does_not_enter_an_organization_that_has_a_coordinator(network_desk, stranger):
    with pytest.raises(NotAllowed):
        invitations.invite(organization=stranger.organization, role=Role.COORDINATOR, by=network_desk)


def test_the_network_does_not_reach_another_network(network_desk):
    with pytest.raises(NotAllowed):
        invitations.invite(organization=OrganizationFactory(), role=Role.COORDINATOR, by=network_desk)


def test_a_coordinator_does_not_invite_elsewhere(coordinator):
    fresh = Organization.objects.create(network=coordinator.organization.network, name="Nueva")

    with pytest.raises(NotAllowed):
        invitations.invite(organization=fresh, role=Role.COORDINATOR, by=coordinator)


def test_a_stranger_does_not_withdraw(coordinator, stranger):
    invitation, _ = invited(coordinator)

    with pytest.raises(NotAllowed):
        invitations.withdraw(invitation, by=stranger)
