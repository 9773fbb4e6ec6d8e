"""The one message of the day, sent by Apprise to a channel of the house: here a server of ours."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from zoneinfo import ZoneInfo

import pytest

from appointments import channels as ways_out
from appointments.actions import channels
from appointments.errors import UnknownChannel
from appointments.models import HouseChannel, Reminder
from core.errors import NotAllowed
from privacy import keyring, sealed
from privacy.keyring import Subject
from shelters.models import Stay
from tests.factories.shelters import PlacesFactory, ShelterFactory, make_household

# Apprise asks for a module that Python is going to drop, and does without it then.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
FOUR = datetime(2027, 1, 11, 16, 5, tzinfo=ZoneInfo("America/Tijuana"))


@contextmanager
def ntfy(status: int = 200) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A channel on this machine: its address, and what came in."""
    came: list[dict[str, str]] = []

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"ntfy://127.0.0.1:{server.server_port}/house", came
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def shelter(house):
    return ShelterFactory(organization=house, time_zone="America/Tijuana")


def remind_somebody(shelter):
    household = make_household(shelter.organization, "man")
    Stay.objects.create(
        organization=shelter.organization, household=household, person=household.persons.get(),
        shelter=shelter, places=PlacesFactory(shelter=shelter), state=Stay.State.IN_USE,
    )  # fmt: skip
    Reminder.objects.create(organization=shelter.organization, household=household, on=FOUR.date())
    return household


def test_a_house_with_a_list_gets_one_message_a_day_without_content(shelter, coordinator):
    household = remind_somebody(shelter)
    with ntfy() as (address, came):
        channels.keep(shelter, address=address, is_on=True, by=coordinator)

        sent = [channels.send_due(FOUR), channels.send_due(FOUR)]

    assert sent == [1, 0]
    assert [one["message"] for one in came] == [ways_out.message()]
    assert household.code[:4] not in str(came)
    assert "There is a list at the desk." in ways_out.message()


def test_a_house_without_a_list_gets_none(shelter, coordinator):
    with ntfy() as (address, came):
        channels.keep(shelter, address=address, is_on=True, by=coordinator)

        assert channels.send_due(FOUR) == 0

    assert came == []


def test_a_channel_that_is_off_and_a_locked_organization_get_none(house, shelter, coordinator):
    remind_somebody(shelter)
    with ntfy() as (address, came):
        channels.keep(shelter, address=address, is_on=False, by=coordinator)
        channels.send_due(FOUR)
        channels.keep(shelter, address="", is_on=True, by=coordinator)
        house.locked_at = FOUR
        house.save()
        channels.send_due(FOUR)

    assert came == []


def test_a_message_that_does_not_go_out_is_noted(shelter, coordinator):
    remind_somebody(shelter)
    with ntfy(status=500) as (address, _came):
        channels.keep(shelter, address=address, is_on=True, by=coordinator)

        sent = channels.send_due(FOUR)

    assert (sent, HouseChannel.objects.get().last_failed_at is not None) == (0, True)


def test_the_address_is_sealed_and_goes_with_the_channel(shelter, coordinator):
    channel = channels.keep(shelter, address="ntfys://chat.example/canary", is_on=True, by=coordinator)
    row = HouseChannel.objects.get()
    kept = (sealed.read(row, "address"), b"canary" in bytes(row.address))
    subject = Subject(*row.seal_owner(), None)

    channels.forget(channel, by=coordinator)

    assert kept == ("ntfys://chat.example/canary", False)
    with pytest.raises(sealed.Erased):
        keyring.key_for_opening(subject)
    assert not HouseChannel.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["", "tgram://123456:abc/1", "whatsapp://x@y/z", "https://somebody.example/hook", "file:///etc/passwd",
     "ntfy://", "nonsense", "ntfy://host/" + "x" * 500],
)  # fmt: skip
def test_what_no_house_runs_itself_is_refused(address, shelter, coordinator):
    with pytest.raises(UnknownChannel):
        channels.keep(shelter, address=address, is_on=True, by=coordinator)
    assert not HouseChannel.objects.exists()


def test_only_who_runs_the_house_keeps_its_channel(shelter, desk, stranger):
    for member in (desk, stranger):
        with pytest.raises(NotAllowed):
            channels.keep(shelter, address="ntfys://chat.example/x", is_on=True, by=member)
