"""The one command: starts, answers, stops cleanly, starts again with its data."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

from django.conf import settings
from django.urls import reverse

from tests.services.redis import free_port

SECONDS_TO_START = 180
SECONDS_TO_STOP = 60


@contextmanager
def site(folder, port):
    """The running command; its output goes to a file so that nothing blocks."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    log = folder / "log"
    with log.open("a") as told:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=settings.BASE_DIR,
            env={**kept, "POSADA_DATA": str(folder), "PORT": str(port), "PYTHONUNBUFFERED": "1"},
            stdout=told,
            stderr=told,
            start_new_session=True,
        )
    try:
        yield process, log
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(SECONDS_TO_STOP)


def wait_for_door(process, log, port):
    deadline = time.monotonic() + SECONDS_TO_START
    address = f"http://127.0.0.1:{port}{reverse('account_login')}"
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=SECONDS_TO_START) as answer:
                return answer.status
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"The site did not start:\n{log.read_text()}")


def test_it_starts_answers_stops_cleanly_and_starts_again_with_its_data(tmp_path):
    port, read = free_port(), 0

    for stop in (signal.SIGINT, signal.SIGTERM):
        with site(tmp_path, port) as (process, log):
            status = wait_for_door(process, log, port)
            process.send_signal(stop)
            code = process.wait(SECONDS_TO_STOP)

        told = log.read_text()[read:]
        read += len(told)
        assert (status, code) == (200, 0)
        assert "Traceback" not in told
        assert re.search(rf"\| Posada is open at http://localhost:{port} +\|", told)
        assert told.endswith("Posada has stopped. Everything is kept.\n")


def test_a_taken_port_is_said_in_one_sentence(tmp_path):
    port = free_port()

    with socket.create_server(("127.0.0.1", port)), site(tmp_path, port) as (process, told):
        code = process.wait(SECONDS_TO_START)

    assert code == 1
    assert told.read_text() == (
        f"CommandError: Port {port} cannot be used (Address already in use). Choose another: PORT=8001.\n"
    )
