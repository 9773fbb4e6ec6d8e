"""Whatever a client sends, it gets one shape back, in its language."""

import json

import pytest

from tests.callers import Caller, results
from tests.factories.shelters import ShelterFactory

SHAPE = {"code", "detail", "help"}


@pytest.fixture
def api(coordinator):
    return Caller(coordinator)


def shape_of(answer):
    body = answer.json()
    assert set(body) - {"fields"} == SHAPE
    return answer.status_code, body["code"]


def test_nobody_signed_in_is_refused_with_a_way_to_sign_in(db):
    answer = Caller().get("shelters/")

    assert shape_of(answer) == (401, "not_signed_in")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_refusals_speak_the_readers_language(api):
    spanish = api.client.get("/api/v1/shelters/?state=x", headers={"Accept-Language": "es"}).json()
    english = api.client.get("/api/v1/shelters/?state=x", headers={"Accept-Language": "en"}).json()

    assert english["fields"] == {"state": ['"x" is not a valid choice.']}
    assert spanish["fields"] != english["fields"]


@pytest.mark.parametrize(
    ("method", "path", "refusal"),
    [
        ("GET", "nowhere/", (404, "not_found")),
        ("DELETE", "nowhere/", (404, "not_found")),
        ("GET", "shelters/not-a-key/", (404, "not_found")),
        ("GET", "shelters/00000000-0000-4000-8000-000000000000/", (404, "not_found")),
        ("PUT", "shelters/", (405, "bad_method")),
        ("GET", "shelters/?limit=0", (400, "bad_input")),
        ("GET", "shelters/?limit=201", (400, "bad_input")),
        ("GET", "shelters/?limit=999999999999999999999999", (400, "bad_input")),
        ("GET", "shelters/?limit=1&limit=2", (400, "bad_input")),
        ("GET", "shelters/?cursor=AAAA", (400, "bad_input")),
        ("GET", "shelters/?cursor=%00", (400, "bad_input")),
        ("GET", "shelters/?state=%00", (400, "bad_input")),
        ("GET", "shelters/?misspelt=1", (400, "bad_input")),
        ("GET", "availability/?area=%00", (400, "bad_input")),
        ("GET", "availability/?free_at_least=99999999999999999999", (400, "bad_input")),
        ("GET", "availability/?stale=1", (400, "bad_input")),
        ("GET", "households/?code=%ff%fe", (200, None)),
    ],
)
def test_addresses_and_filters(api, method, path, refusal):
    answer = api.send(method, path)

    if refusal[1] is None:
        assert results(answer) == []
    else:
        assert shape_of(answer) == refusal


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (b"", (400, "bad_input")),
        (b"{", (400, "bad_json")),
        (b"\xff\xfe{}", (400, "bad_json")),
        (b'{"language": "\\u0000", "persons": [{}]}', (400, "bad_json")),
        (b'{"language": "\\ud800", "persons": [{}]}', (400, "bad_json")),
        (b'{"language": NaN, "persons": [{}]}', (400, "bad_json")),
        (b"[" * 100_000, (400, "bad_json")),
        (b'{"a":' * 30 + b"1" + b"}" * 30, (400, "bad_json")),
        (b'"' + b"x" * 300_000 + b'"', (413, "too_large")),
        (b"[]", (400, "bad_input")),
        (b"1", (400, "bad_input")),
        (b"null", (400, "bad_input")),
        (b"{}", (400, "bad_input")),
        (b'{"persons": {}}', (400, "bad_input")),
        (b'{"persons": [[]]}', (400, "bad_input")),
        (b'{"persons": [{"needs": "lower"}]}', (400, "bad_input")),
        (b'{"persons": [{"needs": [1]}]}', (400, "bad_input")),
        (b'{"persons": [{"gender": {"a": 1}}]}', (400, "bad_input")),
        (b'{"persons": [{"name": "Ana"}]}', (400, "bad_input")),
        (b'{"persons": [{"sleeps_with_parent": 1}]}', (400, "bad_input")),
        (json.dumps({"persons": [{}] * 41}).encode(), (400, "bad_input")),
    ],
)
def test_bodies_that_cannot_be_used(api, body, refusal):
    assert shape_of(api.post("households/", body)) == refusal


def test_each_wrong_field_is_named_where_it_stands(api):
    answer = api.client.post(
        "/api/v1/households/",
        json.dumps({"persons": [{}, {"age_band": "7"}]}),
        content_type="application/json",
        headers={"Accept-Language": "en"},
    )

    assert answer.json()["fields"] == {"persons.1.age_band": ['"7" is not a valid choice.']}


@pytest.mark.parametrize("number", [2**31, 2**63, 10**400, -1, 1.5, "8", True, None, [], {}])
def test_numbers_that_no_database_takes(api, coordinator, number):
    shelter = ShelterFactory(organization=coordinator.organization)

    answer = api.post("bus-counts/", {"shelter": str(shelter.pk), "men": number})

    assert shape_of(answer) == (400, "bad_input")


@pytest.mark.parametrize(
    ("header", "refusal"),
    [
        ({"Accept": "text/html"}, (406, "not_acceptable")),
        ({"Accept": "application/xml"}, (406, "not_acceptable")),
    ],
)
def test_json_only(api, header, refusal):
    assert shape_of(api.client.get("/api/v1/shelters/", headers=header)) == refusal


def test_forms_are_not_read(api):
    answer = api.client.post("/api/v1/households/", {"persons": "1"})

    assert shape_of(answer) == (415, "not_json")


def test_a_write_from_another_site_is_refused(coordinator):
    api = Caller(coordinator)
    api.client.handler.enforce_csrf_checks = True

    assert shape_of(api.post("households/", {"persons": [{}]})) == (403, "form_token_missing")


@pytest.mark.parametrize(("second", "wait"), [("00", "60"), ("20.6", "40"), ("59.9", "1")])
def test_too_many_requests_say_when_to_go_on(api, settings, time_machine, second, wait):
    time_machine.move_to(f"2026-11-22T18:15:{second}Z", tick=False)
    settings.API_REQUESTS_PER_MINUTE = {"member": 2, "key": 2, "anonymous": 2}
    api.get("groups/")
    api.get("groups/")

    answer = api.get("groups/")

    assert shape_of(answer) == (429, "too_many")
    assert answer.headers["Retry-After"] == wait
