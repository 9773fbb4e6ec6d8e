""" "What do you keep about me?": everything about appointments stands on the family's paper."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from appointments.actions import barriers, calendars, consents, duties
from appointments.actions.barriers import Obstacle
from appointments.actions.duties import Rhythm
from appointments.models import GapStep, Reminder, Seat
from privacy import sealed
from privacy.inventory import DECLARED
from shelters.hanging import hanging
from tests.factories.accounts import OrganizationFactory
from tests.factories.appointments import (
    AppointmentFactory,
    ProgrammeFactory,
    TrackingFactory,
    WorkshopFactory,
)
from tests.factories.shelters import ShelterFactory, make_household

ZONE = "America/Tijuana"
REFERENCE, MESSAGE = "canary-reference", "canary-message 502"


@pytest.fixture
def legal(network):
    return OrganizationFactory(network=network, kind="partner", name="Legal Norte")


@pytest.fixture
def family(house, coordinator):
    """Two persons with one of everything."""
    household, programme = make_household(house, "woman", "child"), ProgrammeFactory(organization=house)
    today = timezone.localdate()
    tracking = TrackingFactory(household=household, programme=programme)
    sealed.write(tracking, "reference", REFERENCE, day=None)
    tracking.save()
    duties.add(tracking, Rhythm(first_on=today, zone=ZONE), by=coordinator)
    appointment = AppointmentFactory(household=household, programme=programme, made_by=coordinator)
    here = {"organization": house}
    GapStep.objects.create(**here, appointment=appointment, kind="call", result="done", by=coordinator)
    at = timezone.now() - timedelta(hours=1)
    barriers.log(household, Obstacle(programme, "technical", at, ZONE, message=MESSAGE), by=coordinator)
    calendars.make_for_household(household, by=coordinator)
    Reminder.objects.create(**here, household=household, on=today)
    workshop = WorkshopFactory(shelter=ShelterFactory(organization=house), made_by=coordinator)
    Seat.objects.create(**here, household=household, workshop=workshop, number=1)
    return household


@pytest.fixture
def paper(signed_in, desk, family):
    client = signed_in(desk)

    def printed(**asked):
        answer = client.get(f"/households/{family.pk}/kept/", asked, headers={"Accept-Language": "en"})
        assert answer.status_code == 200
        sheet = answer.text.partition("<main ")[2].partition("</main>")[0]
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", sheet))

    return printed


def test_every_kind_of_row_of_a_family_is_found_by_itself():
    """A new one that leads to no household must be told on the paper in words of its own."""
    of_appointments = {label for label in DECLARED if label.startswith("appointments.")}
    found = {one.label: path for one, _model, path in hanging()}

    assert {label for label in of_appointments if DECLARED[label].about_guests} <= set(found)
    assert found["appointments.DutyMark"] == "duty__tracking__household"
    assert found["appointments.AppointmentPerson"] == "appointment__household"
    assert "shelters.Household" not in found


def test_it_is_counted_and_tells_what_ends_sooner(paper):
    told = paper()

    for line in (
        "appointments: 1 (7 days after the appointment)",
        "persons on appointments: 2 (7 days after the appointment)",
        "trackings: 1 ·",
        "duties: 1",
        "barriers: 1",
        "calendar links: 1",
        "reminders: 1 (24 hours after the day)",
        "seats: 1 (24 hours after the workshop)",
    ):
        assert line in told


def test_its_sealed_words_are_named_and_shown_only_when_the_family_asks(paper):
    told, with_words = paper(), paper(words="on")

    assert "Reference: is kept, locked with a key" in told
    assert "Exact message: is kept, locked with a key" in told
    assert REFERENCE not in told
    assert MESSAGE not in told
    assert f"Reference: {REFERENCE}" in with_words
    assert f"Exact message: {MESSAGE}" in with_words


def test_it_says_who_outside_reads_the_appointments(paper, family, legal, coordinator):
    assert "Legal Norte" not in paper()

    consent = consents.give(family, partner=legal, by=coordinator)
    told = paper()
    consents.withdraw(consent, by=coordinator)

    assert "Legal Norte reads your appointments, because you agreed." in told
    assert "consents: 1" in told
    assert "Legal Norte" not in paper()


def test_nothing_of_another_family_is_on_it(paper, house, family):
    other = make_household(house, "man")
    TrackingFactory(household=other, programme=ProgrammeFactory(organization=house))
    AppointmentFactory(household=other)
    apps.get_model("appointments", "Reminder").objects.all().delete()

    told = paper()

    assert "appointments: 1 (" in told
    assert "trackings: 1 ·" in told
    assert "reminders" not in told
