"""A client that costs little: prepared requests over kept connections, one thread, no parsing to speak of."""

import selectors
import socket
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median, quantiles

HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length:"


@dataclass
class Outcome:
    """What one run gave: seconds of each request, and how often each status came."""

    elapsed: float = 0.0
    busy: float = 0.0
    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    refused: str = ""

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.seconds) / self.elapsed

    @property
    def p50(self) -> float:
        """Milliseconds."""
        return median(self.seconds) * 1000

    @property
    def p95(self) -> float:
        """Milliseconds."""
        return quantiles(self.seconds, n=20)[18] * 1000

    def count(self, status: int, answer: bytes) -> None:
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status >= 400 and not self.refused:
            self.refused = answer.decode(errors="replace")[:400]


def request(method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b"") -> bytes:
    """The bytes of one request."""
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: localhost",
        *(f"{k}: {v}" for k, v in (headers or {}).items()),
    ]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Line:
    """One kept connection with at most one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.begun = 0.0
        self.received = b""
        self.needed = 0

    def send(self, order: bytes) -> None:
        self.received, self.needed = b"", 0
        self.begun = time.perf_counter()
        self.socket.sendall(order)

    def is_answered(self) -> bool:
        """Read what is there; True when the answer is complete."""
        part = self.socket.recv(262144)
        if not part:
            raise ConnectionError(f"The server closed the line after {self.received[:200]!r}")
        self.received += part
        if not self.needed:
            head, end, _body = self.received.partition(HEAD_END)
            if not end:
                return False
            at = head.lower().index(LENGTH) + len(LENGTH)
            self.needed = len(head) + 4 + int(head[at:].split(b"\r\n", 1)[0])
        return len(self.received) >= self.needed

    @property
    def status(self) -> int:
        return int(self.received[9:12])


def drive(port: int, orders: Iterable[bytes], *, clients: int, seconds: float = 3600.0) -> Outcome:
    """Let `clients` connections work off the orders, each waiting for its answer, for so long at most."""
    outcome, waiting = Outcome(), iter(orders)
    lines = [Line(port) for _each in range(clients)]
    begun, worked = time.perf_counter(), time.thread_time()
    with selectors.DefaultSelector() as selector:
        open_lines = 0
        for line in lines:
            selector.register(line.socket, selectors.EVENT_READ, line)
            open_lines += _next(line, waiting, begun + seconds)
        while open_lines:
            for key, _event in selector.select():
                line = key.data
                if line.is_answered():
                    outcome.seconds.append(time.perf_counter() - line.begun)
                    outcome.count(line.status, line.received)
                    open_lines -= not _next(line, waiting, begun + seconds)
    outcome.elapsed = time.perf_counter() - begun
    outcome.busy = (time.thread_time() - worked) / outcome.elapsed
    for line in lines:
        line.socket.close()
    return outcome


def _next(line: Line, waiting: Iterator[bytes], deadline: float) -> bool:
    if time.perf_counter() > deadline:
        return False
    order = next(waiting, None)
    if order is not None:
        line.send(order)
    return order is not None
