"""What stands in the way of an appointment is said: another one, a bed far away, a stopped programme."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from appointments import absences, conflicts
from appointments.conflicts import Kind
from appointments.models import Appointment, ProgrammeState
from shelters.actions import stays
from tests.factories.appointments import AppointmentFactory, ProgrammeFactory
from tests.factories.shelters import ShelterFactory, make_household, make_room


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child")


def house_in(family, desk, zone):
    shelter = ShelterFactory(organization=family.organization, time_zone=zone, name="Casa")
    room = make_room(shelter, 2, name="Uno", position=1)
    stays.check_in(family, into=dict(zip(family.persons.all(), room.beds.all(), strict=True)), by=desk)


def kinds(appointment):
    return [conflict.kind for conflict in conflicts.of(appointment)]


def test_the_same_persons_cannot_be_at_two_places(family):
    row = AppointmentFactory(household=family)
    other = AppointmentFactory(household=family, starts_at=row.starts_at + timedelta(hours=2))
    apart = AppointmentFactory(household=family, starts_at=row.starts_at + timedelta(hours=8))

    with translation.override("en"):
        told = conflicts.of(row)

    assert [conflict.kind for conflict in told] == [Kind.TWO_AT_ONCE]
    assert str(other.programme) in told[0].text
    assert kinds(apart) == []


def test_different_persons_can(family):
    row = AppointmentFactory(household=family, covers=family.persons.filter(number=1))
    AppointmentFactory(household=family, covers=family.persons.filter(number=2), starts_at=row.starts_at)

    assert kinds(row) == []


@pytest.mark.parametrize(
    ("bed", "office", "expected"),
    [
        ("America/Tijuana", "America/Tijuana", []),
        ("America/Tijuana", "America/Los_Angeles", []),
        ("America/Tijuana", "America/Matamoros", [Kind.OUT_OF_REACH]),
        ("America/Hermosillo", "America/Tijuana", [Kind.OUT_OF_REACH]),
    ],
)
def test_a_bed_by_another_clock_is_far_away(family, desk, bed, office, expected, time_machine):
    # In summer the clocks of Hermosillo and Tijuana show the same.
    time_machine.move_to(datetime(2026, 12, 1, 18, tzinfo=UTC))
    house_in(family, desk, bed)

    assert kinds(AppointmentFactory(household=family, zone=office)) == expected


def test_a_programme_that_stops_before_it_is_said(family):
    row = AppointmentFactory(household=family)
    ProgrammeState.objects.create(
        organization=row.programme.organization,
        programme=row.programme,
        since=row.starts_at - timedelta(hours=1),
        zone="America/New_York",
        state=ProgrammeState.State.CLOSED,
    )

    assert kinds(row) == [Kind.PROGRAMME]


def test_a_family_that_left_is_said(family):
    family.left_at = timezone.now()
    family.save()

    assert kinds(AppointmentFactory(household=family)) == [Kind.LEFT]


def test_what_is_over_has_no_conflicts(family):
    row = AppointmentFactory(household=family, status=Appointment.Status.ATTENDED)
    AppointmentFactory(household=family, starts_at=row.starts_at)

    assert kinds(row) == []


@pytest.mark.parametrize("count", [1, 3])
def test_many_cost_the_same_as_one(house, count, django_assert_num_queries):
    programme = ProgrammeFactory(organization=house)
    rows = [
        AppointmentFactory(household=make_household(house, "woman"), programme=programme)
        for _ in range(count)
    ]

    with django_assert_num_queries(6):
        found = conflicts.among(rows)

    assert found == {row.pk: [] for row in rows}


@pytest.mark.parametrize(
    ("zone", "starts", "until"),
    [
        # The clocks change in the night after: the day has 25 hours, the bed is kept through it.
        ("America/Tijuana", "2026-10-31T17:00", "2026-11-02T08:00"),
        ("America/Tijuana", "2027-03-13T17:00", "2027-03-15T07:00"),
        ("America/Hermosillo", "2026-10-31T17:00", "2026-11-02T07:00"),
        ("America/Mexico_City", "2026-10-31T17:00", "2026-11-02T06:00"),
    ],
)
def test_the_bed_is_kept_until_the_end_of_the_day_after(zone, starts, until):
    moment = datetime.fromisoformat(starts).replace(tzinfo=UTC)

    assert absences.kept_until(moment, zone) == datetime.fromisoformat(until).replace(tzinfo=UTC)
