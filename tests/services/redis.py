"""A Redis server for one worker of a test run."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import cycle

import redis
from fakeredis import TcpFakeServer

SECONDS_TO_START = 60
SECONDS_TO_STOP = 60


@contextmanager
def running() -> Iterator[str]:
    """The address of a Redis: one that runs already, else Debian's, else an imitation in this process."""
    url = os.environ.get("REDIS_URL_TEST", "")
    program = shutil.which("redis-server")
    if url and answers(url):
        yield url
    elif program:
        with installed(program) as url:
            yield url
    else:
        with imitated() as url:
            yield url


def answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url) as client:
            return bool(client.ping())
    except redis.ConnectionError:
        return False


@contextmanager
def installed(program: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="posada-redis-") as folder:
        port = free_port()
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        url = f"redis://127.0.0.1:{port}/0"
        deadline = time.monotonic() + SECONDS_TO_START
        try:
            while not answers(url):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("Redis did not start.")
                time.sleep(0.02)
            yield url
        finally:
            process.terminate()
            process.wait(SECONDS_TO_STOP)


@contextmanager
def imitated() -> Iterator[str]:
    server = TcpFakeServer(("127.0.0.1", 0))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"redis://127.0.0.1:{server.server_address[1]}/0"
    finally:
        server.shutdown()
        thread.join(SECONDS_TO_STOP)
        server.server_close()


def _ports() -> Iterator[int]:
    """Systems give connections numbers above these. Each worker of a run has a thousand of its own."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    begin = secrets.randbelow(1_000)  # another run on this machine begins elsewhere
    return cycle([20_000 + worker % 12 * 1_000 + (begin + step) % 1_000 for step in range(1_000)])


PORTS = _ports()


def free_port() -> int:
    """One that nobody else takes before the program does, and none that was given already."""
    for port in PORTS:
        with socket.socket() as door, suppress(OSError):
            door.bind(("127.0.0.1", port))
            return port
    raise AssertionError("The numbers begin again.")
