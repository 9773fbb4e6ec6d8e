"""One code, two people who type it in the same moment, in processes of their own."""

from collections import Counter

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.actions import invitations, recoveries
from accounts.models import Invitation, Membership, Recovery
from accounts.rights import Role
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.race.processes import Racer

PEOPLE = 4

PERSON = """
import sys
from accounts.actions import invitations, recoveries
from accounts.models import User
from core.errors import DomainError
deed, code, name = sys.argv[1:]
password = f"la puerta de {name}"
deeds = {
    "join": lambda: invitations.accept(code, username=name, password=password),
    "add": lambda: invitations.accept_as(code, user=User.objects.get(username=name)),
    "recover": lambda: recoveries.use(code, password=password),
}
print("ready", flush=True)
sys.stdin.readline()
try:
    deeds[deed]()
    print("in")
except DomainError as refused:
    print(refused.code)
"""


def race(deed, tries):
    """Start one process for each (code, name), let all go at once; how often which outcome came."""
    people = [Racer(PERSON, deed, code, name) for code, name in tries]
    assert [person.said() for person in people] == ["ready"] * len(people)
    for person in people:
        person.tell()
    return Counter(person.end().strip() for person in people)


@pytest.fixture
def boss(transactional_db):
    return MembershipFactory(role=Role.COORDINATOR)


def invited(boss):
    return invitations.invite(organization=boss.organization, role=Role.VIEWER, by=boss)[1]


def newcomers(boss):
    return Membership.objects.filter(organization=boss.organization, role=Role.VIEWER)


@pytest.mark.django_db(transaction=True)
def test_one_invitation_brings_in_one_person(boss):
    code = invited(boss)

    outcomes = race("join", [(code, f"person{number}") for number in range(PEOPLE)])

    assert outcomes == {"in": 1, "wrong_code": PEOPLE - 1}
    assert newcomers(boss).get().invitation == Invitation.objects.get()
    assert Invitation.objects.get().used_at is not None


@pytest.mark.django_db(transaction=True)
def test_one_invitation_gives_one_membership_to_people_with_accounts(boss):
    code = invited(boss)
    names = [UserFactory(username=f"person{number}").username for number in range(PEOPLE)]

    outcomes = race("add", [(code, name) for name in names])

    assert outcomes == {"in": 1, "wrong_code": PEOPLE - 1}
    assert newcomers(boss).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_person_with_many_invitations_joins_once(boss):
    UserFactory(username="person")

    outcomes = race("add", [(invited(boss), "person") for _ in range(PEOPLE)])

    assert outcomes == {"in": 1, "already_member": PEOPLE - 1}
    assert newcomers(boss).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_username_is_taken_once(boss):
    outcomes = race("join", [(invited(boss), "person") for _ in range(PEOPLE)])

    assert outcomes == {"in": 1, "bad_input": PEOPLE - 1}
    assert newcomers(boss).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_recovery_code_sets_one_password(boss):
    colleague = MembershipFactory(organization=boss.organization, role=Role.VIEWER)
    second = MembershipFactory(organization=boss.organization, role=Role.COORDINATOR)
    code = recoveries.approve(recoveries.ask(colleague, by=boss), by=second)

    outcomes = race("recover", [(code, f"person{number}") for number in range(PEOPLE)])

    user = colleague.user
    user.refresh_from_db()
    assert outcomes == {"in": 1, "wrong_code": PEOPLE - 1}
    assert [user.check_password(f"la puerta de person{number}") for number in range(PEOPLE)].count(True) == 1
    assert user.session_round == 1
    assert Recovery.objects.get().used_at is not None


@pytest.mark.django_db
def test_the_database_itself_refuses_a_second_membership_for_one_invitation(coordinator):
    invitation, code = invitations.invite(
        organization=coordinator.organization, role=Role.VIEWER, by=coordinator
    )
    invitations.accept(code, username="first", password="la puerta de nadie")

    with pytest.raises(IntegrityError):
        MembershipFactory(organization=coordinator.organization, role=Role.VIEWER, invitation=invitation)


@pytest.mark.django_db
def test_the_database_itself_refuses_a_code_that_nobody_approved(coordinator, desk):
    with pytest.raises(IntegrityError):
        Recovery.objects.create(
            organization=desk.organization,
            membership=desk,
            asked_by=coordinator,
            code_hash="x",
            ends_at=timezone.now(),
        )
