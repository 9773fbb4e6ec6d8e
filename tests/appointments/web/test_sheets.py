"""The sheet of one family: pictures, weekday and clocks, in its own language, without a name or a code."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from appointments import signs
from appointments.models import Programme
from privacy.models import AuditEntry
from privacy.verbs import Verb
from tests.callers import sign_in
from tests.factories.appointments import (
    AppointmentFactory,
    ClosureFactory,
    DutyFactory,
    ProgrammeFactory,
    ProgrammePlaceFactory,
    TrackingFactory,
)
from tests.factories.shelters import CANARY_NAME, make_household, tell

NINE = datetime(2027, 1, 12, 9, tzinfo=ZoneInfo("America/Tijuana"))  # a Tuesday


@pytest.fixture(autouse=True)
def afternoon():
    with time_machine.travel(NINE - timedelta(hours=17), tick=False):
        yield


@pytest.fixture
def family(house, coordinator):
    return tell(make_household(house, "woman", "child", "baby"), by=coordinator)


@pytest.fixture
def appointment(family):
    programme = ProgrammeFactory(organization=family.organization, name_en="The bridge", name_es="El puente")
    place = ProgrammePlaceFactory(programme=programme, name="El Chaparral", address="Calle 1", sign="bridge")
    return AppointmentFactory(
        household=family, programme=programme, place=place, starts_at=NINE, lead_minutes=90
    )


@pytest.fixture
def client(desk):
    client = Client(headers={"Accept-Language": "en"})
    sign_in(client, desk)
    return client


def sheet(client, household, **asked):
    answer = client.get(f"/households/{household.pk}/sheet/", asked)
    assert answer.status_code == 200
    return answer.content.decode().partition("<main ")[2].partition("</main>")[0]


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_it_says_when_to_leave_and_where_with_pictures(client, family, appointment):
    html = sheet(client, family)

    told = words(html)
    assert "Tuesday 12 January" in told
    assert ("07:30" in told, "09:00" in told) == (True, True)
    assert "El Chaparral" in told
    assert "All of you go together." in told
    assert "Birth certificates" in told
    assert "It costs nothing." in told
    assert re.findall(r"#s-(\w+)", html) == ["leave", "morning", "bridge", "people", "papers"]


def test_it_has_no_name_and_no_code(client, family, appointment):
    html = sheet(client, family)

    assert [one for one in (CANARY_NAME, family.code, str(family), str(family.pk)) if one in html] == []


def test_it_speaks_the_language_of_the_family(client, family, appointment):
    family.language = "es"
    family.save()

    told = words(sheet(client, family))

    assert "Martes 12 de enero" in told
    assert "El puente" in told
    assert "Actas de nacimiento" in told


def test_who_is_missing_is_said_calmly(client, family, appointment):
    appointment.covers.filter(person__age_band="0-4").delete()

    told = words(sheet(client, family))

    assert "On the list: 2 of 3" in told
    assert "Not on it yet: baby. Talk with the desk before you go." in told


def test_two_clocks_are_told_apart(client, family, appointment):
    appointment.zone = "America/Mexico_City"
    appointment.save()

    told = words(sheet(client, family))

    assert "Be there 11:00" in told
    assert "In the house it is 09:00 then." in told
    assert "07:30 by the clock of the house" in told


def test_duties_of_the_next_weeks_are_on_it_and_what_moved_is_said(client, family):
    comar = ProgrammeFactory(organization=family.organization, name_en="COMAR")
    window = ProgrammePlaceFactory(programme=comar, name="Window 4")
    tracking = TrackingFactory(household=family, programme=comar)
    DutyFactory(tracking=tracking, first_on=NINE.date(), every_weeks=2, at=time(9), place=window)
    DutyFactory(tracking=tracking, first_on=date(2026, 1, 1), last_on=NINE.date() - timedelta(days=2))
    ClosureFactory(programme=comar, first_day=date(2027, 1, 26), last_day=date(2027, 1, 26))

    told = words(sheet(client, family))

    assert told.count("COMAR · Window 4") == 1
    assert "Tuesday 12 January, 09:00 Leave the house 08:00" in told
    assert "Wednesday 27 January, 09:00" in told
    assert "moved: the office is closed on Tuesday 26 January" in told
    assert "No appointment is written down." not in told


def test_what_is_over_or_cancelled_is_not_on_it(client, family, appointment):
    appointment.status = "by_programme"
    appointment.save()
    AppointmentFactory(
        household=family, programme=appointment.programme, starts_at=timezone.now() - timedelta(hours=7)
    )

    assert "No appointment is written down." in words(sheet(client, family))


def test_printing_is_written_down_and_strangers_find_nothing(client, family, stranger, reader):
    sheet(client, family)
    answers = []
    for member in (stranger, reader):
        other = Client()
        sign_in(other, member)
        answers.append(other.get(f"/households/{family.pk}/sheet/").status_code)

    assert answers == [404, 403]
    assert AuditEntry.objects.filter(verb=Verb.SHEET_PRINTED, about_id=family.pk).count() == 1


@pytest.mark.parametrize(
    ("hour", "part"),
    [(0, "night"), (3, "night"), (4, "morning"), (10, "morning"), (11, "noon"), (17, "noon"), (18, "night")],
)
def test_the_part_of_the_day_goes_by_the_clock_of_the_office(hour, part):
    moment = datetime(2027, 1, 12, hour, 30, tzinfo=ZoneInfo("America/Matamoros"))

    assert signs.part_of_day(moment, "America/Matamoros") == part


@pytest.mark.parametrize("kind", Programme.Kind.values)
def test_every_kind_of_programme_and_every_place_has_a_picture(kind):
    drawn = set(re.findall(r'id="s-(\w+)"', render_to_string("appointments/signs.html")))

    assert signs.of_place(None, Programme(kind=kind)) in drawn
    assert {*signs.PLACES, *signs.PARTS_OF_DAY} <= drawn
