"""A canary goes in everywhere; the log names route and fault, and holds nothing of it."""

import base64
import io
import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
import structlog
from asgiref.testing import ApplicationCommunicator
from django.conf import settings as django_settings
from django.test import Client
from django.views.debug import get_exception_reporter_class

from config import failures, sockets
from config.celery import app
from core.logs import configure, lines
from tests.core.logs import breaking
from tests.core.logs.breaking import CANARY, WithCanary, break_task, break_thread
from tests.loops import run

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.logs.breaking")]
TRACES = (CANARY, "Xóchitl", quote(CANARY), json.dumps(CANARY)[1:-1], "203.0.113.77",
          base64.b64encode(CANARY.encode()).decode())  # fmt: skip
Log = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def log() -> Iterator[Log]:
    """Everything that any logger lets through, as the site writes it: checked for canaries at the end."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(lines())
    handler.setLevel(logging.DEBUG)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)
    written = stream.getvalue()
    assert written, "nothing was logged, so nothing was proven"
    assert [trace for trace in TRACES if trace in written] == []


def told(log: Log, event: str) -> dict[str, Any]:
    """The one line of an event."""
    found = [line for line in log() if line["event"] == event]
    assert len(found) == 1, found
    return found[0]


def careless_client() -> Client:
    client = Client(
        raise_request_exception=False,
        REMOTE_ADDR="203.0.113.77",
        headers={"User-Agent": CANARY.encode().decode("latin-1"), "X-Guest": quote(CANARY)},
    )
    client.cookies["guest"] = quote(CANARY)
    return client


def test_a_page_that_breaks_is_told_by_route_kind_and_place(log):
    answer = careless_client().post(f"/break/{quote(CANARY)}/?q={quote(CANARY)}", {"called_name": CANARY})

    line = told(log, "request_failed")
    assert (line["route"], line["method"], line["status"]) == ("break_page", "POST", 500)
    assert line["exception"] == "tests.core.logs.breaking.WithCanary"
    assert line["caused_by"] == ["ValueError"]
    assert line["frames"][-1].startswith("tests/core/logs/breaking.py:")
    assert line["frames"][-1].endswith(" break_page")
    assert isinstance(line["duration_ms"], int)
    assert line["request"] == answer.headers["X-Request-ID"]
    assert line["request"] in answer.content.decode()
    assert CANARY not in answer.content.decode()


def test_the_api_gives_the_number_in_its_one_shape(log):
    answer = careless_client().get(f"/api/v1/break/?q={quote(CANARY)}")

    assert told(log, "request_failed")["route"] == "break_api"
    assert answer.json()["code"] == "broken"
    assert answer.headers["X-Request-ID"] in answer.json()["help"]


def test_a_fault_of_the_database_says_its_number_and_not_its_values(log):
    careless_client().get("/break-database/")

    line = told(log, "request_failed")
    assert line["exception"].startswith("django.db.utils.")
    assert all(not frame.startswith("/") for frame in line["frames"])


def test_what_goes_well_or_is_not_there_names_no_address(log):
    client = careless_client()

    client.get(f"/nothing/{quote(CANARY)}/")
    client.get(f"/health/?q={quote(CANARY)}")

    served = [(line["route"], line["status"]) for line in log() if line["event"] == "request_served"]
    assert served == [("", 404), ("health", 200)]


def test_messages_of_libraries_keep_their_own_words_and_numbers_only(log):
    careless_client().get("/talk/")

    said = [line["event"] for line in log() if line["logger"] == "careless.library"]
    assert said == ["Looking for …, 3 times", "…", "Found it", "…"]
    assert [line for line in log() if line["logger"] == "django.request"] == []


def test_keys_that_nobody_allowed_are_dropped(log):
    structlog.get_logger("posada.test").warning("tried", rule="called_name", guest=CANARY, rows=3)

    line = told(log, "tried")
    assert (line["rule"], line["rows"]) == ("called_name", 3)
    assert "guest" not in line


def test_a_task_that_breaks_is_told_by_name_and_place(log):
    break_task.apply(args=[CANARY], throw=False)

    line = told(log, "task_failed")
    assert line["task"] == "tests.core.logs.breaking.break_task"
    assert line["exception"] == "tests.core.logs.breaking.WithCanary"
    assert line["frames"][-1].endswith(" break_task")


def test_celery_adds_no_handler_of_its_own(log):
    before = list(logging.getLogger().handlers)

    app.log.setup(loglevel="INFO", redirect_stdouts=False)

    assert logging.getLogger().handlers == before
    logging.getLogger("celery").warning("Here %s", CANARY)


def test_a_socket_that_breaks_is_told_and_closed(log, monkeypatch):
    monkeypatch.setattr(sockets, "websocket_urlpatterns", breaking.websocket_urlpatterns)

    async def converse() -> dict[str, Any]:
        address = {"type": "websocket", "path": f"/ws/break/{CANARY}/", "headers": [], "subprotocols": []}
        caller = ApplicationCommunicator(sockets.Sockets(), address)
        await caller.send_input({"type": "websocket.connect"})
        await caller.receive_output()
        await caller.send_input({"type": "websocket.receive", "text": CANARY})
        closed: dict[str, Any] = await caller.receive_output()
        await caller.wait()
        return closed

    assert run(converse()) == {"type": "websocket.close", "code": 1011}
    line = told(log, "socket_failed")
    assert (line["socket"], line["exception"]) == (
        "BreakingConsumer",
        "tests.core.logs.breaking.WithCanary",
    )


def test_a_thread_or_a_command_that_breaks_prints_no_message(log, capfd, monkeypatch):
    hooks = configured_hooks(monkeypatch)
    monkeypatch.setattr("threading.excepthook", hooks["thread"])

    break_thread()
    try:
        break_task.run(CANARY)
    except WithCanary as error:
        hooks["process"](type(error), error, error.__traceback__)

    assert told(log, "thread_failed")["frames"][-1].endswith(" deed")
    assert told(log, "process_failed")["exception"].endswith("WithCanary")
    out = capfd.readouterr()
    assert CANARY not in out.out + out.err


def configured_hooks(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the site puts in Python's place, without leaving it there for other tests."""
    with monkeypatch.context() as here:
        here.setattr(sys, "excepthook", sys.excepthook)
        here.setattr(threading, "excepthook", threading.excepthook)
        configure({"version": 1, "incremental": True})
        return {"process": sys.excepthook, "thread": threading.excepthook}


def test_reports_of_errors_hold_no_local_variables():
    try:
        break_task.run(CANARY)
    except WithCanary as error:
        reporter = get_exception_reporter_class(None)(None, type(error), error, error.__traceback__)

    for report in (reporter.get_traceback_text(), reporter.get_traceback_html()):
        assert CANARY not in report
        assert "WithCanary" in report
        assert "break_task" in report


def test_servers_write_no_access_log_and_nothing_goes_around_our_lines():
    loggers = django_settings.LOGGING["loggers"]

    for name in ("uvicorn.access", "granian.access", "django.request", "django.server"):
        assert loggers[name] == {"level": "CRITICAL", "handlers": [], "propagate": False}
        assert logging.getLogger(name).propagate is False
    assert {handler["formatter"] for handler in django_settings.LOGGING["handlers"].values()} == {"lines"}
    assert failures.keep_our_logging() is None
