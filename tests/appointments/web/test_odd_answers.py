"""Answers that no form would send: refused in words, never a fault of the site."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.appointments import AppointmentFactory, ProgrammeFactory, TrackingFactory
from tests.factories.shelters import make_household

LONG = "9" * 5000


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child")


@pytest.fixture
def programme(house):
    return ProgrammeFactory(organization=house)


@pytest.mark.parametrize(
    "odd", [{"zone": "x" * 3000}, {"zone": "America"}, {"day": "0001-01-01"}, {"clock": "25:00"}]
)
def test_an_appointment_at_no_moment_is_refused(signed_in, desk, family, programme, odd):
    answers = {"day": "2026-12-01", "clock": "09:00", "zone": "America/Tijuana", "person_1": "on"} | odd

    answer = signed_in(desk).post(f"/households/{family.pk}/appointments/new/{programme.pk}/", answers)

    assert answer.status_code == 400


def test_numbers_that_nobody_has_are_nobody(signed_in, desk, family, programme):
    row = AppointmentFactory(household=family, programme=programme)
    client = signed_in(desk)

    assert client.post(f"/appointments/{row.pk}/do/", {"act": "ready", "line": LONG}).status_code == 302
    answers = {"act": "change", "day": "2026-12-01", "clock": "09:00", f"person_{LONG}": "on"}
    assert client.post(f"/appointments/{row.pk}/do/", answers).status_code == 400


def test_the_time_of_a_duty_is_on_the_wall_of_the_office(signed_in, desk, family, programme):
    row = TrackingFactory(household=family, programme=programme)
    first_on = timezone.now().date() + timedelta(days=1)
    answers = {"tracking": str(row.pk), "first_on": f"{first_on}", "at": "08:00+05:00"}

    answer = signed_in(desk).post(f"/households/{family.pk}/duties/", answers)

    assert answer.status_code == 302
    assert f"{row.duties.get().at}" == "08:00:00"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_an_obstacle_at_no_moment_is_refused(signed_in, coordinator, family, programme, day):
    answers = {"programme": str(programme.pk), "kind": "technical", "day": day, "clock": "08:00"}
    client = signed_in(coordinator)

    assert client.post(f"/households/{family.pk}/barriers/", answers).status_code == 400
    cut = answers | {"codes": family.code, "from": "00:00", "until": "23:59"}
    assert client.post("/barriers/cut/", cut).status_code == 400
