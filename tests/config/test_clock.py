"""What runs by the clock runs at all: every entry names a task that exists and does its work."""

from datetime import timedelta

import pytest
import time_machine
from celery import current_app
from django.conf import settings
from django.utils import timezone

from core.models import KeptAnswer
from shelters.actions import holds
from shelters.models import Hold
from shelters.parties import Party, PersonAnswer
from tests.factories.shelters import ShelterFactory, make_room

NAMES = sorted(settings.CELERY_BEAT_SCHEDULE)


def run(name):
    current_app.loader.import_default_modules()
    current_app.tasks[settings.CELERY_BEAT_SCHEDULE[name]["task"]].delay()


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_every_entry_of_the_clock_is_a_task_that_runs(name):
    run(name)


def test_the_clock_ends_overdue_holds(desk, house):
    shelter = ShelterFactory(organization=house)
    make_room(shelter, 1)
    holds.hold(Party((PersonAnswer("18-59", "woman"),)), at=shelter, by=desk)

    with time_machine.travel(timezone.now() + timedelta(minutes=91), tick=False):
        run("end-overdue")

    assert Hold.objects.get().outcome == "expired"


def test_the_clock_forgets_answers_after_a_day(house):
    answer = {"caller": "c", "key": "k", "fingerprint": "f", "status": 201, "body": "{}"}
    KeptAnswer.objects.create(organization_id=house.pk, **answer)

    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        run("purge")

    assert not KeptAnswer.objects.exists()
