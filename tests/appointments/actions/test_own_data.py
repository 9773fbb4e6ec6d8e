"""The file in which a family takes along what is kept about its appointments."""

import csv
import io
from datetime import time, timedelta

import pytest
import pyzipper
from django.utils import timezone

from accounts.rights import Role
from appointments.actions import barriers, calendars, consents, duties
from appointments.actions.barriers import Obstacle
from appointments.actions.duties import Rhythm
from appointments.models import Appointment
from privacy import sealed
from shelters.actions import demands
from shelters.actions import household_exports as exports
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.appointments import AppointmentFactory, ProgrammeFactory, TrackingFactory
from tests.factories.shelters import make_household

PASSPHRASE = "una puerta bien cerrada"
ZONE = "America/Tijuana"


@pytest.fixture
def second(house):
    return MembershipFactory(organization=house, role=Role.COORDINATOR)


@pytest.fixture
def family(house, coordinator):
    household, programme = make_household(house, "woman", "child"), ProgrammeFactory(organization=house)
    tracking = TrackingFactory(household=household, programme=programme)
    sealed.write(tracking, "reference", "FOLIO seven", day=None)
    tracking.save()
    today = timezone.localdate()
    duties.add(tracking, Rhythm(first_on=today, zone=ZONE, at=time(9)), by=coordinator)
    AppointmentFactory(household=household, programme=programme, made_by=coordinator)
    at = timezone.now() - timedelta(hours=1)
    barriers.log(household, Obstacle(programme, "technical", at, ZONE, message="Error 502"), by=coordinator)
    partner = OrganizationFactory(network=house.network, kind="partner", name="Legal Norte")
    consents.give(household, partner=partner, by=coordinator)
    calendars.make_for_household(household, by=coordinator)
    AppointmentFactory(household=make_household(house, "man"), made_by=coordinator)
    return household


def taken(export, by):
    """The tables of the file, by name."""
    archive = pyzipper.AESZipFile(io.BytesIO(exports.take(export, passphrase=PASSPHRASE, by=by)))
    archive.setpassword(PASSPHRASE.encode())
    names = [name for name in archive.namelist() if name.endswith(".csv")]
    return {name: list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig")))) for name in names}


def of_family(family, coordinator, second, **names):
    export = exports.ask_for_family(family, with_names=bool(names), by=coordinator)
    return taken(exports.approve(export, by=second, **names), coordinator)


def test_a_family_takes_along_what_is_kept_of_its_appointments(family, coordinator, second):
    tables = of_family(family, coordinator, second)
    appointment = Appointment.objects.get(household=family)
    programme = str(appointment.programme)

    assert list(tables)[:5] == ["records.csv", *(f"records-{number}.csv" for number in (2, 3, 4, 5))]
    assert [row[:6] for row in tables["records-2.csv"][1:]] == [
        [str(family), programme, f"{appointment.local:%Y-%m-%d %H:%M %Z}", "", "confirmed", "1 2"]
    ]
    (registration,) = tables["records-3.csv"][1:]
    assert registration[:3] == [str(family), programme, "wants to begin"]
    assert registration[6] == f"every 1 weeks from {timezone.localdate()}, 09:00 {ZONE}"
    assert [row[2] for row in tables["records-4.csv"][1:]] == ["significant technical failure"]
    assert [row[1:3] for row in tables["records-5.csv"][1:]] == [
        ["consent", "Legal Norte"],
        ["calendar link", ""],
    ]


def test_sealed_words_leave_only_when_two_said_so(family, coordinator, second):
    without = str(of_family(family, coordinator, second))
    with_words = str(of_family(family, coordinator, second, names=True))

    assert ("FOLIO seven" in without, "Error 502" in without) == (False, False)
    assert ("FOLIO seven" in with_words, "Error 502" in with_words) == (True, True)


def test_the_file_of_a_demand_holds_none_of_it(family, coordinator, second):
    demand = demands.register(
        asked_by="court", received_on=timezone.now().date(), paper="court_order", wanted="households",
        codes=[str(family)], by=coordinator,
    )  # fmt: skip
    export = exports.approve(exports.ask_for_demand(demand, by=coordinator), by=second)

    assert list(taken(export, coordinator)) == ["records.csv"]


def test_an_appointment_past_its_time_is_not_taken_along(family, coordinator, second):
    Appointment.objects.filter(household=family).update(starts_at=timezone.now() - timedelta(days=8))

    assert of_family(family, coordinator, second)["records-2.csv"][1:] == []
