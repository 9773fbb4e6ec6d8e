"""Debian's FreeRADIUS and radclient against the site: who comes in, and that nobody else does."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache

from accounts.rights import Role
from schedules import clients
from schedules.actions import routers, vouchers
from schedules.models import Amenity, Voucher
from tests.factories.accounts import MembershipFactory
from tests.schedules.wifi import REST, link_of, made, router_of, window_later, window_now
from tests.services import radius

PHONE, OTHER = "02-00-5E-10-00-01", "02-00-5E-10-00-02"
ACCEPT, REJECT = "Access-Accept", "Access-Reject"


@pytest.fixture
def coordinator(transactional_db):
    cache.clear()
    return MembershipFactory(role=Role.COORDINATOR)


@pytest.fixture
def link(coordinator):
    return link_of(coordinator)


@pytest.fixture
def window(link):
    return window_now(link)


@pytest.fixture
def strips(window, coordinator):
    return made(window, by=coordinator)


@pytest.fixture
def router(link, coordinator):
    return router_of(link, by=coordinator)


@pytest.fixture
def house(live_server, router):
    with radius.running(live_server.url, router[1]) as running:
        yield running


@pytest.mark.django_db(transaction=True)
def test_inside_the_turn_one_device_comes_in_for_its_rest(house, strips, router):
    answer, told = house.ask(strips[0].code, Calling_Station_Id=PHONE, Framed_IP_Address="192.168.8.23")

    assert answer == ACCEPT
    assert REST.total_seconds() - 300 < int(told["Session-Timeout"]) <= REST.total_seconds()
    assert set(told) <= {"Session-Timeout", "Message-Authenticator"}
    assert clients.seconds_left(router[0].pk, "192.168.8.23") > 0

    typed = strips[0].code.lower()
    again = f"{typed[:4]} {typed[4:8]}-{typed[8]}"
    assert house.ask(again, Calling_Station_Id=PHONE.lower())[0] == ACCEPT
    assert Voucher.objects.exclude(admission=None).count() == 1

    refused, told = house.ask(strips[0].code, Calling_Station_Id=OTHER)
    assert (refused, set(told) - {"Message-Authenticator"}) == (REJECT, {"Reply-Message"})
    assert house.ask(strips[0].code)[0] == REJECT


@pytest.mark.django_db(transaction=True)
def test_nobody_else_comes_in(house, strips, link, coordinator, window):
    (early, *_rest) = made(window_later(link), by=coordinator)
    (beside, *_rest) = made(window_now(link_of(coordinator)), by=coordinator)
    stranger = MembershipFactory(role=Role.COORDINATOR)
    (foreign, *_rest) = made(window_now(link_of(stranger)), by=stranger)
    outside = {
        "early": early.code, "of another link": beside.code, "of another house": foreign.code,
        "of nobody": "000000000", "a name": "bob", "a program": "%{exec:/bin/touch x}", "quotes": '"},{"',
    }  # fmt: skip

    # Each waits a second for its refusal: all at once.
    with ThreadPoolExecutor(len(outside)) as pool:
        answers = dict(zip(outside, pool.map(lambda code: house.ask(code)[0], outside.values()), strict=True))

    assert answers == dict.fromkeys(outside, REJECT)
    vouchers.revoke(window, by=coordinator)
    assert house.ask(strips[1].code)[0] == REJECT


@pytest.mark.django_db(transaction=True)
def test_the_link_bears_no_more(house, strips, link):
    Amenity.objects.filter(pk=link.pk).update(seats=1)

    assert [house.ask(voucher.code)[0] for voucher in strips] == [ACCEPT, REJECT, REJECT]


@pytest.mark.django_db(transaction=True)
def test_a_revoked_key_opens_nothing_from_the_next_request_on(house, strips, router, coordinator):
    assert house.ask(strips[0].code)[0] == ACCEPT

    routers.revoke(router[0], by=coordinator)

    assert house.ask(strips[1].code)[0] == REJECT


@pytest.mark.django_db(transaction=True)
def test_without_the_site_nobody_comes_in(strips, router):
    nowhere = f"http://127.0.0.1:{radius.free_port()}"

    with radius.running(nowhere, router[1]) as house:
        assert house.ask(strips[0].code)[0] == REJECT
