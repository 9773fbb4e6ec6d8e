"""Expected departures, before and after a programme is closed (J3.4)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from appointments import forecast
from appointments.acting import Wanted
from appointments.actions import acts, shares
from appointments.models import Appointment
from shelters.actions import stays
from shelters.models import Stay
from tests.factories.appointments import AppointmentFactory, ProgrammeFactory
from tests.factories.shelters import ShelterFactory, make_household, make_room


@pytest.fixture
def programme(network_desk):
    return ProgrammeFactory(organization=network_desk.organization, leads_to_departure=True)


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house, time_zone="America/Tijuana")


@pytest.fixture
def family(house, shelter, coordinator):
    family = make_household(house, "woman", "child", "child")
    into = dict(zip(family.persons.all(), make_room(shelter, 3).beds.all(), strict=True))
    stays.check_in(family, into=into, by=coordinator)
    return family


def expected(shelter, by):
    (found,) = forecast.departures([shelter], timezone.now(), by=by)
    return found


def goes(family, programme, days, **facts):
    moment = timezone.now() + timedelta(days=days, hours=1)
    return AppointmentFactory(household=family, programme=programme, starts_at=moment, **facts)


def test_who_is_on_an_appointment_is_expected_to_go_on_its_day(coordinator, shelter, family, programme):
    row = goes(family, programme, 3, covers=list(family.persons.all()[:2]))

    found = expected(shelter, coordinator)

    assert [day for day, people in found.days if people] == [row.local.date()]
    assert (found.people, len(found.days)) == (2, 14)


def test_nobody_is_counted_twice(coordinator, shelter, family, programme):
    goes(family, programme, 3)
    goes(family, programme, 5)

    assert expected(shelter, coordinator).people == 3


@pytest.mark.parametrize(
    ("days", "facts", "leads"),
    [
        (20, {}, True),
        (-1, {}, True),
        (3, {"status": Appointment.Status.BY_FAMILY}, True),
        (3, {}, False),
    ],
)
def test_what_does_not_count(coordinator, shelter, family, programme, days, facts, leads):
    programme.leads_to_departure = leads
    programme.save()
    goes(family, programme, days, **facts)

    assert expected(shelter, coordinator).people == 0


def test_families_without_a_bed_and_other_houses_do_not_count(
    coordinator, house, shelter, programme, stranger
):
    goes(make_household(house, "woman"), programme, 3)
    goes(make_household(stranger.organization, "woman"), programme, 3)

    assert expected(shelter, coordinator).people == 0


def test_closing_the_programme_lets_the_forecast_fall_and_nobody_leave(
    coordinator, network_desk, shelter, family, programme
):
    goes(family, programme, 3)
    before = expected(shelter, coordinator).people
    act = acts.begin(
        programme, Wanted("close", timezone.now(), "America/New_York"), asked="one", by=network_desk
    )
    shares.finish_all()
    fallen = expected(shelter, coordinator).people
    acts.undo(act, by=network_desk)
    shares.finish_all()

    assert (before, fallen, expected(shelter, coordinator).people) == (3, 0, 3)
    assert Stay.objects.in_use().count() == 3


@pytest.mark.parametrize("count", [1, 3])
def test_many_cost_two_queries(
    coordinator, house, shelter, family, programme, count, django_assert_num_queries
):
    goes(family, programme, 3)
    houses = [shelter, *[ShelterFactory(organization=house) for _each in range(count)]]

    with django_assert_num_queries(2):
        forecast.departures(houses, timezone.now(), by=coordinator)


def test_the_page_shows_counts_and_no_code(signed_in, coordinator, shelter, family, programme):
    goes(family, programme, 3)

    shown = signed_in(coordinator).get("/departures/").content.decode()

    assert "3 people in 14 days" in shown
    assert family.code not in shown


@pytest.mark.parametrize("who", ["desk", "reader", "network_desk", "city"])
def test_who_lists_nobody_does_not_see_it(request, signed_in, who):
    assert signed_in(request.getfixturevalue(who)).get("/departures/").status_code == 403
