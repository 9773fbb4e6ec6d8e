"""A message on disk is whole or not there, however often somebody looks."""

import threading
from contextlib import suppress
from queue import Empty

import pytest
from kombu import Connection

from config import messages

MESSAGES = 300


@pytest.fixture
def line(tmp_path):
    """Two ends of one queue in a folder of its own."""
    messages.use()
    folders = {"data_folder_in": str(tmp_path / "queue"), "data_folder_out": str(tmp_path / "queue")}
    options = {**folders, "control_folder": str(tmp_path / "queue" / "control")}
    with (
        Connection("filesystem://localhost", transport_options=options) as ours,
        Connection("filesystem://localhost", transport_options=options) as theirs,
    ):
        yield ours, theirs


def test_a_reader_that_never_stops_looking_gets_every_message_whole(line, tmp_path):
    ours, theirs = line
    told = [{"number": number, "text": "x" * 5000} for number in range(MESSAGES)]
    sender = ours.channel()

    def send():
        for one in told:
            sender._put("some", one)

    sending = threading.Thread(target=send)
    sending.start()
    found, reader = [], theirs.channel()
    while sending.is_alive() or any(tmp_path.glob("queue/*.msg*")):
        with suppress(Empty):
            found.append(reader._get("some"))
    sending.join()

    assert found == told


def test_the_first_message_needs_no_folder_to_be_there(line, tmp_path):
    ours, theirs = line

    ours.SimpleQueue("some").put({"number": 1})

    assert theirs.SimpleQueue("some").get_nowait().payload == {"number": 1}


def test_it_is_what_the_site_uses(line):
    assert type(line[0].channel()) is messages.Channel
