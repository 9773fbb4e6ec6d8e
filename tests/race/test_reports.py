"""Many tell of one contact point in the same moment, and one form is sent many times at once."""

import threading
from collections import Counter
from uuid import uuid4

import pytest
from django.db import connections

from accounts.models import Membership
from accounts.rights import Role
from alerts.actions import reports
from alerts.actions.reports import Told
from alerts.models import FraudReport, ReportedContact, ReportedPoint, Witness
from core.errors import DomainError
from tests.factories.accounts import MembershipFactory, NetworkFactory, OrganizationFactory
from tests.factories.alerts import AlertsOfficeFactory

pytestmark = pytest.mark.django_db(transaction=True)
POINTS = ["664 555 4471", "@citas.rapidas", "correo@citas.example"]


@pytest.fixture
def people(transactional_db):
    """Two of each of three houses; the office is a fourth one."""
    network = NetworkFactory()
    AlertsOfficeFactory(organization=OrganizationFactory(network=network))
    houses = [OrganizationFactory(network=network) for _each in range(3)]
    return [MembershipFactory(organization=house, role=Role.COORDINATOR) for house in houses * 2]


def race(deeds):
    """All at once, each with a connection of its own."""
    outcomes, ready = Counter(), threading.Barrier(len(deeds))

    def act(deed, member):
        try:
            fresh = Membership.objects.select_related("organization", "user").get(pk=member.pk)
            ready.wait(timeout=120)
            deed(fresh)
            outcomes["done"] += 1
        except DomainError as refused:
            outcomes[refused.code] += 1
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=each) for each in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return outcomes


def telling(points, asked=None):
    def deed(member):
        told = Told(tactic="false_lawyer", words="Promete una cita.", points=points)
        reports.report(member.organization.network_id, told, by=member, door="staff", asked=asked)

    return deed


def test_three_houses_that_tell_at_once_are_three_witnesses(people):
    orders = [POINTS, POINTS[::-1], POINTS[1:], POINTS[:2], POINTS, POINTS[::-1]]

    outcomes = race([(telling(points), member) for points, member in zip(orders, people, strict=True)])

    assert outcomes == {"done": 6}
    assert (FraudReport.objects.count(), ReportedPoint.objects.count()) == (6, 3)
    assert ReportedContact.objects.count() == sum(len(points) for points in orders)
    assert Witness.objects.count() == 9


def test_one_form_sent_at_once_is_one_report(people):
    asked = uuid4()

    outcomes = race([(telling(POINTS, asked), people[0])] * 4)

    assert outcomes == {"done": 4}
    assert (FraudReport.objects.count(), Witness.objects.count()) == (1, 3)


def test_telling_and_taking_back_at_once_never_counts_too_many(people):
    network, first, second = people[0].organization.network_id, people[0], people[1]
    told = Told(tactic="false_lawyer", points=POINTS)
    taken = reports.report(network, told, by=first, door="staff")

    outcomes = race(
        [(lambda _member: reports.take_back(network, taken.receipt), first), (telling(POINTS), second)]
    )

    assert outcomes == {"done": 2}
    assert {point.mentions.count() for point in ReportedPoint.objects.all()} == {1}
    assert all(point.witnesses.count() <= 1 for point in ReportedPoint.objects.all())
