"""The script on a router with openNDS: it ends what was opened when the turn ends."""

import base64
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings

SCRIPT = Path(settings.BASE_DIR) / "deploy" / "opennds" / "posada_binauth.sh"


def asked(method, custom):
    """As openNDS calls it for a sign-in: the ninth word is what our page sent along."""
    words = [
        method,
        "02:00:5e:10:00:01",
        "",
        "",
        "redir",
        "agent",
        "192.168.8.23",
        "token",
        quote(custom, safe=""),
    ]
    return subprocess.run(["sh", SCRIPT, *words], capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("seconds", [1, 3000, 43200])
def test_the_session_is_as_long_as_the_turn(seconds):
    done = asked("auth_client", base64.b64encode(f"seconds={seconds}".encode()).decode())

    assert (done.returncode, done.stdout.strip()) == (0, f"{seconds} 0 0 0 0")


@pytest.mark.parametrize("custom", ["", "na", "c2Vjb25kcz0=", "c2Vjb25kcz0kKGlkKQ==", "$(id)"])
def test_without_a_length_nobody_comes_in(custom):
    done = asked("auth_client", custom)

    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.parametrize("method", ["client_auth", "timeout_deauth", "shutdown_deauth"])
def test_what_else_it_is_told_it_lets_pass(method):
    assert asked(method, "").returncode == 0
