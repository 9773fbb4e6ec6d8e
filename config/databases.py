"""The two engines, and the key that is made once: what settings need that is more than a value."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote

# secure_delete overwrites erased rows; it counts only on the connections that ask for it.
PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
)

# What changes tables. Everything else, and each request, acts as the role of DATABASE_URL.
OWNER_COMMANDS = ("migrate", "database_roles", "sqlmigrate", "dbshell")


def sqlite(file: Path) -> dict[str, Any]:
    """One file. Writers queue from their first statement on, so that a lock is held before a look."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": PRAGMAS},
        "TEST": {"NAME": file.with_name("test.sqlite3")},
    }


# Statements that come again are planned once for each connection, not each time.
PREPARED = {"server_side_binding": True, "prepare_threshold": 5}


def postgresql(url: SplitResult, *, pool: int) -> dict[str, Any]:
    """A server. `pool` connections are shared by an ASGI process; 0 keeps one for each WSGI thread."""
    options: dict[str, Any] = PREPARED | dict(parse_qsl(url.query))
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": options.pop("host", url.hostname or ""),
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 0 if pool else 600,
        "CONN_HEALTH_CHECKS": not pool,
        "OPTIONS": options,
    }


def lasting_secret(file: Path) -> str:
    """The secret in `file`, made on first use. Two processes that start together get the same one."""
    with suppress(FileNotFoundError):
        return file.read_text(encoding="ascii")
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    with open(draft, "x", encoding="ascii", opener=lambda name, flags: os.open(name, flags, 0o600)) as new:
        new.write(secrets.token_urlsafe(64))
    try:
        with suppress(FileExistsError):
            os.link(draft, file)
    finally:
        draft.unlink()
    return file.read_text(encoding="ascii")
