"""What the database itself refuses about appointments."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from appointments.models import Appointment, ProgrammeState, Seat, Tracking
from tests.factories.accounts import OrganizationFactory
from tests.factories.appointments import (
    AppointmentFactory,
    ProgrammeFactory,
    TrackingFactory,
    WorkshopFactory,
)
from tests.factories.shelters import HouseholdFactory

pytestmark = pytest.mark.django_db


def test_a_household_is_tracked_once_in_a_programme():
    tracking = TrackingFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Tracking.objects.create(
            organization=tracking.organization, household=tracking.household, programme=tracking.programme
        )


def test_two_offices_of_a_network_cannot_run_the_same_programme():
    programme = ProgrammeFactory(code="comar")
    other = OrganizationFactory(network=programme.network)

    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammeFactory(code="comar", organization=other)


def test_two_houses_may_each_know_a_clinic_of_their_own():
    first = ProgrammeFactory(code="clinic", network=None)

    second = ProgrammeFactory(code="clinic", network=None)

    assert first.organization_id != second.organization_id


def test_an_appointment_is_entered_once_for_a_moment():
    booked = AppointmentFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        AppointmentFactory(household=booked.household, programme=booked.programme, starts_at=booked.starts_at)


def test_a_cancelled_appointment_makes_room_for_the_same_moment():
    booked = AppointmentFactory(status=Appointment.Status.BY_FAMILY)

    again = AppointmentFactory(
        household=booked.household, programme=booked.programme, starts_at=booked.starts_at
    )

    assert again.pk != booked.pk


def test_a_seat_is_given_once():
    workshop = WorkshopFactory()
    households = HouseholdFactory.create_batch(2, organization=workshop.organization)
    Seat.objects.create(
        organization=workshop.organization, workshop=workshop, number=1, household=households[0]
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(
            organization=workshop.organization, workshop=workshop, number=1, household=households[1]
        )


def test_the_state_of_a_programme_is_the_last_that_began():
    programme = ProgrammeFactory()
    now = timezone.now()
    for since, state in ((now - timedelta(days=1), "suspended"), (now + timedelta(days=1), "closed")):
        ProgrammeState.objects.create(
            organization=programme.organization,
            network=programme.network,
            programme=programme,
            since=since,
            zone="America/Tijuana",
            state=state,
        )

    found = type(programme).objects.with_state().get(pk=programme.pk)
    later = type(programme).objects.with_state(now + timedelta(days=2)).get(pk=programme.pk)

    assert (found.state_now, later.state_now) == ("suspended", "closed")
