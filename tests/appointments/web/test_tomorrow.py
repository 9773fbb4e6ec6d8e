"""Who goes out tomorrow: gaps first, then in the order of leaving, by the clock of the house (J2)."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client

from appointments.models import Appointment, AppointmentPerson, Duty, GapStep, Tracking
from privacy.models import AuditEntry
from privacy.verbs import Verb
from shelters.models import Household, Person, Stay
from tests.callers import sign_in
from tests.factories.appointments import (
    AppointmentFactory,
    ClosureFactory,
    DutyFactory,
    ProgrammeFactory,
    ProgrammePlaceFactory,
    TrackingFactory,
)
from tests.factories.shelters import PlacesFactory, ShelterFactory, make_household

TIJUANA = ZoneInfo("America/Tijuana")
SIXTEEN = datetime(2027, 1, 11, 16, tzinfo=TIJUANA)  # a Monday
NINE = datetime(2027, 1, 12, 9, tzinfo=TIJUANA)
# Written down in one statement on PostgreSQL, in two on SQLite.
MOST = 10 if connection.vendor == "sqlite" else 9


@pytest.fixture(autouse=True)
def afternoon():
    with time_machine.travel(SIXTEEN, tick=False):
        yield


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house, time_zone="America/Tijuana")


@pytest.fixture
def programme(house):
    return ProgrammeFactory(organization=house, name_en="The bridge")


@pytest.fixture
def client(coordinator):
    client = Client(headers={"Accept-Language": "en"})
    sign_in(client, coordinator)
    return client


def family(shelter, *people):
    """A household that sleeps in the house, on counted places."""
    household = make_household(shelter.organization, *people)
    sleep([household], shelter)
    return household


def sleep(households, shelter):
    places = PlacesFactory(shelter=shelter) if not shelter.places.exists() else shelter.places.first()
    persons = Person.objects.filter(household__in=households)
    Stay.objects.bulk_create(
        Stay(
            organization=shelter.organization, household_id=person.household_id, person=person,
            shelter=shelter, places=places, state=Stay.State.IN_USE,
        )
        for person in persons
    )  # fmt: skip


def text_of(answer):
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def leaving(answer):
    return [(shown["leaves"].clock, shown["appointment"].household.code) for shown in answer.context["lines"]]


def test_the_baby_is_missing_and_stands_first(client, shelter, programme):
    early = family(shelter, "man")
    k7 = family(shelter, "woman", "child", "child", "baby")
    AppointmentFactory(household=early, programme=programme, starts_at=NINE - timedelta(hours=2))
    AppointmentFactory(
        household=k7, programme=programme, starts_at=NINE, covers=k7.persons.exclude(age_band="0-4")
    )

    answer = client.get("/tomorrow/")

    told = text_of(answer)
    assert leaving(answer) == [("08:00", k7.code), ("06:00", early.code)]
    assert "4 in the household, 3 on the appointment - missing: baby." in told
    for step in ("call the legal partner", "try to add the missing person",
                 "ask for help with the birth certificate", "decide with the family"):  # fmt: skip
        assert step in told
    assert "Tomorrow, Tuesday 12 January" in told


def test_a_step_that_was_taken_is_ticked(client, coordinator, shelter, programme):
    k7 = family(shelter, "woman", "baby")
    row = AppointmentFactory(
        household=k7, programme=programme, starts_at=NINE, covers=k7.persons.exclude(age_band="0-4")
    )
    GapStep.objects.create(
        organization=k7.organization, appointment=row, kind="call", result="done", by=coordinator
    )

    [shown] = client.get("/tomorrow/").context["lines"]

    assert [is_taken for _kind, _name, is_taken in shown["steps"]] == [True, False, False, False]


def test_the_time_to_leave_is_by_the_clock_of_the_house(client, shelter, programme):
    noon = datetime(2027, 1, 12, 12, tzinfo=ZoneInfo("America/Mexico_City"))
    AppointmentFactory(
        household=family(shelter, "man"), programme=programme, starts_at=noon, zone="America/Mexico_City"
    )

    told = text_of(client.get("/tomorrow/"))

    assert "Leave at 09:00" in told
    assert "There at 12:00 (by the clock there; here it is 10:00)" in told


def test_who_leaves_tonight_for_tomorrow_is_on_both_days(client, shelter, programme):
    dawn = datetime(2027, 1, 12, 4, 30, tzinfo=TIJUANA)
    row = AppointmentFactory(
        household=family(shelter, "man"), programme=programme, starts_at=dawn, lead_minutes=300
    )

    days = {day: leaving(client.get(f"/tomorrow/?day={day}")) for day in ("2027-01-11", "2027-01-12")}

    assert days == {day: [("23:30", row.household.code)] for day in days}
    assert leaving(client.get("/tomorrow/?day=2027-01-13")) == []


def test_who_is_away_somewhere_else_stands_on_no_list_of_this_house(client, house, shelter, programme):
    other = ShelterFactory(organization=house, time_zone="America/Tijuana", name="Other")
    here, there = family(shelter, "man"), family(other, "man")
    nowhere = make_household(house, "man")
    for household in (here, there, nowhere):
        AppointmentFactory(household=household, programme=programme, starts_at=NINE)

    of_house = client.get(f"/tomorrow/?house={shelter.pk}")

    assert {code for _clock, code in leaving(of_house)} == {here.code, nowhere.code}
    assert len(leaving(client.get("/tomorrow/"))) == 3


def test_cancelled_and_past_ones_are_not_on_the_list(client, shelter, programme):
    for status in (Appointment.Status.BY_PROGRAMME, Appointment.Status.MOVED):
        AppointmentFactory(
            household=family(shelter, "man"), programme=programme, starts_at=NINE, status=status
        )

    assert leaving(client.get("/tomorrow/")) == []


def test_an_appointment_without_an_outcome_is_asked_about(client, shelter, programme):
    row = AppointmentFactory(
        household=family(shelter, "man"), programme=programme, starts_at=SIXTEEN - timedelta(hours=7)
    )

    answer = client.get("/tomorrow/")

    assert [one.appointment for one, _when in answer.context["unanswered"]] == [row]
    assert f"/appointments/{row.pk}/" in answer.content.decode()


def test_the_week_says_each_day(client, shelter, programme):
    for days in (0, 0, 3):
        AppointmentFactory(
            household=family(shelter, "man"), programme=programme, starts_at=NINE + timedelta(days=days)
        )

    answer = client.get("/tomorrow/week/")

    assert [len(lines) for _day, lines, _duties in answer.context["days"]] == [0, 2, 0, 0, 1, 0, 0]
    assert "Tuesday 12" in text_of(answer)


def test_the_paper_has_codes_and_no_names(client, shelter, programme):
    row = AppointmentFactory(
        household=family(shelter, "man"), programme=programme, starts_at=NINE, needs_charging=True
    )

    told = text_of(client.get("/tomorrow/paper/"))

    assert "Tuesday 12 January 2027" in told
    assert str(row.household) in told


@pytest.mark.parametrize("path", ["/tomorrow/", "/tomorrow/week/", "/tomorrow/paper/", "/tomorrow/told/"])
def test_each_list_is_written_down_and_only_coordinators_see_it(client, desk, reader, path):
    assert client.get(path).status_code == 200
    for member in (desk, reader):
        other = Client()
        sign_in(other, member)
        assert other.get(path).status_code == 403

    assert AuditEntry.objects.filter(verb=Verb.TOMORROW_LISTED).count() == 1


@pytest.mark.parametrize("day", ["2027-13-01", "tomorrow", "2028-01-12"])
def test_a_day_that_is_none_or_far_away_is_not_here(client, day):
    assert client.get(f"/tomorrow/?day={day}").status_code == 404


def sign(shelter, programme, **facts):
    """The weekly signature of another family, on Tuesdays."""
    tracking = TrackingFactory(household=family(shelter, "woman"), programme=programme)
    return DutyFactory(tracking=tracking, **{"first_on": date(2027, 1, 5), **facts})


@pytest.mark.parametrize("path", ["/tomorrow/", "/tomorrow/week/", "/tomorrow/paper/"])
def test_a_duty_stands_on_every_list_with_programme_and_place(path, client, shelter, programme):
    place = ProgrammePlaceFactory(programme=programme, name="Window 4")
    timed = sign(shelter, programme, at=time(9), place=place)
    whole_day = sign(shelter, programme)

    told = text_of(client.get(path))

    assert "The bridge · Window 4" in told
    assert ("08:00" in told, "all day" in told or path == "/tomorrow/week/") == (True, True)
    assert all(str(duty.tracking.household) in told for duty in (timed, whole_day))


def test_a_closure_moves_a_duty_and_the_lists_say_so(client, shelter, programme):
    sign(shelter, programme)
    ClosureFactory(programme=programme, first_day=NINE.date(), last_day=NINE.date())

    shown = {day: client.get(f"/tomorrow/?day=2027-01-{day}") for day in (12, 13)}

    assert {day: len(answer.context["duties"]) for day, answer in shown.items()} == {12: 0, 13: 1}
    assert "moved: the office is closed on Tuesday 12 January" in text_of(shown[13])


def test_the_first_page_counts_a_family_once_and_its_duty_too(client, shelter, programme):
    duty = sign(shelter, programme, at=time(8))
    AppointmentFactory(household=duty.tracking.household, programme=programme, starts_at=NINE)
    sign(shelter, programme)

    told = text_of(client.get("/admin/"))

    assert "2 families go out first at 07:00" in told


def fill(shelter, programme, families):
    """Families of three, of whom every tenth has a child that is not on the appointment."""
    organization = shelter.organization
    households = Household.objects.bulk_create(Household(organization=organization) for _ in range(families))
    bands = ("18-59", "5-11", "0-4")
    persons = Person.objects.bulk_create(
        Person(organization=organization, household=household, number=number, age_band=band)
        for household in households
        for number, band in enumerate(bands, start=1)
    )
    sleep(households, shelter)
    maker = AppointmentFactory(household=make_household(organization, "man"), programme=programme).made_by
    rows = Appointment.objects.bulk_create(
        Appointment(
            organization=organization, household=household, programme=programme, zone="America/Tijuana",
            starts_at=NINE + timedelta(minutes=number % 90), made_by=maker,
        )
        for number, household in enumerate(households)
    )  # fmt: skip
    made = Tracking.objects.bulk_create(
        Tracking(organization=organization, household=household, programme=programme)
        for household in households
    )
    Duty.objects.bulk_create(
        Duty(
            organization=organization, tracking=tracking, first_on=date(2027, 1, 5), made_by=maker,
            zone="America/Tijuana", at=time(9) if number % 2 else None,
        )
        for number, tracking in enumerate(made)
    )  # fmt: skip
    for day in (24, 31):
        ClosureFactory(programme=programme, first_day=date(2026, 12, day), last_day=date(2026, 12, day))
    appointment_of = {row.household_id: row for row in rows}
    AppointmentPerson.objects.bulk_create(
        AppointmentPerson(
            organization=organization, person=person, appointment=appointment_of[person.household_id]
        )
        for index, person in enumerate(persons)
        if index % 30 != 2
    )


@pytest.mark.parametrize("families", [1, 500])
@pytest.mark.parametrize("path", ["/tomorrow/", "/tomorrow/paper/"])
def test_fifteen_hundred_people_cost_as_many_queries_as_three(
    path, families, client, shelter, programme, django_assert_num_queries
):
    fill(shelter, programme, families)
    client.get(path)

    with django_assert_num_queries(MOST):
        answer = client.get(path)

    assert answer.context["listing"].gaps == (families + 9) // 10
    assert len(answer.context["duties"]) == families


def test_the_first_page_counts_tomorrow(client, shelter, programme):
    k7 = family(shelter, "woman", "baby")
    AppointmentFactory(household=k7, programme=programme, starts_at=NINE, covers=[])

    told = text_of(client.get("/admin/"))

    assert "family goes out first at 08:00" in told
    assert "1 not complete" in told
