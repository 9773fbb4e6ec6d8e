"""`manage.py check --deploy`, as a technician runs it before opening the site."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

EARNEST = {
    "POSADA_MODE": "server",
    "POSADA_URL": "https://camas.example.org",
    "POSADA_PROXIES": "1",
    "DATABASE_URL": "postgresql:///posada",
    "SECRET_KEY": "k3y-0f-th3-t3st" * 5,
    "POSADA_ROOT_SECRET": "r00t-0f-th3-t3st" * 5,
}


def check(tmp_path, **variables):
    """The check in a process of its own."""
    clean = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env={**clean, "POSADA_DATA": str(tmp_path), **EARNEST, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_site_in_earnest_has_no_warning(tmp_path):
    ended = check(tmp_path)

    assert (ended.stdout, ended.stderr, ended.returncode) == (
        "System check identified no issues (0 silenced).\n",
        "",
        0,
    )


def test_a_demo_is_refused_in_earnest(tmp_path):
    ended = check(tmp_path, POSADA_DEMO="1")

    assert ended.returncode == 1
    assert "(accounts.E001)" in ended.stderr
    assert "1 issue" in ended.stderr


@pytest.mark.parametrize(
    ("variable", "value", "warned"),
    [("POSADA_DEBUG", "1", "security.W018"), ("POSADA_URL", "http://camas.example.org", "security.W012")],
)
def test_what_is_unsafe_is_warned_of(tmp_path, variable, value, warned):
    ended = check(tmp_path, **{variable: value})

    assert ended.returncode == 1
    assert warned in ended.stderr
