"""A family that is away at an appointment keeps its beds: on the board, and when somebody checks it out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from appointments import absences
from appointments.errors import BedKept
from appointments.models import Appointment
from shelters.actions import stays
from shelters.models import Stay
from tests.callers import Caller
from tests.factories.appointments import AppointmentFactory
from tests.factories.shelters import ShelterFactory, make_household, make_room


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house)


@pytest.fixture
def family(house, desk, shelter):
    family = make_household(house, "woman", "child")
    room = make_room(shelter, 2, name="Uno", position=1)
    stays.check_in(family, into=dict(zip(family.persons.all(), room.beds.all(), strict=True)), by=desk)
    return family


def gone(family, *, hours=3, **more):
    at = timezone.now() - timedelta(hours=hours)
    kept = absences.kept_until(at, "America/Tijuana")
    return AppointmentFactory(household=family, starts_at=at, bed_kept_until=kept, **more)


def test_who_checks_them_out_is_asked_and_goes_on_knowingly(desk, family):
    gone(family)

    with pytest.raises(BedKept):
        stays.check_out(family, by=desk)
    in_use = Stay.objects.in_use().filter(household=family).count()
    stays.check_out(family, by=desk, confirmed=["bed_kept"])

    assert in_use == 2
    assert not Stay.objects.in_use().filter(household=family).exists()


@pytest.mark.parametrize("status", [Appointment.Status.MISSED_POLICE, Appointment.Status.TURNED_BACK])
def test_not_coming_back_in_time_ends_nothing(desk, family, status):
    gone(family, status=status)

    with pytest.raises(BedKept):
        stays.check_out(family, by=desk)


@pytest.mark.parametrize(
    ("hours", "status"),
    [
        (-5, Appointment.Status.CONFIRMED),  # they have not left yet
        (72, Appointment.Status.CONFIRMED),  # the day after is over
        (3, Appointment.Status.BY_FAMILY),
        (3, Appointment.Status.BY_PROGRAMME),
        (3, Appointment.Status.MOVED),
    ],
)
def test_nobody_is_asked_about_who_is_not_away(desk, family, hours, status):
    gone(family, hours=hours, status=status)

    assert stays.check_out(family, by=desk)


def test_the_page_asks_and_the_same_answers_go_on(signed_in, desk, family):
    gone(family)
    client = signed_in(desk)

    asked = client.post(f"/households/{family.pk}/do/", {"act": "check_out", "leaving": "onward"})
    client.post(asked.context["action"], dict(asked.context["hidden"]))

    assert asked.status_code == 409
    assert "away at an appointment" in asked.content.decode()
    assert not Stay.objects.in_use().filter(household=family).exists()
    assert set(Stay.objects.values_list("end_reason", flat=True)) == {"onward"}


def test_the_api_asks_with_a_code_that_confirms_it(desk, family):
    gone(family)
    caller = Caller(desk)

    asked = caller.post("stays/check-out/", {"household": str(family.pk)})
    done = caller.post("stays/check-out/", {"household": str(family.pk), "confirmed": ["bed_kept"]})

    assert (asked.status_code, asked.json()["code"]) == (409, "bed_kept")
    assert done.status_code == 200


def test_the_board_says_that_the_bed_is_kept_not_why(signed_in, desk, family, shelter):
    row = gone(family)

    page = signed_in(desk).get(f"/board/{shelter.pk}/").content.decode()

    assert page.count("away, kept until") == 2
    assert str(row.programme) not in page
