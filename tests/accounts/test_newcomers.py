"""Who has been here long enough to be the second of two people."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions.robots import robot_of
from accounts.errors import TooNew
from accounts.models import Membership
from accounts.newcomers import refuse_newcomer
from tests.factories.accounts import MembershipFactory

pytestmark = pytest.mark.django_db


def since(membership, *, hours):
    """The member, as if they had come so many hours ago."""
    then = timezone.now() - timedelta(hours=hours)
    Membership.objects.filter(pk=membership.pk).update(created_at=then)
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
