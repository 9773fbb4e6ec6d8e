"""Static files come over both protocols alike; warnings are errors here."""

import pytest
from asgiref.testing import ApplicationCommunicator
from django.contrib.staticfiles import finders
from django.core.handlers.asgi import ASGIHandler
from django.test import Client

from tests.loops import run

NAME = "core/alone.css"


@pytest.fixture(autouse=True)
def without_a_database(settings):
    """A file needs none; what puts requests behind the walls would open it."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("tests.")]


def over_asgi(method: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    """One request as uvicorn hands it over, and its whole answer."""

    async def answer() -> tuple[int, dict[str, str], bytes]:
        told = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        scope = {
            "type": "http",
            "method": method,
            "path": f"/static/{NAME}",
            "query_string": b"",
            "headers": told,
        }
        site = ApplicationCommunicator(ASGIHandler(), scope)
        await site.send_input({"type": "http.request", "body": b""})
        start = await site.receive_output()
        body = b""
        is_more = True
        while is_more:
            part = await site.receive_output()
            body += part.get("body", b"")
            is_more = part.get("more_body", False)
        await site.wait()
        return start["status"], {name.decode(): value.decode() for name, value in start["headers"]}, body

    return run(answer())


def over_wsgi(method: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    answer = Client(headers=headers).generic(method, f"/static/{NAME}")
    return answer.status_code, dict(answer.headers), b"".join(answer.streaming_content)


@pytest.mark.parametrize("over", [over_asgi, over_wsgi])
def test_a_file_comes_whole(over):
    found = finders.find(NAME)
    with open(found, "rb") as file:  # noqa: PTH123  finders give a path as text
        content = file.read()

    status, headers, body = over("GET", {})

    assert (status, body) == (200, content)
    assert headers["Content-Type"] == 'text/css; charset="utf-8"'
    assert headers["Content-Length"] == str(len(content))


@pytest.mark.parametrize("over", [over_asgi, over_wsgi])
def test_looking_gives_no_body(over):
    status, _headers, body = over("HEAD", {})

    assert (status, body) == (200, b"")


@pytest.mark.parametrize("over", [over_asgi, over_wsgi])
def test_a_file_that_is_known_is_not_sent_again(over):
    _status, headers, _body = over("GET", {})

    status, _headers, body = over("GET", {"If-Modified-Since": headers["Last-Modified"]})

    assert (status, body) == (304, b"")


@pytest.mark.parametrize("over", [over_asgi, over_wsgi])
def test_a_part_of_a_file_is_that_part(over):
    _status, _headers, whole = over("GET", {})

    status, _headers, body = over("GET", {"Range": "bytes=3-9"})

    assert (status, body) == (206, whole[3:10])
