"""Devices and loans over the API, for the staff of their own house."""

import pytest
from django.db import connection
from django.utils import timezone

from privacy.models import AuditEntry
from privacy.verbs import Verb
from schedules.models import LentDevice, Loan
from tests.callers import Caller
from tests.factories.schedules import LentDeviceFactory, LoanFactory
from tests.factories.shelters import ShelterFactory, make_household

pytestmark = pytest.mark.django_db
CLEAN = {"signed_out": True, "history_gone": True, "camera_empty": True, "downloads_gone": True, "battery": 9}


@pytest.fixture
def tablet(house):
    return LentDeviceFactory(shelter=ShelterFactory(organization=house), label="T1", longest_minutes=60)


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child")


@pytest.fixture
def order(tablet, family):
    return {"device": str(tablet.pk), "household": str(family.pk)}


def test_out_back_wiped_and_out_again(desk, tablet, order):
    api = Caller(desk)

    loan = api.post("loans/", order)
    assert (loan.status_code, loan.json()["is_overdue"]) == (201, False)
    back = api.post(f"loans/{loan.json()['id']}/take-back/", {"condition": "scratched"})
    assert back.json()["condition_in"] == "scratched"
    assert api.post("loans/", order).json()["code"] == "still_to_wipe"
    half = api.post(f"devices/{tablet.pk}/wipe/", {**CLEAN, "camera_empty": False})
    assert (half.status_code, half.json()["code"]) == (409, "not_wiped")
    assert api.post(f"devices/{tablet.pk}/wipe/", CLEAN).json()["is_wiped"] is True
    assert api.post("loans/", order).status_code == 201


def test_lost_found_again_and_undone(desk, order):
    api = Caller(desk)
    key = api.post("loans/", order).json()["id"]

    assert api.post(f"loans/{key}/lost/").json()["lost_at"]
    found = api.post(f"loans/{key}/found-again/", {}).json()
    assert (found["lost_at"], found["closed_at"]) == (None, None)
    assert api.post(f"loans/{key}/undo/").status_code == 204
    assert api.post(f"loans/{key}/undo/").status_code == 204
    assert not Loan.objects.exists()


def test_no_loan_is_longer_than_its_device_allows(desk, order):
    answer = Caller(desk).post("loans/", {**order, "minutes": 61})

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")


@pytest.mark.parametrize("count", [1, 3])
def test_loans_are_listed_for_coordinators_at_one_price(count, coordinator, django_assert_num_queries):
    shelter = ShelterFactory(organization=coordinator.organization)
    LoanFactory.create_batch(count, device__shelter=shelter, handed_by=coordinator)
    api = Caller(coordinator)
    api.get("loans/")

    with django_assert_num_queries(4 if connection.vendor == "postgresql" else 5):
        answer = api.get("loans/?out=true")

    assert len(answer.json()["results"]) == count
    assert AuditEntry.objects.filter(verb=Verb.HOUSEHOLDS_LISTED).count() == 2


def test_volunteers_ask_about_one_household(desk, tablet, family):
    LoanFactory(device=tablet, household=family)
    api = Caller(desk)

    assert api.get("loans/").status_code == 403
    (row,) = api.get(f"loans/?household={family.pk}").json()["results"]
    assert row["code"] == str(family)


@pytest.mark.parametrize("count", [1, 3])
def test_devices_are_listed_at_one_price(count, desk, house, django_assert_num_queries):
    LentDeviceFactory.create_batch(count, shelter=ShelterFactory(organization=house))
    api = Caller(desk)
    api.get("devices/")

    with django_assert_num_queries(3):
        answer = api.get("devices/?ready=true")

    assert len(answer.json()["results"]) == count


def test_what_is_out_or_taken_away_is_not_ready(desk, tablet, family):
    LoanFactory(device=tablet, household=family)
    api = Caller(desk)

    assert api.get("devices/?ready=true").json()["results"] == []
    assert [row["label"] for row in api.get("devices/?ready=false").json()["results"]] == ["T1"]
    LentDevice.objects.update(retired_at=timezone.now())
    assert api.get("devices/").json()["results"] == []


def test_readers_and_strangers_lend_nothing(reader, stranger, order):
    assert Caller(reader).post("loans/", order).status_code == 403
    assert Caller(stranger).post("loans/", order).status_code == 404
    assert not Loan.objects.exists()
