"""What a telephone sees before it is let in."""

import base64
import hashlib
import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.actions import locks
from accounts.web.guesses import HOUSE
from privacy import walls
from schedules import opennds
from schedules.actions import routers
from schedules.models import RouterKey, Voucher
from tests.schedules.wifi import REST, link_of, made, router_of, window_later, window_now

PHONE = "192.168.8.23"
HID = "c0" * 32


@pytest.fixture
def link(coordinator):
    cache.clear()
    return link_of(coordinator)


@pytest.fixture
def router(link, coordinator):
    return router_of(link, by=coordinator)[0]


@pytest.fixture
def window(link):
    return window_now(link)


@pytest.fixture
def strips(window, coordinator):
    return made(window, by=coordinator)


@pytest.fixture
def phone():
    return Client(REMOTE_ADDR=PHONE)


def fas(**more):
    told = {"hid": HID, "clientip": PHONE, "clientmac": "02:00:5e:10:00:01", "gatewayname": "Casa%20Norte",
            "gatewayaddress": "192.168.8.1:2050", "authdir": "opennds_auth", **more}  # fmt: skip
    return base64.b64encode(", ".join(f"{name}={value}" for name, value in told.items()).encode()).decode()


def way_in(page):
    """The address behind the button."""
    return urlsplit(unescape(re.search(r'<a class="button wide large" href="([^"]+)"', page)[1]))


# ---------------------------------------------------------------- RFC 8908


def test_the_states_of_the_captive_portal_api(phone, router, strips, django_capture_on_commit_callbacks):
    before = phone.get(f"/captive/{router.prefix}/", headers={"Accept": "application/captive+json"})

    assert before.json() == {
        "captive": True,
        "user-portal-url": f"http://localhost:8000/captive/{router.prefix}/portal/",
    }
    assert before["Content-Type"] == "application/captive+json"
    assert "no-store" in before["Cache-Control"]
    assert "Set-Cookie" not in before

    with django_capture_on_commit_callbacks(execute=True):
        phone.post(f"/captive/{router.prefix}/portal/", {"voucher": strips[0].code, "fas": fas()})
    after = phone.get(f"/captive/{router.prefix}/").json()

    assert after.pop("seconds-remaining") in range(
        int(REST.total_seconds()) - 60, int(REST.total_seconds()) + 1
    )
    assert (after["captive"], after["can-extend-session"]) == (False, False)
    assert Client(REMOTE_ADDR="192.168.8.24").get(f"/captive/{router.prefix}/").json()["captive"] is True


def test_behind_a_public_address_nothing_is_told(router, strips):
    assert Client(REMOTE_ADDR="8.8.8.8").get(f"/captive/{router.prefix}/").status_code == 404


def test_a_proxy_of_ours_is_believed_and_nobody_else(router, strips, settings):
    asked = {"headers": {"X-Forwarded-For": f"8.8.4.4, {PHONE}"}, "REMOTE_ADDR": "8.8.8.8"}
    assert Client().get(f"/captive/{router.prefix}/", **asked).status_code == 404

    settings.PROXIES = 1
    assert Client().get(f"/captive/{router.prefix}/", **asked).status_code == 200
    settings.PROXIES = 2
    assert Client().get(f"/captive/{router.prefix}/", **asked).status_code == 404


@pytest.mark.parametrize("path", ["", "portal/"])
def test_ended_keys_and_unknown_ones_answer_alike(phone, router, path):
    missing = phone.get(f"/captive/00000000/{path}")
    RouterKey.objects.update(revoked_at=timezone.now())
    revoked = phone.get(f"/captive/{router.prefix}/{path}")
    odd = phone.get(f"/captive/{'x' * 40}/{path}")

    assert (missing.status_code, revoked.status_code, odd.status_code) == (404, 404, 404)


def test_a_locked_house_says_so(phone, router, desk):
    with walls.within(desk.organization_id):
        locks.lock(by=desk)

    assert phone.get(f"/captive/{router.prefix}/").status_code == 423
    assert phone.get(f"/captive/{router.prefix}/portal/").status_code == 423


# ---------------------------------------------------------------- the page


def test_the_router_of_openwrt_gets_the_hash_that_opens(phone, router, strips):
    page = phone.post(f"/captive/{router.prefix}/portal/", {"voucher": strips[0].code, "fas": fas()}).text

    address = way_in(page)
    told = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert (address.scheme, address.netloc, address.path) == ("http", "192.168.8.1:2050", "/opennds_auth/")
    assert told["tok"] == hashlib.sha256(f"{HID}{routers.gate_key(router)}".encode()).hexdigest()
    seconds, until, _signature = told["custom"].split(".")
    assert REST.total_seconds() - 60 < int(seconds) <= REST.total_seconds()
    assert int(until) == int(Voucher.objects.exclude(admission=None).get().window.ends_at.timestamp())
    # The router sends the telephone back, from an address that the whole house may share.
    back = Client(REMOTE_ADDR="8.8.8.8").get(told["redir"])
    assert 'class="note success"' in back.text
    assert 'class="note success"' not in phone.get(f"/captive/{router.prefix}/portal/").text
    assert routers.gate_key(router) not in page
    assert Voucher.objects.exclude(admission=None).get() == strips[0]


def test_pressing_twice_is_the_same_telephone(phone, router, strips, django_capture_on_commit_callbacks):
    for hid, status in ((HID, 200), (HID, 200), ("ab" * 32, 409)):
        with django_capture_on_commit_callbacks(execute=True):
            answer = phone.post(
                f"/captive/{router.prefix}/portal/", {"voucher": strips[0].code, "fas": fas(hid=hid)}
            )
        assert answer.status_code == status


@pytest.mark.parametrize(
    "wrong",
    [
        {"gatewayaddress": "8.8.8.8:2050"}, {"gatewayaddress": "evil.example"},
        {"gatewayaddress": "192.168.8.1@evil.example"}, {"hid": "x"}, {"hid": ""},
    ],
)  # fmt: skip
def test_the_page_leads_to_no_router_outside_of_the_house(phone, router, strips, wrong):
    assert opennds.read(fas(**wrong)) is None
    answer = phone.post(f"/captive/{router.prefix}/portal/", {"voucher": strips[0].code, "fas": fas(**wrong)})

    assert (answer.status_code, answer.context["way"]) == (200, "")
    assert not Voucher.objects.exclude(admission=None).exists()


@pytest.mark.parametrize("nonsense", ["", "%%%", "aGVsbG8=", "\xff", "A" * 9000])
def test_what_no_router_sends_is_no_gate(nonsense):
    assert opennds.read(nonsense) is None


def test_a_router_with_its_own_page_gets_the_voucher_unused(phone, router, strips):
    login = "http://10.5.50.1/login"
    page = phone.post(f"/captive/{router.prefix}/portal/", {"voucher": strips[0].code, "login": login})

    address = way_in(page.text)
    assert address.geturl().startswith(login)
    assert parse_qs(address.query) == {"username": [strips[0].code], "password": [strips[0].code]}
    assert not Voucher.objects.exclude(admission=None).exists()
    elsewhere = phone.post(
        f"/captive/{router.prefix}/portal/", {"voucher": strips[0].code, "login": "http://evil.example/login"}
    )
    assert elsewhere.context["way"] == ""


def test_without_any_router_the_page_says_whether_it_is_good(phone, router, strips):
    answer = phone.post(f"/captive/{router.prefix}/portal/", {"voucher": strips[0].code})

    assert answer.context["opened"].seconds > 0
    assert answer.context["way"] == ""


def test_the_page_says_why_not(phone, router, coordinator, link, strips):
    (early, *_rest) = made(window_later(link), by=coordinator)

    for code, why in (
        (early.code, "voucher_early"),
        ("000000000", "voucher_unknown"),
        ("", "voucher_mistyped"),
    ):
        answer = phone.post(f"/captive/{router.prefix}/portal/", {"voucher": code})
        assert (answer.status_code, answer.context["refused"].code) == (409, why)


def test_who_guesses_is_told_to_stop_and_shuts_nobody_out(phone, router, link, strips, coordinator):
    def tried(word, at=router):
        return phone.post(f"/captive/{at.prefix}/portal/", {"voucher": word}).status_code

    right, other = strips[0].code, router_of(link, by=coordinator)[0]
    early = {tried("000000000") for _each in range(HOUSE.most - 1)}

    assert (early, [tried(right) for _each in range(3)]) == ({409}, [200] * 3)
    assert [tried("000000000") for _each in range(2)] == [409, 429]
    assert [tried(right), tried("000000000"), tried("000000000", other)] == [200, 429, 409]


@pytest.mark.parametrize(
    "login", ["http://[", "http://10.0.0.1[", "javascript://10.0.0.1/%0aalert(1)", "//10.0.0.1/"]
)
def test_the_page_leads_to_no_address_but_a_page_of_the_house(phone, router, strips, login):
    page = phone.post(f"/captive/{router.prefix}/portal/", {"voucher": strips[0].code, "login": login})

    assert (page.status_code, page.context["way"]) == (200, "")


def test_the_page_asks_for_one_word_and_needs_no_script(phone, router, window):
    page = phone.get(f"/captive/{router.prefix}/portal/?fas={fas()}").text

    assert "<script" not in page
    assert len(page) < 20_000
    assert re.findall(r'name="(\w+)"', page.split("<main")[1].split("</main")[0]) == [
        "csrfmiddlewaretoken", "fas", "login", "voucher",
    ]  # fmt: skip


def test_a_turn_that_is_over_opens_nothing(phone, router, strips, window):
    now = timezone.now()
    type(window).objects.filter(pk=window.pk).update(starts_at=now - timedelta(hours=1), ends_at=now)

    answer = phone.post(f"/captive/{router.prefix}/portal/", {"voucher": strips[0].code, "fas": fas()})

    assert answer.context["refused"].code == "voucher_unknown"
