"""The one command: starts, answers, stops cleanly, starts again with its data."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager

from django.conf import settings
from django.urls import reverse

from accounts.errors import TooManyTries, WrongCode
from accounts.web.guesses import NETWORK
from tests.services.redis import free_port

SECONDS_TO_START = 180
SECONDS_TO_STOP = 60


def as_delivered(folder):
    """The project as it comes to a new machine: no compiled texts, nothing that an earlier start left."""
    return shutil.copytree(
        settings.BASE_DIR, folder, ignore=shutil.ignore_patterns(".*", "*.mo", "__pycache__", "var", "tests")
    )


@contextmanager
def site(folder, port, *, tree=settings.BASE_DIR):
    """The running command; its output goes to a file so that nothing blocks."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    log = folder / "log"
    with log.open("a") as told:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=tree,
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


def page(port, language):
    """The words of the sign-in page, for a browser that prefers this language."""
    address = f"http://127.0.0.1:{port}{reverse('account_login')}"
    asked = urllib.request.Request(address, headers={"Accept-Language": language})
    with urllib.request.urlopen(asked, timeout=SECONDS_TO_START) as answer:
        return answer.read().decode()


def refusals(port, *, tries):
    """The answers to wrong codes, each sent as if it came from somewhere else."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    address = f"http://localhost:{port}{reverse('accounts:recover')}"
    shown = browser.open(address, timeout=SECONDS_TO_START).read().decode()
    word = "correct horse battery"
    typed = {"code": "AAAA-AAAA-AAAA", "password": word, "password_again": word}
    typed["csrfmiddlewaretoken"] = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', shown)[1]
    found = []
    for number in range(tries):
        sent = urllib.parse.urlencode(typed).encode()
        asked = urllib.request.Request(address, sent, {"X-Forwarded-For": f"203.0.113.{number}"})
        try:
            found.append(browser.open(asked, timeout=SECONDS_TO_START).status)
        except urllib.error.HTTPError as refused:
            found.append(refused.code)
    return found


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
    data, tree = tmp_path / "data", as_delivered(tmp_path / "tree")
    data.mkdir()

    for stop in (signal.SIGINT, signal.SIGTERM):
        with site(data, port, tree=tree) as (process, log):
            status = wait_for_door(process, log, port)
            headings = [
                re.search("<h1>(.*?)</h1>", page(port, language))[1] for language in ("es-MX", "ht", "en-US")
            ]
            # Nobody who comes from this machine says that he is somebody else (a tunnel, an onion service).
            answers = set(refusals(port, tries=NETWORK.most)), refusals(port, tries=1)
            process.send_signal(stop)
            code = process.wait(SECONDS_TO_STOP)

        told = log.read_text()[read:]
        read += len(told)
        assert (status, code) == (200, 0)
        assert answers == ({WrongCode.status}, [TooManyTries.status])
        assert headings == ["Iniciar sesión", "Konekte", "Sign in"]
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
