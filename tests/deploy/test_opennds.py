"""Debian's openNDS against the site: a telephone is led to our page, comes in, and is out when the turn ends.

Only by hand: see docs/technicians/wifi.md.
"""

import re
import threading
from datetime import timedelta
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.cache import cache
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from accounts.rights import Role
from schedules.actions import routers
from tests.factories.accounts import MembershipFactory
from tests.factories.schedules import WindowFactory
from tests.schedules.wifi import link_of, made, router_of, window_later
from tests.services import opennds

pytestmark = pytest.mark.skipif(bool(opennds.refused()), reason=opennds.refused())

# Seconds that the turn goes on, once the router is ready.
REST = 20


class Anything(BaseHTTPRequestHandler):
    """The internet."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()


@pytest.fixture
def coordinator(transactional_db):
    cache.clear()
    return MembershipFactory(role=Role.COORDINATOR)


@pytest.fixture
def house(coordinator, settings, tmp_path):
    """The link, and openNDS at work."""
    link = link_of(coordinator)
    key = router_of(link, by=coordinator)[0]
    with opennds.network():
        out_there = HTTPServer((opennds.INTERNET, 80), Anything)
        threading.Thread(target=out_there.serve_forever, daemon=True).start()
        site = LiveServer(f"{opennds.SITE}:0")
        settings.ALLOWED_HOSTS, settings.SITE_URL = [opennds.SITE], site.url
        try:
            with opennds.daemon(
                tmp_path, port=site.thread.port, prefix=key.prefix, faskey=routers.gate_key(key)
            ) as process:
                opennds.wait_until("307")
                yield link, process
        finally:
            site.stop()
            out_there.shutdown()
            out_there.server_close()


def tried(voucher, jar, *, custom=None):
    """Type the word of a voucher where the router leads to, and go on. What the page said, or nothing."""
    led = opennds.internet()[1]
    page = opennds.curl("-c", str(jar), led)
    fields = dict(re.findall(r'name="(csrfmiddlewaretoken|fas|login)" value="([^"]*)"', page))
    words = [f"{name}={unescape(value)}" for name, value in (fields | {"voucher": voucher}).items()]
    typed = [part for word in words for part in ("--data-urlencode", word)]
    answer = opennds.curl("-b", str(jar), *typed, led.partition("?")[0])
    way = re.search(r'<a class="button wide large" href="([^"]+)"', answer)
    if way is None:
        return re.search(r"<strong>(.*?)</strong>", answer)[1]
    address = unescape(way[1])
    if custom:
        address = re.sub(r"custom=[^&]*", f"custom={custom}", address)
    back = opennds.curl("-o", "/dev/null", "-w", "%{redirect_url}", address)
    assert back.endswith("/portal/?in=1")
    return ""


@pytest.mark.django_db(transaction=True)
def test_a_telephone_is_in_for_the_rest_of_the_turn(house, coordinator, tmp_path):
    link, process = house
    now = timezone.now().replace(microsecond=0)
    window = WindowFactory(
        amenity=link, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(seconds=REST)
    )
    good, forged, *_rest = made(window, by=coordinator)
    (early, *_rest) = made(window_later(link), by=coordinator)
    jar = tmp_path / "jar"

    for word in ("000000000", early.code):
        assert tried(word, jar)
        assert opennds.internet()[0] == "307"

    assert tried(good.code, jar) == ""
    assert opennds.internet()[0] == "200"
    (session,) = opennds.sessions(process)
    assert abs(int(session["session_end"]) - int(window.ends_at.timestamp())) <= 2

    # At the end of the turn; openNDS looks every fifteen seconds.
    opennds.wait_until("307", seconds=REST + 30)
    assert tried(good.code, jar)

    window.ends_at = timezone.now() + timedelta(minutes=20)
    window.save(update_fields=["ends_at"])
    assert tried(forged.code, jar, custom="86399.9999999999." + "0" * 64) == ""
    opennds.wait_until("307", seconds=30)
