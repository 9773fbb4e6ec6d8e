"""The site as the deployment files start it, here: a copy of the image's files, other addresses."""

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import psycopg
from psycopg import sql

from tests.deploy.commands import ROOT, Commands
from tests.services.redis import free_port

# Roles belong to the whole server: workers of one run must not make the same one at once.
RUNTIME = f"posada_served_{os.getpid()}"
SECONDS_TO_START = 180
SECONDS_TO_STOP = 15  # TimeoutStopSec of the units
PR_SET_NO_NEW_PRIVS, PR_SET_MDWE = 38, 65
STEP = 0.05


def copy_of_image(folder: Path) -> Path:
    """What .dockerignore lets into the image, prepared as the image prepares it."""
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        source = ROOT / line.removeprefix("!")
        target = folder / line.removeprefix("!")
        if not line.startswith("!") or not source.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copy(source, target)
    subprocess.run([sys.executable, folder / "deploy" / "build.py"], check=True)
    return folder


@contextmanager
def new_database(server: str, like: str = "template1") -> Iterator[str]:
    """The address of an empty database on this server, or of a copy of one there; dropped at the end."""
    name = f"posada_site_{token_hex(4)}"
    make = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(like))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(make)
        try:
            before, _, options = server.partition("?")
            yield f"{before.rpartition('/')[0]}/{name}?{options}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def served_by(role: str, database_url: str) -> str:
    """The same database, for the role that serves."""
    return re.sub(r"//[^@]*@", f"//{role}:served@", database_url, count=1)


class Site:
    """Processes of one deployment; each has its own log."""

    def __init__(self, commands: Commands, environment: dict[str, str], *, code: Path, logs: Path) -> None:
        self.ports = {"web": free_port(), "sockets": free_port()}
        self.environment = {"PATH": os.environ["PATH"], **environment}
        self.code = code
        self.logs = logs
        self._commands = commands
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.database_url = ""
        self.way = ""

    def start(self, name: str, **more: str) -> subprocess.Popen[bytes]:
        """Start one process of the deployment, confined as far as a test can do that."""
        logs = (self.logs / name).open("ab")
        process = subprocess.Popen(
            [sys.executable, "-c", CONFINE, *self.command(name)],
            cwd=self.code,
            env=self.environment | more,
            stdout=logs,
            stderr=logs,
            start_new_session=True,
        )
        logs.close()
        self.processes[name] = process
        return process

    def command(self, name: str) -> list[str]:
        """The command with this environment's program and free ports of this machine."""
        program, *arguments = self._commands[name]
        here = {
            "--host": "127.0.0.1",
            "--port": str(self.ports.get(name)),
            "--runtime": RUNTIME,
            "--password-file": str(self.logs / "runtime_password"),
        }
        changed = [
            f"{word.split('=')[0]}={here[word.split('=')[0]]}" if word.split("=")[0] in here else word
            for word in arguments
        ]
        return [str(ROOT / ".venv" / "bin" / program), *changed]

    def address(self, name: str, path: str) -> str:
        return f"http://127.0.0.1:{self.ports[name]}{path}"

    def wait_until_healthy(self, name: str) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline and self.processes[name].poll() is None:
            if status_of(self.address(name, "/health/")) == 200:
                return
            time.sleep(STEP)
        raise AssertionError(f"{name} did not start:\n{self.told(name)}")

    def told(self, name: str) -> str:
        return (self.logs / name).read_text()

    def stop(self, name: str) -> int:
        """Ask politely, as a service manager does: the code it ended with, or it is left to `kill`."""
        process = self.processes[name]
        process.send_signal(signal.SIGTERM)
        code = process.wait(SECONDS_TO_STOP)
        del self.processes[name]
        return code

    def kill(self) -> None:
        """Whatever still runs; each process leads a group of its own."""
        for process in self.processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(SECONDS_TO_STOP)


def status_of(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=SECONDS_TO_START) as answer:
            status: int = answer.status
            return status
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0


def confine() -> None:
    """NoNewPrivileges= and MemoryDenyWriteExecute= as the kernel offers them without a service manager."""
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(PR_SET_MDWE, 1, 0, 0, 0)  # refused by kernels before 6.3: then only systemd does it


CONFINE = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
from tests.deploy.site import confine
sys.path.pop(0)
confine()
os.umask(0o077)
os.execv(sys.argv[1], sys.argv[1:])
"""
