"""Settings of the test run: the site's own, on a folder and an engine of this run.

POSADA_TEST_ENGINE=postgresql runs the same suite on PostgreSQL; `make test` does both.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.services import NOT_TESTED, postgresql

ENGINE = os.environ.get("POSADA_TEST_ENGINE", "sqlite")
FIRST = "PYTEST_XDIST_WORKER" not in os.environ and "POSADA_TEST_FOLDER" not in os.environ

if FIRST:
    # The process that begins the run prepares; its workers inherit what it found through the environment.
    folder = tempfile.mkdtemp(prefix="posada-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = postgresql.find_or_start() if ENGINE == "postgresql" else None
    if server:
        atexit.register(server.stop)
    elif ENGINE == "postgresql":
        sys.stderr.write(f"{NOT_TESTED} PostgreSQL is not here: the whole suite on PostgreSQL\n")
        sys.exit(1 if os.environ.get("CI") == "true" else 0)
    for name in [name for name in os.environ if name.startswith("POSADA_") and "TEST" not in name]:
        del os.environ[name]
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PORT"):
        os.environ.pop(name, None)
    os.environ["POSADA_TEST_FOLDER"] = folder
    os.environ["POSADA_DATA"] = folder
    os.environ["POSADA_DATABASE_POOL"] = "0"  # race tests count their own connections
    if server:
        os.environ["DATABASE_URL"] = server.url

from config.catalogs import compile_all
from config.settings import *  # noqa: F403
from config.settings import DATABASES, LOCALE_PATHS, MIDDLEWARE

compile_all(LOCALE_PATHS)

if ENGINE == "sqlite":
    # A file and not memory: races need connections of several threads and processes.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(os.environ["POSADA_TEST_FOLDER"]) / "test.sqlite3")}

# PostgreSQL shows each request of the suite what it would show a served site, and no more.
MIDDLEWARE = ["tests.behind.BehindMiddleware", *MIDDLEWARE]

# Tests read the source texts; tests/test_texts.py reads the translations.
LANGUAGE_CODE = "en"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
# Tests call the purge themselves; importing the site must not.
PURGE_BEFORE_SERVING = False
# Tests make their rows as a superuser; requests go behind the walls by tests.behind.
REFUSE_WITHOUT_WALLS = False
# What tests do themselves is not asked for whom it is done; every request is (tests/behind.py).
WITHOUT_TENANT = ""
# Argon2 is slow on purpose; tests sign in thousands of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
