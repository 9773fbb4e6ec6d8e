"""R2: the same Idempotency-Key has one effect, however often and however parallel it comes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from core.models import KeptAnswer
from privacy import walls
from shelters.models import Household
from tests.behind import the_walls
from tests.callers import Caller

PARTY = {"persons": [{"gender": "woman"}, {"age_band": "5-11"}]}
HEADER = {"Idempotency_Key": "arrival-1"}


@pytest.fixture
def api(coordinator):
    return Caller(coordinator)


def test_the_same_key_replays_the_answer(api):
    first = api.post("households/", PARTY, **HEADER)
    again = api.post("households/", PARTY, **HEADER)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Household.objects.count() == 1


def test_the_order_of_names_in_the_body_does_not_matter(api):
    api.post("households/", b'{"language": "es", "persons": [{}]}', **HEADER)

    again = api.post("households/", b'{"persons": [{}], "language": "es"}', **HEADER)

    assert again.headers["Idempotent-Replayed"] == "true"


def test_another_request_with_the_key_is_refused(api):
    api.post("households/", PARTY, **HEADER)

    other_body = api.post("households/", {"persons": [{}]}, **HEADER)
    other_path = api.post("placements/", PARTY, **HEADER)

    assert [(a.status_code, a.json()["code"]) for a in (other_body, other_path)] == [(422, "key_reused")] * 2
    assert Household.objects.count() == 1


def test_keys_of_two_callers_are_apart(api, desk):
    api.post("households/", PARTY, **HEADER)

    Caller(desk).post("households/", PARTY, **HEADER)

    assert Household.objects.count() == 2


def test_a_refused_request_keeps_nothing(api):
    refused = api.post("households/", {"persons": []}, **HEADER)
    corrected = api.post("households/", PARTY, **HEADER)

    assert (refused.status_code, corrected.status_code) == (400, 201)


def test_a_crash_after_the_effect_leaves_neither_effect_nor_key(api, monkeypatch):
    def crash(self, *args, **kwargs):
        raise RuntimeError("power cut")

    with monkeypatch.context() as broken:
        broken.setattr(type(KeptAnswer.objects), "create", crash)
        with pytest.raises(RuntimeError):
            api.post("households/", PARTY, **HEADER)
    assert not Household.objects.exists()

    assert api.post("households/", PARTY, **HEADER).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 129, "clé", "a\tb"])
def test_keys_that_are_none(api, key):
    answer = api.post("households/", PARTY, Idempotency_Key=key)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["Idempotency-Key"])


def test_an_answer_names_no_caller(api, coordinator):
    api.post("households/", PARTY, **HEADER)

    kept = KeptAnswer.objects.get()

    assert str(coordinator.pk) not in kept.caller
    assert len(kept.caller) == 64
    assert kept.organization_id == coordinator.organization_id


def test_after_a_day_the_key_is_new_whether_a_worker_came_by_or_not(coordinator, time_machine):
    Caller(coordinator).post("households/", PARTY, **HEADER)

    time_machine.move_to(timezone.now() + timedelta(hours=24, minutes=1))
    again = Caller(coordinator).post("households/", PARTY, **HEADER)

    assert "Idempotent-Replayed" not in again.headers
    assert (Household.objects.count(), KeptAnswer.objects.count()) == (2, 1)


def test_an_answer_is_seen_by_its_own_organization_only(api, coordinator, stranger):
    api.post("households/", PARTY, **HEADER)
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no walls in the database")

    with the_walls():
        with walls.within(coordinator.organization_id):
            assert KeptAnswer.objects.count() == 1
        with walls.within(stranger.organization_id):
            assert KeptAnswer.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_hundred_parallel_repeats_have_one_effect(coordinator):
    def send(_number):
        try:
            caller = Caller()
            caller.client.cookies = signed_in.client.cookies
            return caller.post("households/", PARTY, **HEADER)
        finally:
            connections.close_all()

    signed_in = Caller(coordinator)
    with ThreadPoolExecutor(max_workers=100) as pool:
        answers = list(pool.map(send, range(100)))

    outcomes = {(a.status_code, a.json().get("code") if a.status_code != 201 else "") for a in answers}
    running = {(409, "still_running")} if connection.vendor == "postgresql" else set()
    assert {(201, "")} <= outcomes <= {(201, "")} | running
    assert len({a.json()["id"] for a in answers if a.status_code == 201}) == 1
    assert sum("Idempotent-Replayed" not in a.headers for a in answers if a.status_code == 201) == 1
    assert Household.objects.count() == 1
