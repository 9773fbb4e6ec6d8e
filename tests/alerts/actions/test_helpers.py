"""Verified helpers: their contact points are nobody else's, and no alert can warn of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.rights import Role
from alerts.actions import checking, helpers
from alerts.errors import FlaggedPoint, KnownHelper, PointOfAnother, UnreadPoint
from alerts.models import ContactPoint, Helper
from core.errors import BadInput, NotAllowed
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.alerts import ContactPointFactory

pytestmark = pytest.mark.django_db
ENTRY = helpers.Entry(
    kind="organization",
    name="Al Otro Lado",
    source="eoir_organization",
    checked_on=date(2026, 11, 1),
    check_again_by=date(2027, 5, 1),
    languages=("es", "en"),
    cost="free",
    points=("664 555 0101", "https://ayuda.example/"),
)


@pytest.fixture(autouse=True)
def _this_november(time_machine):
    """The day on which these entries are checked: in the next year they would be old."""
    time_machine.move_to(datetime(2026, 11, 22, 18, tzinfo=UTC))


@pytest.fixture
def moderator(network):
    return MembershipFactory(organization=OrganizationFactory(network=network), role=Role.MODERATOR)


def test_a_helper_is_found_by_its_number(moderator, network):
    helper = helpers.add(ENTRY, by=moderator)

    found = checking.check(network.pk, "+52 1 664 555 0101")

    assert found.kind == checking.Known.HELPER
    assert found.helper == helper
    assert helpers.entry_of(helper).points == ("+52 664 555 0101", "ayuda.example")


def test_what_the_network_warns_of_cannot_become_a_helpers(moderator):
    ContactPointFactory(organization=moderator.organization, value="+526645550101")

    with pytest.raises(FlaggedPoint):
        helpers.add(ENTRY, by=moderator)

    assert not Helper.objects.exists()


def test_the_database_flags_no_helpers_point(moderator):
    helpers.add(ENTRY, by=moderator)

    with pytest.raises(IntegrityError), transaction.atomic():
        ContactPoint.objects.filter(kind="phone").update(is_flagged=True)


def test_one_contact_point_belongs_to_one_helper(moderator):
    helpers.add(ENTRY, by=moderator)

    with pytest.raises(PointOfAnother):
        helpers.add(replace(ENTRY, name="Otra"), by=moderator)
    with pytest.raises(KnownHelper):
        helpers.add(replace(ENTRY, points=()), by=moderator)


def test_left_out_points_and_retired_helpers_are_nobodys(moderator, network):
    helper = helpers.add(ENTRY, by=moderator)

    helpers.change(helper, replace(ENTRY, points=("664 555 0102",)), by=moderator)
    assert checking.check(network.pk, "6645550101").kind == checking.Known.NOTHING
    assert checking.check(network.pk, "6645550102").kind == checking.Known.HELPER
    helpers.retire(helper, by=moderator)
    assert checking.check(network.pk, "6645550102").kind == checking.Known.NOTHING
    assert not Helper.objects.visible_to(MembershipFactory(organization=moderator.organization)).exists()
    helpers.change(helper, ENTRY, by=moderator)
    assert checking.check(network.pk, "6645550101").kind == checking.Known.HELPER


def test_a_check_that_is_over_is_said_and_can_be_made_again(moderator, network, time_machine):
    helper = helpers.add(ENTRY, by=moderator)
    time_machine.move_to(timezone.now() + timedelta(days=400))
    assert checking.check(network.pk, "6645550101").kind == checking.Known.NOTHING

    helpers.checked_again(helper, by=moderator)

    assert checking.check(network.pk, "6645550101").kind == checking.Known.HELPER


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        ({"points": ("Juan Pérez",)}, UnreadPoint), ({"check_again_by": date(2026, 10, 1)}, BadInput),
        ({"source": "friend"}, BadInput), ({"name": ""}, BadInput),
        ({"points": ("664 555 0101",) * 13}, BadInput),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_and_nothing_is_kept(moderator, bad, error):
    with pytest.raises(error):
        helpers.add(replace(ENTRY, **bad), by=moderator)

    assert not Helper.objects.exists()


def test_only_those_who_keep_the_list_change_it(moderator, network):
    helper = helpers.add(ENTRY, by=moderator)
    coordinator = MembershipFactory(organization=OrganizationFactory(network=network))
    foreign = MembershipFactory(role=Role.MODERATOR)

    for member in (coordinator, foreign):
        with pytest.raises(NotAllowed):
            helpers.retire(helper, by=member)
    with pytest.raises(NotAllowed):
        helpers.add(replace(ENTRY, name="Otra", points=()), by=coordinator)
