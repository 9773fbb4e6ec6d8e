"""Debian's FreeRADIUS with the files of deploy/radius, on a free port, as a user without rights."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from tests.services import not_here

FILES = Path(settings.BASE_DIR) / "deploy" / "radius"
SECRET = "a-secret-of-the-tests-only"
NEEDED = "Wi-Fi admission by RADIUS"
# Seconds. A busy machine may take its time.
PATIENCE = 60


class Radius:
    """One running server."""

    def __init__(self, port: int, client: str) -> None:
        self.port, self.client = port, client

    def ask(self, voucher: str, **attributes: str) -> tuple[str, dict[str, str]]:
        """What radclient is told: Access-Accept or Access-Reject, and the attributes of the answer."""
        asked = {
            "User-Name": voucher,
            "User-Password": voucher,
            "Message-Authenticator": "0x00",
            **attributes,
        }
        lines = ", ".join(f"{name.replace('_', '-')} = {quoted(value)}" for name, value in asked.items())
        done = subprocess.run(
            [self.client, "-x", "-r", "1", "-t", f"{PATIENCE}", f"127.0.0.1:{self.port}", "auth", SECRET],
            input=lines + "\n", capture_output=True, text=True, timeout=2 * PATIENCE, check=False,
        )  # fmt: skip
        answer = re.search(r"Received (Access-\w+)[^\n]*\n((?:\t[^\n]*\n?)*)", done.stdout)
        assert answer, done.stdout + done.stderr
        told = re.findall(r"\t([\w-]+) = \"?([^\"\n]*)", answer[2])
        return answer[1], dict(told)


@contextmanager
def running(url: str, key: str) -> Iterator[Radius]:
    """A server that asks the site at `url` with this key."""
    server, client = shutil.which("freeradius") or shutil.which("radiusd"), shutil.which("radclient")
    if not server or not client or not Path("/usr/lib/freeradius/rlm_rest.so").exists():
        not_here("freeradius with freeradius-rest and radclient", NEEDED)
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="posada-radius-") as folder:
        shutil.copytree(FILES, folder, dirs_exist_ok=True)
        Path(folder).chmod(0o755)
        environment = {
            "POSADA_URL": url, "POSADA_ROUTER_KEY": key, "POSADA_RADIUS_SECRET": SECRET,
            "POSADA_RADIUS_CLIENTS": "127.0.0.1", "POSADA_RADIUS_LISTEN": "127.0.0.1",
            "POSADA_RADIUS_PORT": str(port), "POSADA_RADIUS_TIMEOUT": f"{PATIENCE}.0",
            "PATH": os.environ["PATH"],
        }  # fmt: skip
        without_rights = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}
        process = subprocess.Popen(
            [server, "-f", "-l", "stdout", "-d", folder], env=environment, cwd=folder, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **without_rights,
        )  # fmt: skip
        try:
            wait_until_ready(process)
            yield Radius(port, client)
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE)


def wait_until_ready(process: "subprocess.Popen[str]") -> None:
    """Read until it says so."""
    told = []
    assert process.stdout
    for line in process.stdout:
        told.append(line)
        if "Ready to process requests" in line:
            return
    raise AssertionError("".join(told))


def quoted(value: str) -> str:
    """As radclient reads it: numbers and addresses bare."""
    is_bare = value == "0x00" or re.fullmatch(r"[0-9]+(\.[0-9]+){3}", value)
    return value if is_bare else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def free_port() -> int:
    """Of UDP."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
