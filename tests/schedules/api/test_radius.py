"""What FreeRADIUS asks the site; with the real one: tests/deploy/test_radius.py."""

import json

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.actions import locks
from partners.actions import keys
from partners.scopes import Scope
from privacy import walls
from schedules.models import RouterKey, Voucher
from tests.callers import Caller
from tests.factories.accounts import OrganizationFactory
from tests.schedules.wifi import REST, link_of, made, router_of, window_now

PATH = "radius/authorize/"


@pytest.fixture
def link(coordinator):
    cache.clear()
    return link_of(coordinator)


@pytest.fixture
def strips(link, coordinator):
    return made(window_now(link), by=coordinator)


@pytest.fixture
def made_key(link, coordinator):
    return router_of(link, by=coordinator)


@pytest.fixture
def router(made_key):
    return Caller(key=made_key[1])


def test_a_voucher_is_accepted_in_the_words_of_rlm_rest(router, strips):
    answer = router.post(PATH, {"voucher": strips[0].code})

    told = answer.json()
    assert answer.status_code == 200
    assert set(told) == {"control:Auth-Type", "reply:Session-Timeout"}
    assert told["control:Auth-Type"] == {"op": ":=", "do_xlat": False, "value": ["Accept"]}
    seconds = int(told["reply:Session-Timeout"]["value"][0])
    assert REST.total_seconds() - 60 < seconds <= REST.total_seconds()
    assert all(attribute["do_xlat"] is False for attribute in told.values())


def test_a_refusal_has_the_shape_of_the_site_and_words_for_the_telephone(router, strips):
    router.post(PATH, {"voucher": strips[0].code})

    answer = router.post(PATH, {"voucher": strips[0].code})

    told = answer.json()
    assert (answer.status_code, told["code"]) == (401, "voucher_used")
    assert set(told) == {"code", "detail", "help", "reply:Reply-Message"}
    assert told["reply:Reply-Message"] == {"op": ":=", "do_xlat": False, "value": [told["detail"]]}


@pytest.mark.parametrize(
    "body",
    [{}, {"voucher": 7}, {"voucher": ""}, {"voucher": "x" * 65}, {"voucher": "x", "mac": "y"}, "[", []],
)
def test_other_questions_are_refused(router, strips, body):
    answer = router.post(PATH, body)

    assert answer.status_code == 400
    assert set(answer.json()) >= {"code", "detail", "help"}


def test_only_routers_ask(network, coordinator, desk, made_key, strips):
    partner = OrganizationFactory(network=network, kind="partner")
    _key, text = keys.make(partner, label="x", scopes=list(Scope), lasts_days=9, by=coordinator)
    callers = {
        "nobody": (Caller(), 401), "a member": (Caller(desk), 403), "a partner": (Caller(key=text), 401),
        "a wrong key": (Caller(key=made_key[1][:-4] + "0000"), 401),
    }  # fmt: skip

    answers = {
        name: caller.post(PATH, {"voucher": strips[0].code}) for name, (caller, _status) in callers.items()
    }

    assert {n: a.status_code for n, a in answers.items()} == {
        n: status for n, (_c, status) in callers.items()
    }
    assert not Voucher.objects.exclude(used_at=None).exists()


def test_a_key_of_a_router_opens_nothing_else(made_key):
    for path in ("stays/", "households/", "partners/shelters/", "shelters/"):
        assert Caller(key=made_key[1]).get(path).status_code == 401


def test_revoked_keys_and_locked_houses(router, made_key, strips, desk):
    with walls.within(desk.organization_id):
        locks.lock(by=desk)
    assert router.post(PATH, {"voucher": strips[0].code}).status_code == 423

    RouterKey.objects.update(revoked_at=timezone.now())
    assert router.post(PATH, {"voucher": strips[0].code}).status_code == 401


def test_a_router_has_a_measure_of_its_own(router, strips, settings, time_machine):
    time_machine.move_to(timezone.now(), tick=False)  # its minute may end at any moment
    settings.API_REQUESTS_PER_MINUTE = {**settings.API_REQUESTS_PER_MINUTE, "router": 2, "anonymous": 1}

    answers = [router.post(PATH, {"voucher": "0" * 9}) for _each in range(3)]

    assert [answer.status_code for answer in answers] == [401, 401, 429]


def test_one_sign_in_costs_little(router, strips, django_assert_num_queries):
    router.post(PATH, {"voucher": strips[0].code})

    with django_assert_num_queries(9):
        assert router.post(PATH, {"voucher": strips[1].code}).status_code == 200


def test_a_session_alone_writes_nothing_here(desk, strips):
    caller = Caller(desk)
    caller.client = Client(enforce_csrf_checks=True, headers={})
    body = json.dumps({"voucher": strips[0].code})

    assert caller.client.post(f"/api/v1/{PATH}", body, "application/json").status_code in {401, 403}
