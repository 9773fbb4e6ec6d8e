"""The settings as a whole: start, refusals, documentation."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.urls import reverse_lazy

from config import settings as site_settings


def start(tmp_path, **variables):
    """What `manage.py check` says in a process of its own."""
    clean = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        [
            sys.executable,
            "manage.py",
            "shell",
            "--no-imports",
            "-c",
            "from config import settings as s; print(s.SITE_URL)",
        ],
        cwd=settings.BASE_DIR,
        env={**clean, "POSADA_DATA": str(tmp_path), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_has_to_be_set(tmp_path):
    ended = start(tmp_path)

    assert (ended.stdout, ended.stderr, ended.returncode) == ("http://localhost:8000\n", "", 0)


def test_bad_values_stop_the_start_without_a_traceback(tmp_path):
    ended = start(tmp_path, PORT="many", POSADA_MODE="cloud", DATABASE_URL="mysql://ana:hunter2@db/posada")

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.splitlines() == [
        "Posada cannot start with these settings:",
        '  - POSADA_MODE is "cloud", but must be one of: laptop, server.',
        '  - PORT is "many", but must be a whole number from 1 to 65535.',
        "  - DATABASE_URL is not an address that begins with postgresql:// or postgres://.",
    ]


def test_every_variable_is_documented():
    source = (settings.BASE_DIR / "config/settings.py").read_text()
    document = (settings.BASE_DIR / "docs/technicians/settings.md").read_text()

    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source))
    described = set(re.findall(r"^\| `([A-Z_]+)`", document, re.MULTILINE))

    assert read == described
    assert len(read) > 10


def test_argon2_comes_first():
    assert site_settings.PASSWORD_HASHERS[0] == "django.contrib.auth.hashers.Argon2PasswordHasher"


@pytest.mark.parametrize("path", ["/nowhere/", "/admin/", reverse_lazy("account_login")])
@pytest.mark.django_db
def test_every_answer_carries_the_strict_headers(client, path):
    headers = client.get(str(path)).headers

    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"].split()[0] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in headers["Cache-Control"]


@pytest.mark.django_db  # the suite's frame around a request asks PostgreSQL for its role
def test_a_refused_host_gets_the_headers_too(client):
    answer = client.get("/", headers={"host": "elsewhere.example"})

    assert answer.status_code == 400
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
