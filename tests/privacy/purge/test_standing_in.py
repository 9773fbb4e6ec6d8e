"""A process that answers people purges by itself when the worker does not."""

import threading
from datetime import timedelta

import pytest
from django.core.signals import request_finished
from django.utils import timezone

from config import starting
from privacy import purge
from privacy.purge import marks
from shelters.models import Household
from tests.factories.shelters import make_household

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def never_tried(monkeypatch):
    monkeypatch.setattr(purge, "_tried", float("-inf"))


def left_long_ago(house) -> Household:
    """A family whose time is over."""
    household = make_household(house, "woman", "child")
    Household.objects.filter(pk=household.pk).update(left_at=timezone.now() - timedelta(days=31))
    return household


@pytest.fixture
def gone(house):
    return left_long_ago(house)


def last_success(ago: timedelta) -> None:
    marks.change(begun=timezone.now() - ago, seen=timezone.now(), finished=timezone.now() - ago)


def test_it_erases_when_nobody_did_for_an_hour(gone):
    last_success(timedelta(minutes=61))

    standing_in = purge.stand_in()
    standing_in.join()

    assert not Household.objects.filter(pk=gone.pk).exists()
    assert timezone.now() - marks.read().finished < timedelta(hours=1)


def test_it_leaves_the_work_to_the_worker_while_there_is_one(gone):
    last_success(timedelta(minutes=59))

    assert purge.stand_in() is None


def test_it_tries_once_in_a_while_and_not_after_every_answer(gone):
    last_success(timedelta(minutes=61))
    with marks.alone():
        purge.stand_in().join()

    assert Household.objects.filter(pk=gone.pk).exists()
    assert purge.stand_in() is None


def test_by_a_clock_that_jumped_nobody_tries(gone):
    last_success(timedelta(minutes=61))
    marks.change(jumped=True)

    assert purge.stand_in() is None


def test_a_site_that_starts_catches_up_and_looks_again_after_each_answer(client, settings, house, gone):
    settings.PURGE_BEFORE_SERVING = True
    try:
        starting.catch_up()
        assert not Household.objects.filter(pk=gone.pk).exists()

        late = left_long_ago(house)
        last_success(timedelta(minutes=61))
        client.get("/health/")
        for thread in threading.enumerate():
            if thread.name == "purge":
                thread.join()
    finally:
        request_finished.disconnect(dispatch_uid="forgetting")

    assert not Household.objects.filter(pk=late.pk).exists()
