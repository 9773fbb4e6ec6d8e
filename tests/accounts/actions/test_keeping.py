"""An organization keeps something for a shorter time: never longer, never for ever."""

import pytest
from django.db import IntegrityError, transaction

from accounts.actions import keeping
from core.errors import BadInput, NotAllowed
from privacy import retention
from privacy.errors import OnlyShorter
from privacy.models import RetentionChoice


def test_a_time_is_shortened_and_given_back(coordinator, house, stranger, django_capture_on_commit_callbacks):
    assert retention.hours(house.pk, "called_name") == 72

    with django_capture_on_commit_callbacks(execute=True):
        keeping.keep_for("called_name", hours=24, by=coordinator)
    assert retention.hours(house.pk, "called_name") == 24
    assert retention.hours(stranger.organization_id, "called_name") == 72

    with django_capture_on_commit_callbacks(execute=True):
        keeping.keep_for("called_name", hours=72, by=coordinator)
    assert retention.hours(house.pk, "called_name") == 72


@pytest.mark.parametrize("hours", [0, -1, 73, 100_000])
def test_it_is_never_longer_and_never_off(coordinator, house, hours):
    with pytest.raises(OnlyShorter):
        keeping.keep_for("called_name", hours=hours, by=coordinator)

    assert not RetentionChoice.objects.exists()


def test_some_rules_have_one_time_for_all_and_some_do_not_exist(coordinator):
    for name in ("partner_keys", "nothing"):
        with pytest.raises(BadInput):
            keeping.keep_for(name, hours=1, by=coordinator)


def test_who_may_not(desk, reader):
    for member in (desk, reader):
        with pytest.raises(NotAllowed):
            keeping.keep_for("called_name", hours=24, by=member)


@pytest.mark.parametrize("hours", [0, 73])
def test_the_database_knows_it_too(house, hours):
    with pytest.raises(IntegrityError), transaction.atomic():
        RetentionChoice.objects.create(organization_id=house.pk, rule="called_name", hours=hours, longest=72)
