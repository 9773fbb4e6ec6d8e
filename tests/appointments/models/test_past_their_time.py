"""What is past its time is read by nobody, whether a purge came by or not (P3)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from appointments.actions import own_data
from appointments.models import (
    Appointment,
    AppointmentPerson,
    CalendarLink,
    Consent,
    Reminder,
    Tracking,
)
from appointments.retention import old_appointments
from privacy import retention
from tests.factories.appointments import AppointmentFactory, TrackingFactory
from tests.factories.shelters import make_household

DAY = timedelta(days=1)


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child")


@pytest.mark.parametrize(
    ("starts", "status", "since", "is_read"),
    [
        (DAY, "confirmed", -DAY, True),
        (-6 * DAY, "attended", -5 * DAY, True),
        (-8 * DAY, "attended", -7 * DAY, False),
        (60 * DAY, "by_programme", -29 * DAY, True),
        (60 * DAY, "by_programme", -31 * DAY, False),
        (60 * DAY, "planned", -31 * DAY, True),
    ],
)
def test_what_the_purge_would_take_is_not_read(house, coordinator, family, starts, status, since, is_read):
    now = timezone.now()
    AppointmentFactory(
        household=family, starts_at=now + starts, status=status, status_since=now + since, made_by=coordinator
    )

    before = retention.before(house.pk, "appointments")

    assert Appointment.objects.visible_to(coordinator).exists() is is_read
    assert AppointmentPerson.objects.visible_to(coordinator).exists() is is_read
    assert old_appointments(house.pk, before).exists() is not is_read


def test_nothing_of_a_family_that_left_a_month_ago_is_read(coordinator, family):
    TrackingFactory(household=family)
    AppointmentFactory(household=family, made_by=coordinator)
    read = (
        Tracking.objects.visible_to(coordinator).count(),
        Appointment.objects.visible_to(coordinator).count(),
    )
    family.left_at = timezone.now() - 31 * DAY
    family.save()

    assert read == (1, 1)
    assert not Tracking.objects.visible_to(coordinator).exists()
    assert not Appointment.objects.visible_to(coordinator).exists()


def test_what_ends_by_itself_is_not_read_though_the_family_is_here(house, coordinator, stranger, family):
    now = timezone.now()
    here = {"organization": house, "household": family}
    link = {"secret_hash": "x", "made_by": coordinator}
    made = {
        Consent: Consent(**here, partner=stranger.organization, given_to=coordinator, withdrawn_at=now),
        CalendarLink: CalendarLink(**here, **link, revoked_at=now),
        Reminder: Reminder(**here, on=now.date()),
    }
    for row in made.values():
        row.save()
    readable = {model: model.objects.visible_to(coordinator).exists() for model in made}
    assert readable == dict.fromkeys(made, True)
    assert len(others(family)) == 3

    Consent.objects.update(withdrawn_at=now - 31 * DAY)
    CalendarLink.objects.update(revoked_at=now - 31 * DAY)
    Reminder.objects.update(on=now.date() - 2 * DAY)

    readable = {model: model.objects.visible_to(coordinator).exists() for model in made}
    assert readable == dict.fromkeys(made, False)
    assert others(family) == []


def others(family):
    """What a family gets of its own data beside appointments, registrations and obstacles."""
    return list([*own_data.sheets([family], with_words=False)][-1].rows)
