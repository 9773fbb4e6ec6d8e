"""The script on a router with openNDS: it ends what was opened when the turn ends.

The real daemon calls it in tests/deploy/test_opennds.py, where there is one.
"""

import hashlib
import os
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings

from schedules.opennds import Gate

SCRIPT = Path(settings.BASE_DIR) / "deploy" / "opennds" / "posada_binauth.sh"
TOKEN, KEY = "678cf5c3", "0123456789abcdef"
HID = hashlib.sha256(TOKEN.encode()).hexdigest()
SHUT = "1 0 0 0 0"
HOUR = 3600


def custom(*, seconds=HOUR, until=HOUR, hid=HID, key=KEY):
    """What our page sends along for a turn that ends so many seconds from now."""
    end = datetime.fromtimestamp(time.time() + until, UTC)
    way = Gate(hid, "192.168.8.1:2050", "").way_in(key, seconds=seconds, until=end, back="")
    return parse_qs(urlsplit(way).query)["custom"][0]


@pytest.fixture
def asked(tmp_path):
    """As openNDS 9.10 calls it for a sign-in: last come its token and what our page sent along."""
    config = tmp_path / "opennds.conf"
    config.write_text(f"gatewayinterface br-lan\nfaskey {KEY}\n")

    def ask(told, *before, method="auth_client"):
        words = [method, "02:00:5e:10:00:01", "redir", *before, "agent", "192.168.8.23", TOKEN, told]
        done = subprocess.run(
            ["sh", SCRIPT, *words], capture_output=True, text=True, timeout=60, check=False,
            env={"PATH": os.environ["PATH"], "OPENNDS_CONF": str(config)},
        )  # fmt: skip
        assert done.returncode == 0, "openNDS lets in for a day where a script fails"
        return done.stdout.strip()

    return ask


@pytest.mark.parametrize("before", [[], ["name", "password"]])
def test_the_session_is_as_long_as_the_turn(asked, before):
    assert asked(custom(seconds=1234), *before) == "1234 0 0 0 0"


def test_who_waited_before_going_in_gets_the_rest_only(asked):
    seconds = int(asked(custom(seconds=HOUR, until=600)).split()[0])

    assert 480 <= seconds <= 600
    assert asked(custom(until=-1)) == SHUT


@pytest.mark.parametrize(
    "told",
    [
        "", "na", "bmE=", "$(id)", f"3600.1795395302.{'0' * 64}",
        custom(key="another"), custom(hid="0" * 64), "9" + custom(), custom() + "\n1",
    ],
    ids=["nothing", "na", "usual", "program", "unsigned", "other-key", "other-sign-in", "longer", "lines"],
)  # fmt: skip
def test_what_our_page_did_not_sign_lets_in_for_a_second(asked, told):
    assert asked(told) == SHUT


def test_without_the_key_nobody_stays(asked, tmp_path):
    (tmp_path / "opennds.conf").write_text("gatewayinterface br-lan\n")

    assert asked(custom()) == SHUT


@pytest.mark.parametrize("method", ["client_auth", "timeout_deauth", "shutdown_deauth"])
def test_what_else_it_is_told_it_lets_pass(asked, method):
    assert asked("", method=method) == ""
