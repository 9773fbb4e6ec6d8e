"""A tablet turned over to a guest: staff are signed out, and nothing is left of what the guest read."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from schedules import tablets
from schedules.models import LentDevice, Loan
from schedules.signs import signs_of
from tests.factories.appointments import ProgrammeFactory
from tests.factories.schedules import LentDeviceFactory, LoanFactory
from tests.factories.shelters import ShelterFactory, make_household

pytestmark = pytest.mark.django_db


@pytest.fixture
def tablet(house):
    shelter = ShelterFactory(organization=house, time_zone="America/Tijuana")
    return LentDeviceFactory(shelter=shelter, label="Tablet 1", is_shared=True)


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child")


@pytest.fixture
def client(signed_in, desk):
    return signed_in(desk)


@pytest.fixture
def handed(client, tablet, family):
    """The same browser, in a guest's hands."""
    client.post(f"/loans/devices/{tablet.pk}/turn-over/", {"code": str(family)})
    return client


def words(answer):
    return answer.content.decode()


def test_turning_over_is_a_loan_and_ends_the_session(client, tablet, family):
    answer = client.post(f"/loans/devices/{tablet.pk}/turn-over/", {"code": str(family)})

    assert answer.headers["Location"] == "/tablet/"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert Loan.objects.get().household == family
    assert client.get("/admin/").status_code == 302
    assert client.get("/desk/").status_code == 302


def test_what_is_out_already_stays_with_its_family(client, tablet, family):
    loan = LoanFactory(device=tablet, household=family)

    client.post(f"/loans/devices/{tablet.pk}/turn-over/", {"code": ""})

    assert Loan.objects.get() == loan
    assert client.get("/tablet/").status_code == 200


def test_a_refusal_leaves_the_session_as_it_is(client, tablet):
    answer = client.post(f"/loans/devices/{tablet.pk}/turn-over/", {"code": "nonsense"})

    assert answer.status_code == 404
    assert client.get("/admin/").status_code == 200


def test_only_what_stays_in_the_house_is_turned_over(client, tablet):
    LentDevice.objects.update(is_shared=False)

    assert client.get(f"/loans/devices/{tablet.pk}/turn-over/").status_code == 404


def test_the_guest_reads_official_channels_and_sees_no_code(handed, house, family):
    programme = ProgrammeFactory(network=house.network, organization=house)

    page = handed.get("/tablet/")

    said = words(page)
    assert str(programme) in said
    assert all(str(sign.words) in said for sign in signs_of(family.code))
    assert not any(text in said for text in (family.code, str(family), str(family.pk), "Tablet 1"))
    assert family.code[8:12] not in str(handed.cookies[tablets.cookie_name()].value)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Refresh"] == "300;url=/tablet/rest/"


def test_nothing_of_a_houses_own_is_shown(handed, house):
    own = ProgrammeFactory(network=None, organization=house, name_en="Own thing", name_es="Cosa propia")

    assert str(own) not in words(handed.get("/tablet/"))


@pytest.mark.parametrize("way", ["/tablet/rest/", "/tablet/leave/"])
def test_after_leaving_or_five_idle_minutes_the_pages_are_closed(way, handed):
    handed.post("/language/", {"language": "es", "next": "/tablet/"})

    answer = handed.get(way)

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert handed.cookies["lang"].value == ""
    assert handed.get("/tablet/").headers["Location"] == "/tablet/rest/"


def test_whoever_has_it_goes_on_with_one_touch(handed):
    handed.get("/tablet/rest/")

    assert handed.post("/tablet/again/").headers["Location"] == "/tablet/"
    assert handed.get("/tablet/").status_code == 200


def test_the_quick_way_out_says_the_day_and_nothing_else(handed):
    said = words(handed.get("/tablet/leave/"))

    assert not any(word in said for word in ("Official", "channel", "tablet is yours", "Posada"))


def test_when_the_time_is_over_only_the_way_back_to_the_desk_is_left(client, tablet, family):
    begun = timezone.now() - timedelta(hours=1)
    LoanFactory(device=tablet, household=family, handed_at=begun, due_at=begun + timedelta(minutes=30))
    client.post(f"/loans/devices/{tablet.pk}/turn-over/")

    assert client.get("/tablet/").headers["Location"] == "/tablet/rest/"
    assert client.post("/tablet/again/").headers["Location"] == "/tablet/rest/"
    assert "back to the desk" in words(client.get("/tablet/rest/"))


def test_a_tablet_that_nobody_turned_over_shows_nothing():
    client = Client()
    client.cookies[tablets.cookie_name()] = "made-up"

    assert client.get("/tablet/").headers["Location"] == "/tablet/rest/"
    assert client.get("/tablet/rest/").status_code == 200
    assert client.get("/tablet/leave/").status_code == 200
