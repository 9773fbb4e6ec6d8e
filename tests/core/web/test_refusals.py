"""Refusals as pages and as JSON, in the reader's language, under the strict policy."""

import pytest
from django.contrib import messages
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpResponse
from django.test import Client, RequestFactory

from core.errors import BadInput, NotAllowed, NotHere
from core.web import refusals
from tests.accounts.door import with_password
from tests.callers import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"


def request_for(path="/"):
    request = RequestFactory().get(path)
    request.session = {}
    return request


@pytest.mark.parametrize("refused", [NotHere(), NotAllowed(), BadInput({"name": ["Too long."]})])
def test_a_page_says_what_happened_and_what_to_do(refused):
    answer = refusals.DomainErrorMiddleware(lambda _: None).process_exception(request_for(), refused)

    page = answer.content.decode()
    assert answer.status_code == refused.status
    assert all(text in page for text in (str(refused), refused.advice, refused.code))


def test_below_the_api_it_is_the_one_json_shape(client):
    answer = client.get("/api/nothing/")

    assert answer.status_code == 404
    assert answer.json() == {
        "code": "not_found",
        "detail": "There is nothing here.",
        "help": str(NotHere.help),
    }


def test_other_faults_go_on():
    middleware = refusals.DomainErrorMiddleware(lambda _: None)

    assert middleware.process_exception(request_for(), ValueError()) is None


@pytest.mark.parametrize(
    ("handler", "status"),
    [
        (lambda request: refusals.bad_request(request, Exception()), 400),
        (lambda request: refusals.not_allowed(request, Exception()), 403),
        (lambda request: refusals.not_found(request, Exception()), 404),
        (refusals.too_many, 429),
        (refusals.broken, 500),
        (refusals.form_too_old, 403),
    ],
)
def test_every_handler_has_its_status(handler, status):
    assert handler(request_for()).status_code == status


def test_a_form_without_its_token_gets_a_page_of_ours(settings):
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a", "password": "b"})

    assert answer.status_code == 403
    assert "This form is too old" in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/account/login/",
        "/join/",
        "/recover/",
        "/nowhere/",
        "/account/2fa/",
        "/account/2fa/webauthn/add/",
        "/account/memberships/",
        "/account/password/",
        "/account/reauthenticate/",
        "/account/logout/",
        "/admin/accounts/membership/",
        "/admin/accounts/invitation/add/",
    ],
)
def test_no_page_of_the_door_needs_anything_the_strict_policy_forbids(client, coordinator, path):
    with_password(coordinator)
    if not path.startswith(("/account/login", "/join", "/recover")):
        sign_in(client, coordinator)

    answer = client.get(path, follow=True)

    page = answer.content.decode()
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert " style=" not in page
    assert " onclick=" not in page
    assert "http://" not in page.replace("http://www.w3.org", "").replace("http://testserver", "")
    assert all("src=" in tag or "application/json" in tag or "nonce=" in tag for tag in scripts(page))


def scripts(page):
    return [part.split(">")[0] for part in page.split("<script")[1:]]


@pytest.mark.parametrize(("language", "direction"), [("es", "ltr"), ("en", "ltr")])
def test_pages_carry_language_and_direction(client, language, direction):
    client.post("/language/", {"language": language, "next": "/join/"})

    assert f'<html lang="{language}" dir="{direction}">' in client.get("/join/").content.decode()


@pytest.mark.parametrize(
    "asked", [{"Sec-Fetch-Mode": "cors"}, {"Upgrade": "websocket"}], ids=["script", "socket"]
)
def test_what_was_said_waits_for_the_next_page_that_somebody_opens(client, coordinator, asked):
    with_password(coordinator)
    sign_in(client, coordinator)
    client.post("/language/", {"language": "en"})
    request = RequestFactory().get("/")
    request.session = client.session
    said = SessionStorage(request)
    said.add(messages.INFO, "Written down.")
    said.update(HttpResponse())
    request.session.save()

    unseen = client.get("/nothing/here/", headers=asked).content.decode()
    seen = client.get("/nothing/here/").content.decode()

    assert ["Written down." in page for page in (unseen, seen)] == [False, True]
