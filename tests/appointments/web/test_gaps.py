"""J2: the gap is red at entry and at 7, 3 and 1 days, until somebody takes a step; then at the next mark."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from appointments import alarms
from appointments.models import GapStep
from privacy.models import AuditEntry
from privacy.verbs import Verb
from tests.factories.appointments import AppointmentFactory, ProgrammeFactory
from tests.factories.shelters import make_household

AT = datetime(2026, 12, 9, 17, tzinfo=UTC)  # 09:00 in Tijuana
ENTERED = datetime(2026, 11, 25, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def entered(time_machine):
    """The day on which the appointment is written down."""
    time_machine.move_to(ENTERED)


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child", "child", "baby")


@pytest.fixture
def row(family, coordinator):
    three = family.persons.filter(number__lt=4)
    return AppointmentFactory(
        household=family, starts_at=AT, made_at=ENTERED, made_by=coordinator, covers=three
    )


def days_before(days):
    day = datetime(2026, 12, 9, 8, tzinfo=ZoneInfo("America/Tijuana")) - timedelta(days=days)
    return day.astimezone(UTC)


def step(row, at, by):
    GapStep.objects.create(
        organization=row.organization, appointment=row, kind="call", result="done", at=at, by=by
    )


def test_it_is_shown_at_entry_and_at_each_mark(row, coordinator):
    moments = [ENTERED, days_before(10), *(days_before(days) for days in (7, 5, 3, 2, 1, 0))]

    shown = [[alarm.days for alarm in alarms.due(coordinator, moment)] for moment in moments]

    # Between its first day and the week before, the page of the household says it.
    assert shown == [[None], [], [7], [7], [3], [3], [1], [1]]


@pytest.mark.parametrize("days", [7, 3, 1])
def test_a_step_answers_it_until_the_next_mark(row, coordinator, days):
    step(row, days_before(days) + timedelta(hours=1), coordinator)

    answered = alarms.due(coordinator, days_before(days) + timedelta(hours=2))
    after = {7: 3, 3: 1}.get(days)
    again = alarms.due(coordinator, days_before(after)) if after else [1]

    assert answered == []
    assert len(again) == 1


def test_only_who_is_listed_closes_it(row, family, coordinator):
    step(row, days_before(3), coordinator)
    row.covers.create(organization=row.organization, person=family.persons.get(number=4))

    assert alarms.due(coordinator, days_before(1)) == []


def test_the_first_page_tells_a_number_and_the_list_is_written_down(signed_in, coordinator, family):
    soon = timezone.now() + timedelta(days=1)
    three = family.persons.filter(number__lt=4)
    AppointmentFactory(household=family, starts_at=soon, made_by=coordinator, covers=three)
    client = signed_in(coordinator)

    first = client.get("/admin/").content.decode()
    listed = client.get("/appointments/missing/").content.decode()

    assert "On 1 appointment somebody of the family is missing." in first
    assert str(family) not in first
    assert str(family) in listed
    assert "missing: baby" in listed
    assert AuditEntry.objects.filter(verb=Verb.HOUSEHOLDS_LISTED, about_kind="appointment").count() == 1


def test_a_volunteer_gets_neither(signed_in, desk, row):
    client = signed_in(desk)

    assert "is missing" not in client.get("/admin/").content.decode()
    assert client.get("/appointments/missing/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_alarms_cost_the_same_whatever_their_number(house, coordinator, count, django_assert_num_queries):
    programme = ProgrammeFactory(organization=house)
    for _ in range(count):
        household = make_household(house, "woman", "baby")
        mother = household.persons.filter(number=1)
        AppointmentFactory(household=household, programme=programme, made_by=coordinator, covers=mother)

    with django_assert_num_queries(5):
        found = alarms.due(coordinator)

    assert len(found) == count
