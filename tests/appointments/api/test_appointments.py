"""Appointments over the API, for the staff of their own house."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Organization
from appointments.models import Appointment, BarrierEntry, Tracking
from partners.actions import keys
from partners.scopes import Scope
from privacy.models import AuditEntry
from privacy.verbs import Verb
from tests.callers import Caller
from tests.factories.accounts import OrganizationFactory
from tests.factories.appointments import AppointmentFactory, ProgrammeFactory, TrackingFactory
from tests.factories.shelters import make_household


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child", "child", "baby")


@pytest.fixture
def programme(house):
    return ProgrammeFactory(organization=house)


@pytest.fixture
def order(family, programme):
    at = (timezone.now() + timedelta(days=2)).replace(microsecond=0)
    return {
        "household": str(family.pk),
        "programme": str(programme.pk),
        "starts_at": at.isoformat(),
        "zone": "America/Tijuana",
        "persons": [1, 2, 3],
    }


def test_the_answer_says_who_is_missing(desk, order):
    answer = Caller(desk).post("appointments/", order)

    assert answer.status_code == 201
    told = answer.json()
    assert told["persons"] == [1, 2, 3]
    assert told["coverage"]["missing"] == [4]
    assert told["coverage"]["is_complete"] is False
    assert told["coverage"]["sentence"] == "4 in the household, 3 on the appointment - missing: baby."


def test_nobody_can_declare_it_complete(desk, order):
    answer = Caller(desk).post("appointments/", {**order, "is_complete": True})

    assert answer.status_code == 400
    assert not Appointment.objects.exists()


def test_the_same_key_enters_it_once(desk, order):
    caller = Caller(desk)

    first = caller.post("appointments/", order, Idempotency_Key="k-1")
    again = caller.post("appointments/", order, Idempotency_Key="k-1")

    assert first.json() == again.json()
    assert Appointment.objects.count() == 1


def test_correcting_moving_ending_and_taking_back(desk, order):
    caller = Caller(desk)
    row = caller.post("appointments/", order).json()
    address = f"appointments/{row['id']}/"
    later = (timezone.now() + timedelta(days=9)).replace(microsecond=0).isoformat()

    changed = caller.patch(address, {"persons": [1, 2, 3, 4], "companion": "found"}).json()
    step = caller.post(f"{address}steps/", {"kind": "add", "result": "refused", "message": "Error 7"})
    moved = caller.post(f"{address}move/", {"starts_at": later}).json()
    ended = caller.post(f"appointments/{moved['id']}/outcome/", {"outcome": "by_family"}).json()
    undone = caller.post(f"appointments/{moved['id']}/undo/")

    assert (changed["coverage"]["is_complete"], changed["companion"]) == (True, "found")
    assert step.status_code == 201
    assert BarrierEntry.objects.count() == 1
    assert moved["moved_from"] == row["id"]
    assert ended["status"] == "by_family"
    assert undone.status_code == 204
    assert caller.get(f"appointments/{moved['id']}/").json()["status"] == "confirmed"


def test_documents_are_ticked_line_by_line(desk, stranger, order):
    caller = Caller(desk)
    address = f"appointments/{caller.post('appointments/', order).json()['id']}/documents/"

    before = caller.get(address).json()
    ticked = caller.send("PUT", address, {"ready": [1]}).json()
    again = caller.get(address).json()

    assert [each["line"] for each in before] == list(range(1, len(before) + 1))
    assert (before[0]["text"], before[0]["is_ready"]) == ("Card of the shelter", False)
    assert [each["is_ready"] for each in ticked] == [True, *[False] * (len(before) - 1)]
    assert again == ticked
    assert not any(each["is_ready"] for each in caller.send("PUT", address, {"ready": []}).json())
    assert [
        Caller(stranger).get(address).status_code,
        Caller(stranger).send("PUT", address, {"ready": [1]}).status_code,
    ] == [404, 404]


@pytest.mark.parametrize("ready", [[99], [0], ["x"], None, "1", [10**30]])
def test_a_line_that_is_not_there_is_refused(desk, order, ready):
    caller = Caller(desk)
    address = f"appointments/{caller.post('appointments/', order).json()['id']}/documents/"

    assert caller.send("PUT", address, {"ready": ready}).status_code == 400
    assert not any(each["is_ready"] for each in caller.get(address).json())


@pytest.mark.parametrize(
    ("wrong", "code"), [({"zone": ""}, 400), ({"zone": "Mars"}, 400), ({"persons": []}, 400)]
)
def test_answers_that_cannot_be_are_refused(desk, order, wrong, code):
    assert Caller(desk).post("appointments/", {**order, **wrong}).status_code == code


def test_a_registration_is_written_and_its_reference_never_shown(desk, family, programme):
    order = {"household": str(family.pk), "programme": str(programme.pk), "reference": "COMAR/wxyz/26"}
    caller = Caller(desk)

    first = caller.post("trackings/", {**order, "state": "registered"})
    again = caller.post("trackings/", {**order, "persons": [1, 2]})

    assert (first.status_code, first.json()["persons"]) == (201, [1, 2, 3, 4])
    assert (again.json()["id"], again.json()["persons"]) == (first.json()["id"], [1, 2])
    assert again.json()["has_reference"] is True
    assert "wxyz" not in again.content.decode()
    assert Tracking.objects.count() == 1


@pytest.mark.parametrize("resource", ["appointments/", "trackings/"])
def test_a_list_over_all_families_is_for_coordinators(
    coordinator, desk, reader, network_desk, city, stranger, network, family, programme, resource
):
    row = AppointmentFactory(household=family, programme=programme, made_by=coordinator)
    TrackingFactory(household=family, programme=programme)
    partner = OrganizationFactory(network=network, kind=Organization.Kind.PARTNER)
    _key, text = keys.make(partner, label="L", scopes=list(Scope), lasts_days=90, by=coordinator)
    callers = [*map(Caller, (coordinator, desk, reader, network_desk, city, stranger)), Caller(key=text)]

    codes = [caller.get(resource).status_code for caller in callers]
    found = [len(caller.get(resource).json().get("results", [])) for caller in callers]

    assert codes == [200, 403, 403, 403, 403, 200, 403]
    assert found == [1, 0, 0, 0, 0, 0, 0]
    assert Caller(desk).get(f"{resource}?household={family.pk}").status_code == 200
    assert Caller(stranger).get(f"appointments/{row.pk}/").status_code == 404


def test_looking_is_written_down(coordinator, desk, family, programme):
    row = AppointmentFactory(household=family, programme=programme, made_by=coordinator)

    Caller(coordinator).get("appointments/")
    Caller(desk).get(f"appointments/{row.pk}/")

    assert AuditEntry.objects.filter(verb=Verb.HOUSEHOLDS_LISTED, about_kind="appointment").count() == 1
    assert AuditEntry.objects.filter(verb=Verb.HOUSEHOLD_OPENED, about_id=family.pk).count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_whatever_its_length(
    coordinator, house, programme, count, django_assert_num_queries
):
    for _ in range(count):
        AppointmentFactory(
            household=make_household(house, "woman", "baby"), programme=programme, made_by=coordinator
        )
    caller = Caller(coordinator)
    caller.get("appointments/")

    with django_assert_num_queries(15 if connection.vendor == "postgresql" else 16):
        answer = caller.get("appointments/?open=true")

    assert len(answer.json()["results"]) == count
