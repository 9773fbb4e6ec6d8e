"""The pages around private calendars and channels, and the file itself."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.web import guesses
from accounts.web.guesses import Bucket
from appointments.actions import calendars, reminders
from appointments.models import CalendarLink, HouseChannel, Reminder
from shelters.actions import stays
from tests.callers import sign_in
from tests.factories.appointments import AppointmentFactory
from tests.factories.shelters import ShelterFactory, make_household, make_room

# Apprise asks for a module that Python is going to drop, and does without it then.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


@pytest.fixture
def family(house):
    return make_household(house, "woman", "child")


@pytest.fixture
def client(coordinator):
    client = Client(headers={"Accept-Language": "en"})
    sign_in(client, coordinator)
    return client


def address_in(answer):
    assert answer.status_code == 200
    found = re.search(r'value="http://[^/]+(/calendar/[\w-]+\.ics)"', answer.content.decode())
    assert found is not None
    return found[1]


def said(answer, *, without):
    """The page but for its own address and what is random."""
    return re.sub(r'(nonce|value)="[^"]+"', "", answer.content.decode()).replace(without, "")


def test_the_address_is_shown_once_and_read_without_signing_in(client, family):
    AppointmentFactory(household=family)

    address = address_in(client.post(f"/households/{family.pk}/calendar/"))

    answer = Client().get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer.content.count(b"BEGIN:VEVENT") == 1
    assert address not in client.get(f"/households/{family.pk}/").content.decode()


def test_a_program_that_asks_again_gets_nothing_new(client, family):
    AppointmentFactory(household=family)
    address = address_in(client.post(f"/households/{family.pk}/calendar/"))
    etag = Client().get(address).headers["ETag"]

    again = Client().get(address, headers={"If-None-Match": etag})

    assert (again.status_code, again.content) == (304, b"")


def test_an_unknown_a_revoked_and_a_replaced_address_answer_alike(client, family):
    first = address_in(client.post(f"/households/{family.pk}/calendar/"))
    second = address_in(client.post(f"/households/{family.pk}/calendar/"))
    link = CalendarLink.objects.open().get(household=family)
    assert client.post(f"/calendars/{link.pk}/revoke/").status_code == 302

    addresses = (first, second, f"/calendar/{'x' * 32}.ics")
    answers = {address: Client().get(address) for address in addresses}

    assert [answer.status_code for answer in answers.values()] == [404, 404, 404]
    assert len({said(answer, without=address) for address, answer in answers.items()}) == 1


def test_wrong_addresses_are_slowed_down_for_a_network_and_do_not_stop_others(client, family):
    AppointmentFactory(household=family)
    address = address_in(client.post(f"/households/{family.pk}/calendar/"))
    stranger, elsewhere = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="192.0.2.2")

    tried = [stranger.get(f"/calendar/{'x' * 31}{number % 10}.ics").status_code for number in range(31)]

    assert tried == [404] * 30 + [429]
    assert stranger.get(address).status_code == 429
    assert elsewhere.get(address).status_code == 200


def test_wrong_addresses_are_slowed_down_from_everywhere_together(db, monkeypatch):
    monkeypatch.setattr(guesses, "EVERYONE", Bucket("everyone", 3, 60))

    tried = [
        Client(REMOTE_ADDR=f"192.0.2.{number}").get(f"/calendar/{'x' * 32}.ics").status_code
        for number in range(5)
    ]

    assert tried == [404, 404, 404, 429, 429]


def test_a_program_that_asks_the_right_address_again_and_again_is_never_slowed_down(client, family):
    address = address_in(client.post(f"/households/{family.pk}/calendar/"))

    assert {Client().get(address).status_code for _each in range(40)} == {200}


def test_the_calendar_of_a_house_is_for_coordinators(client, desk, house):
    shelter = ShelterFactory(organization=house)
    other = Client()
    sign_in(other, desk)

    address = address_in(client.post(f"/tomorrow/houses/{shelter.pk}/calendar/"))

    assert other.post(f"/tomorrow/houses/{shelter.pk}/calendar/").status_code == 403
    assert Client().get(address).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_a_calendar_costs_the_same_however_much_is_in_it(count, family, desk):
    for _ in range(count):
        AppointmentFactory(household=family)
    secret = calendars.make_for_household(family, by=desk)
    client = Client()
    client.get(f"/calendar/{secret}.ics")

    with CaptureQueriesContext(connection) as captured:
        answer = client.get(f"/calendar/{secret}.ics")

    # PostgreSQL says besides for whom: first for whoever knows the secret, then for the organization.
    read = [query["sql"] for query in captured.captured_queries if query["sql"].startswith('SELECT "')]
    assert len(read) == 6
    assert answer.content.count(b"BEGIN:VEVENT") == count


def test_a_channel_is_kept_and_never_shown_again(client, house):
    shelter = ShelterFactory(organization=house)
    path = f"/tomorrow/houses/{shelter.pk}/channel/"

    kept = client.post(path, {"act": "keep", "address": "ntfys://chat.example/canary", "is_on": "on"})

    assert kept.status_code == 302
    assert "canary" not in client.get("/tomorrow/houses/").content.decode()
    assert client.post(path, {"act": "forget"}).status_code == 302
    assert not HouseChannel.objects.exists()


def test_a_channel_of_somebody_else_is_refused_with_an_advice(client, house):
    shelter = ShelterFactory(organization=house)

    answer = client.post(
        f"/tomorrow/houses/{shelter.pk}/channel/", {"act": "keep", "address": "tgram://1:a/b"}
    )

    assert answer.status_code == 400
    assert "It must be a channel that your house runs itself" in answer.content.decode()


def test_whom_to_tell_and_told(client, coordinator, house, family):
    shelter = ShelterFactory(organization=house)
    room = make_room(shelter, 2)
    beds = dict(zip(family.persons.order_by("number"), room.beds.order_by("label"), strict=True))
    stays.check_in(family, into=beds, by=coordinator)
    today = reminders.today_of(family, by=coordinator)
    Reminder.objects.create(organization=house, household=family, on=today)

    before = client.get("/tomorrow/told/")
    told = client.post(f"/households/{family.pk}/told/", follow=True)

    assert [one.household for one in before.context["waiting"]] == [family]
    assert (told.context["waiting"], told.context["told"]) == ([], 1)
