"""No time for keeping gets shorter while a legal demand is open."""

import pytest
from django.utils import timezone

from accounts.actions import keeping
from privacy import retention
from privacy.models import RetentionChoice
from shelters.actions import demands
from shelters.errors import DemandOpen


@pytest.fixture
def demand(coordinator):
    return demands.register(
        asked_by="court",
        received_on=timezone.now().date(),
        paper="court_order",
        wanted="list",
        by=coordinator,
    )


def test_no_time_gets_shorter_while_a_demand_is_open(coordinator, demand, django_capture_on_commit_callbacks):
    for rule, hours in (("called_name", 1), ("households", 72)):
        with pytest.raises(DemandOpen):
            keeping.keep_for(rule, hours=hours, by=coordinator)
    assert not RetentionChoice.objects.exists()

    demands.answer(demand, answer="no_order", by=coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        keeping.keep_for("called_name", hours=1, by=coordinator)
    assert retention.hours(coordinator.organization_id, "called_name") == 1


def test_a_longer_time_is_given_back_while_a_demand_is_open(
    coordinator, house, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        keeping.keep_for("called_name", hours=24, by=coordinator)
    demands.register(
        asked_by="court", received_on=timezone.now().date(), paper="none", wanted="entry", by=coordinator
    )

    with pytest.raises(DemandOpen):
        keeping.keep_for("called_name", hours=23, by=coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        keeping.keep_for("called_name", hours=72, by=coordinator)

    assert retention.hours(house.pk, "called_name") == 72


def test_the_demand_of_another_organization_stops_nobody(demand, stranger):
    assert keeping.keep_for("called_name", hours=24, by=stranger) == 24
