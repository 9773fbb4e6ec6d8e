"""How long people wait: counted once, told from five on, and never by subtraction."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.rights import Role
from appointments import tasks
from appointments.actions import appointments, waiting
from appointments.actions.appointments import Meeting
from appointments.models import Tracking, WaitingTime, WaitTally
from privacy import walls
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.appointments import AppointmentFactory, ProgrammeFactory, TrackingFactory
from tests.factories.shelters import HouseholdFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(house):
    return ProgrammeFactory(organization=house)


@pytest.fixture
def neighbour(network):
    return OrganizationFactory(network=network)


def wait(house, programme, *, days, week=None, households=1):
    with walls.within(house.pk):
        WaitTally.objects.create(
            organization=house,
            programme=programme,
            week=week or waiting.week_of(timezone.now().date()),
            days=days,
            households=households,
        )


def told(programme):
    waiting.renew()
    return {row.window_days: row for row in WaitingTime.objects.filter(programme=programme)}


def registration(house, programme, *, begun, **more):
    family = HouseholdFactory(organization=house)
    begun_on = timezone.localdate() - timedelta(days=begun)
    return TrackingFactory(household=family, programme=programme, begun_on=begun_on, **more)


def test_the_first_appointment_is_counted_and_a_second_is_not(house, programme, coordinator):
    row = registration(house, programme, begun=40)
    at = timezone.now() + timedelta(days=2)
    meeting = Meeting(programme, at, "America/Tijuana", persons=[1])

    appointments.enter(row.household, meeting, by=coordinator)
    appointments.move(row.household.appointments.get(), to=at + timedelta(days=9), by=coordinator)
    row.refresh_from_db()

    tally = WaitTally.objects.get()
    local = at.astimezone(row.household.appointments.first().local.tzinfo).date()
    assert (tally.days, tally.households) == ((local - row.begun_on).days, 1)
    assert tally.week == waiting.week_of(local)
    assert row.is_counted
    assert not waiting.count(row, row.household.appointments.first())


def test_two_households_with_the_same_wait_share_a_row(house, programme):
    rows = [registration(house, programme, begun=10) for _ in range(2)]

    counted = [
        waiting.count(row, AppointmentFactory(household=row.household, programme=programme)) for row in rows
    ]

    assert (all(counted), WaitTally.objects.get().households) == (True, 2)


@pytest.mark.parametrize("begun_on", [None, timezone.localdate() + timedelta(days=30)])
def test_without_a_beginning_before_it_nothing_is_counted(house, programme, begun_on):
    row = registration(house, programme, begun=0)
    row.begun_on = begun_on
    row.save()

    assert not waiting.count(row, AppointmentFactory(household=row.household, programme=programme))
    assert not WaitTally.objects.exists()


@pytest.mark.parametrize(
    ("waits", "spread"),
    [
        ({10: 4}, None),
        ({10: 5}, (5, 10, 10, 10)),
        ({1: 1, 2: 1, 3: 1, 4: 1, 5: 1}, (5, 3, 2, 4)),
        ({10: 1, 20: 2, 30: 3, 200: 2}, (8, 30, 20, 30)),
    ],
)
def test_median_and_quartiles(waits, spread):
    found = waiting.spread(waits)

    assert (found and (found.households, found.median, found.lower, found.upper)) == spread


@pytest.mark.parametrize(
    ("short", "long", "tells"),
    [
        (5, 5, True),
        (5, 9, False),
        (5, 10, True),
        (0, 5, True),
        (4, 9, True),
        (4, 8, False),
    ],
)
def test_the_longer_window_hides_when_the_difference_is_a_few(house, short, long, tells):
    houses = {30: {house.pk: short}, 90: {house.pk: long}}

    assert waiting.may_tell(90, houses, is_network=False) is tells


@pytest.mark.parametrize(
    ("short", "long", "tells"),
    [
        ([6, 6], [6, 6], True),
        ([6, 6], [16, 7], False),  # the first house reads that the second one had one more
        ([6, 6], [16, 11], True),
        ([6, 6, 0], [16, 6, 4], False),
        ([6, 6], [16, 6], False),  # the second house reads what the first one alone had
    ],
)
def test_no_house_reads_what_lies_between_the_windows_of_another_one(house, short, long, tells):
    keys = [house.pk, *(uuid4() for _each in long[1:])]
    houses = {30: dict(zip(keys, short, strict=True)), 90: dict(zip(keys, long, strict=True))}

    assert waiting.may_tell(90, houses, is_network=True) is tells


def test_nothing_is_told_below_five(house, neighbour, programme):
    wait(house, programme, days=10, households=2)
    wait(neighbour, programme, days=10, households=2)

    rows = told(programme)

    assert {window: row.households for window, row in rows.items()} == {30: None, 90: None}
    assert {row.median_days for row in rows.values()} == {None}


def test_the_houses_of_a_network_are_one_figure(house, neighbour, programme):
    wait(house, programme, days=10, households=5)
    wait(neighbour, programme, days=30, households=6)

    row = told(programme)[30]

    assert (row.households, row.median_days, row.lower_days, row.upper_days) == (11, 30, 10, 30)


def test_one_house_cannot_subtract_itself_from_the_network(house, neighbour, programme):
    wait(house, programme, days=10, households=20)
    wait(neighbour, programme, days=30, households=4)

    assert told(programme)[30].households is None


def test_a_programme_of_one_house_needs_no_second_one(house):
    clinic = ProgrammeFactory(organization=house, network=None)
    wait(house, clinic, days=3, households=5)

    assert told(clinic)[90].median_days == 3


def test_the_figures_of_thirty_days_cannot_be_taken_from_those_of_ninety(house, neighbour, programme):
    earlier = waiting.week_of(timezone.now().date() - timedelta(days=50))
    for each in (house, neighbour):
        wait(each, programme, days=10, households=6)
    wait(house, programme, days=300, week=earlier, households=1)

    rows = told(programme)

    assert (rows[30].households, rows[90].households, rows[90].median_days) == (12, None, None)


def test_appointments_to_come_and_long_ago_are_left_out(house, neighbour, programme):
    today = timezone.now().date()
    for days in (-14, 120):
        week = waiting.week_of(today - timedelta(days=days))
        for each in (house, neighbour):
            wait(each, programme, days=10, week=week, households=9)

    assert told(programme)[90].households is None


def test_who_still_waits_is_told_from_five_on(house, neighbour, programme):
    for each in (house, neighbour):
        for _ in range(5):
            registration(each, programme, begun=20)
    registration(house, programme, begun=20, state=Tracking.State.STOPPED)
    registration(house, programme, begun=20, is_counted=True)

    assert told(programme)[30].still_waiting == 10


def test_figures_are_replaced_and_not_added(house, programme):
    first = told(programme)[30]

    tasks.renew_waiting_times()

    assert WaitingTime.objects.filter(programme=programme).count() == len(waiting.WINDOWS)
    assert WaitingTime.objects.get(pk=first.pk).as_of >= first.as_of


def test_the_network_reads_the_figures_and_a_stranger_none(house, neighbour, programme, stranger, outsider):
    rows = told(programme)

    assert set(WaitingTime.objects.visible_to(stranger)) == set(rows.values())
    assert not WaitingTime.objects.visible_to(outsider).exists()
    member = MembershipFactory(organization=neighbour, role=Role.VOLUNTEER)
    assert waiting.newest([programme], by=member) == {programme.pk: [rows[30], rows[90]]}
