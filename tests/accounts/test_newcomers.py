"""Who has been here long enough to be the second of two people."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from accounts.actions import members
from accounts.actions.robots import robot_of
from accounts.errors import TooNew
from accounts.models import Membership
from accounts.newcomers import refuse_newcomer
from accounts.rights import Role
from tests.behind import the_walls
from tests.factories.accounts import MembershipFactory

pytestmark = pytest.mark.django_db


def since(membership, *, hours):
    """The member, as if they had come so many hours ago."""
    then = timezone.now() - timedelta(hours=hours)
    Membership.objects.filter(pk=membership.pk).update(created_at=then, role_since=then)
    return Membership.objects.get(pk=membership.pk)


def test_beside_somebody_who_was_here_before_a_newcomer_waits_72_hours(house, coordinator):
    since(coordinator, hours=1000)

    with pytest.raises(TooNew) as refused:
        refuse_newcomer(since(MembershipFactory(organization=house), hours=71))

    assert "72 hours" in str(refused.value)
    refuse_newcomer(since(MembershipFactory(organization=house), hours=73))


def test_in_the_first_days_of_an_organization_nobody_waits(house, coordinator, stranger):
    since(coordinator, hours=71)
    since(stranger, hours=1000)
    robot_of(house)
    Membership.objects.filter(organization=house, user=None).update(
        created_at=timezone.now() - timedelta(hours=1000)
    )

    refuse_newcomer(MembershipFactory(organization=house))


def test_those_who_left_make_no_new_house(house, coordinator):
    since(coordinator, hours=1000)
    Membership.objects.filter(pk=coordinator.pk).update(ended_at=timezone.now())

    with pytest.raises(TooNew):
        refuse_newcomer(MembershipFactory(organization=house))


def test_a_volunteer_of_many_years_is_a_new_coordinator(house, coordinator, desk, time_machine):
    since(coordinator, hours=1000)
    promoted = members.change_role(since(desk, hours=1000), role=Role.COORDINATOR, by=coordinator)

    with pytest.raises(TooNew):
        refuse_newcomer(promoted)

    time_machine.move_to(timezone.now() + timedelta(hours=73))
    refuse_newcomer(Membership.objects.get(pk=promoted.pk))


def test_the_same_role_again_is_no_new_one(house, coordinator):
    since(coordinator, hours=1000)
    colleague = since(MembershipFactory(organization=house), hours=100)

    refuse_newcomer(members.change_role(colleague, role=Role.COORDINATOR, by=coordinator))


def test_roles_from_before_count_from_the_beginning_of_the_access(house, stranger):
    colleague = MembershipFactory(organization=house)
    then = timezone.now() - timedelta(hours=1000)
    Membership.objects.update(created_at=then)
    backfill = import_module("accounts.migrations.0007_role_since").since_the_beginning

    with the_walls():
        backfill(apps, None)

    found = Membership.objects.filter(pk__in=[colleague.pk, stranger.pk])
    assert set(found.values_list("role_since", flat=True)) == {then}
