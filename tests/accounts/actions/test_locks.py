"""The lock: hides everything at once, two people open it, nothing is lost."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import invitations, locks, members, phones
from accounts.actions.robots import robot_of
from accounts.errors import AskedAlready, Locked, NobodyAsked, NotLocked, SamePerson, TooNew
from accounts.models import Lock, Membership, Organization, User, VisitPhone
from accounts.rights import Right, Role
from core.errors import BadInput, NotAllowed
from privacy.models import AuditEntry
from privacy.verbs import Verb
from tests.factories.accounts import MembershipFactory


@pytest.fixture
def second(house):
    return MembershipFactory(organization=house, role=Role.COORDINATOR)


@pytest.fixture
def locked(desk):
    """Pressed by the volunteer of the night."""
    return locks.lock(by=desk)


def rounds(*memberships):
    return [User.objects.get(pk=each.user_id).session_round for each in memberships]


def test_a_volunteer_locks_and_every_session_of_the_house_ends(desk, coordinator, reader, stranger):
    pressed = locks.lock(by=desk)

    organization = Organization.objects.get(pk=desk.organization_id)
    assert organization.locked_at == pressed.locked_at
    assert rounds(desk, coordinator, reader, stranger) == [1, 1, 1, 0]
    assert AuditEntry.objects.get(verb=Verb.LOCKED).about_id == pressed.pk


def test_pressing_twice_changes_nothing(desk, coordinator, locked):
    again = locks.lock(by=coordinator)

    assert again == locked
    assert Lock.objects.count() == 1
    assert rounds(desk, coordinator) == [1, 1]


@pytest.mark.parametrize("who", ["reader", "city"])
def test_who_only_looks_does_not_lock(who, request):
    member = request.getfixturevalue(who)

    with pytest.raises(NotAllowed):
        locks.lock(by=member)


def test_two_coordinators_open_again(locked, coordinator, second, house):
    locks.ask_to_reopen(by=coordinator)
    opened = locks.confirm_reopening(by=second)

    house.refresh_from_db()
    assert house.locked_at is None
    assert (opened.reopen_asked_by, opened.reopened_by) == (coordinator, second)
    assert set(AuditEntry.objects.values_list("verb", flat=True)) == {
        Verb.LOCKED, Verb.REOPENING_ASKED, Verb.REOPENED,
    }  # fmt: skip


def test_a_volunteer_neither_asks_nor_confirms(locked, desk, coordinator):
    with pytest.raises(NotAllowed):
        locks.ask_to_reopen(by=desk)
    locks.ask_to_reopen(by=coordinator)
    with pytest.raises(NotAllowed):
        locks.confirm_reopening(by=desk)


def test_nobody_confirms_the_own_question(locked, coordinator):
    locks.ask_to_reopen(by=coordinator)

    with pytest.raises(SamePerson):
        locks.confirm_reopening(by=coordinator)


def test_the_same_person_with_a_second_membership_is_still_the_same(locked, coordinator, house):
    locks.ask_to_reopen(by=coordinator)
    Membership.objects.filter(pk=coordinator.pk).update(expires_at=timezone.now() + timedelta(hours=1))
    Membership.objects.filter(pk=coordinator.pk).update(ended_at=timezone.now())
    again = MembershipFactory(organization=house, role=Role.COORDINATOR, user=coordinator.user)

    with pytest.raises(NobodyAsked):
        locks.confirm_reopening(by=again)


def test_nothing_opens_unasked(locked, coordinator):
    with pytest.raises(NobodyAsked):
        locks.confirm_reopening(by=coordinator)


def test_a_second_question_is_a_confirmation(locked, coordinator, second):
    locks.ask_to_reopen(by=coordinator)

    with pytest.raises(AskedAlready):
        locks.ask_to_reopen(by=second)


def test_a_question_counts_for_twelve_hours(locked, coordinator, second):
    locks.ask_to_reopen(by=coordinator)
    Lock.objects.update(reopen_asked_at=timezone.now() - timedelta(hours=13))

    with pytest.raises(NobodyAsked):
        locks.confirm_reopening(by=second)
    locks.ask_to_reopen(by=second)
    locks.confirm_reopening(by=coordinator)
    assert not Lock.objects.open().exists()


def test_what_is_open_cannot_be_opened(coordinator, house):
    with pytest.raises(NotLocked):
        locks.ask_to_reopen(by=coordinator)
    with pytest.raises(NotLocked):
        locks.confirm_reopening(by=coordinator)
    with pytest.raises(NotLocked):
        locks.confirm_from_the_shell(house)


def test_strangers_open_their_own_house_only(locked, stranger):
    with pytest.raises(NotLocked):
        locks.ask_to_reopen(by=stranger)


def test_a_lone_coordinator_and_a_technician_open_together(locked, coordinator, house):
    with pytest.raises(NobodyAsked):
        locks.confirm_from_the_shell(house)

    locks.ask_to_reopen(by=coordinator)
    opened = locks.confirm_from_the_shell(house)

    assert opened.reopened_by == robot_of(house)
    assert AuditEntry.objects.get(verb=Verb.REOPENED).role == Role.ROBOT


# ---------------------------------------------------------------- the database has the last word


def test_one_lock_is_open_at_a_time(locked, desk):
    with pytest.raises(IntegrityError), transaction.atomic():
        Lock.objects.create(organization=desk.organization, locked_by=desk)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reopened_by": "coordinator", "reopened_at": "now"},
        {"reopen_asked_by": "coordinator", "reopened_by": "coordinator", "reopened_at": "now"},
        {"reopen_asked_by": "coordinator", "reopened_by": "second"},
        {"reopened_at": "now"},
    ],
)
def test_one_person_alone_never_opens(locked, coordinator, second, wrong):
    people = {"coordinator": coordinator, "second": second, "now": timezone.now()}

    with pytest.raises(IntegrityError), transaction.atomic():
        Lock.objects.filter(pk=locked.pk).update(**{name: people[value] for name, value in wrong.items()})


# ---------------------------------------------------------------- what a locked house still does


def test_actions_of_people_are_refused_and_those_of_the_site_go_on(desk, coordinator, house):
    locks.lock(by=desk)
    house.refresh_from_db()

    with pytest.raises(Locked):
        coordinator.require(Right.PLACE, within=house)
    robot_of(house).require(Right.PLACE, within=house)


def test_nobody_new_comes_in_while_it_is_locked(desk, coordinator, house):
    _invitation, code = invitations.invite(organization=house, role=Role.COORDINATOR, by=coordinator)
    locks.lock(by=desk)
    fresh = Membership.objects.select_related("organization").get(pk=coordinator.pk)

    with pytest.raises(Locked):
        invitations.invite(organization=fresh.organization, role=Role.COORDINATOR, by=fresh)
    with pytest.raises(Locked):
        members.end_membership(Membership.objects.get(pk=desk.pk), by=fresh)
    with pytest.raises(Locked):
        invitations.accept(code, username="nobody", password="un perro que ladra")
    assert not User.objects.filter(username="nobody").exists()


# ---------------------------------------------------------------- whom to call


def test_the_card_shows_the_numbers_in_the_order_of_calling(coordinator, house):
    phones.write({"lawyer": "+52 664 1", "coordinator": " 664 222 3344 ", "rights": ""}, by=coordinator)
    phones.write({"lawyer": "+52 664 100 2000", "coordinator": "664 222 3344"}, by=coordinator)

    assert [(row.who, row.phone) for row in phones.of(house.pk)] == [
        ("coordinator", "664 222 3344"),
        ("lawyer", "+52 664 100 2000"),
    ]


@pytest.mark.parametrize("phone", ["call Ana", "1", "x" * 60])
def test_a_number_is_no_name(coordinator, phone):
    with pytest.raises(BadInput) as refused:
        phones.write({"lawyer": phone}, by=coordinator)

    assert list(refused.value.fields) == ["lawyer"]
    assert not VisitPhone.objects.exists()


def test_a_volunteer_does_not_change_the_card(desk):
    with pytest.raises(NotAllowed):
        phones.write({"lawyer": "664 100 2000"}, by=desk)


def test_whoever_came_yesterday_reopens_nothing(coordinator, house, locked, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=30))
    locks.ask_to_reopen(by=coordinator)

    with pytest.raises(TooNew):
        locks.confirm_reopening(by=MembershipFactory(organization=house))

    assert Lock.objects.open().exists()


def test_a_technician_confirms_from_the_shell(locked, coordinator, house, capsys):
    with pytest.raises(CommandError, match="Nobody has asked"):
        call_command("reopen", str(house.pk))
    with pytest.raises(CommandError, match="no organization"):
        call_command("reopen", str(coordinator.pk))

    locks.ask_to_reopen(by=coordinator)
    call_command("reopen", str(house.pk))

    assert "open again" in capsys.readouterr().out
    assert not Lock.objects.open().exists()
