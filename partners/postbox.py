"""Posting to an address that somebody else typed: over TLS, to a public machine, without following anybody.

The name is looked up once, the answer is checked, and that very machine is called: a name that changes in
between (DNS rebinding) leads nowhere inside. Machines of the own network are called only where the technician
names them (POSADA_WEBHOOKS_INSIDE).
"""

import ipaddress
import socket
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from ipaddress import IPv4Address, IPv6Address
from threading import Timer
from urllib.parse import SplitResult, quote, urlsplit

import certifi
from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from partners.errors import AddressUnusable

SECONDS_TO_CONNECT = 5
SECONDS_TO_ANSWER = 10  # for the next byte
SECONDS_IN_ALL = 20
TLS_PORT = 443
PORT = 80
# Behind these a gateway finds the IPv4 address in the last 32 bits (RFC 6052; RFC 4291 2.5.5.1).
HOLD_IPV4 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))
IN_TARGETS = "/?&=%:@!$'()*+,;~-._"


@dataclass(frozen=True)
class Answer:
    """What the other end said: an HTTP status, or the kind of failure."""

    told: str
    is_taken: bool


def refuse_unusable(url: str) -> None:
    """Look at an address before it is written down. Whether somebody listens there is not asked.

    Raises: AddressUnusable.
    """
    parts = _parts(url)
    if parts.hostname not in settings.WEBHOOKS_INSIDE and _literal(parts.hostname or "") is False:
        raise AddressUnusable


def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Post once. Every failure is an answer, none is raised; redirects are not followed."""
    try:
        parts = _parts(url)
        return _call(parts, _machine(parts), body, headers)
    except AddressUnusable:
        return Answer("address refused", is_taken=False)
    except (HTTPError, HTTPException, OSError, ValueError) as failure:
        return Answer(type(failure).__name__[:40], is_taken=False)


def _parts(url: str) -> SplitResult:
    """Raises: AddressUnusable."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as wrong:
        raise AddressUnusable from wrong
    is_inside = host in settings.WEBHOOKS_INSIDE
    allowed = ("https", "http") if is_inside else ("https",)
    is_odd_port = not is_inside and port not in (None, TLS_PORT)
    if parts.scheme not in allowed or not host or parts.username or parts.password or is_odd_port:
        raise AddressUnusable
    return parts


def _machine(parts: SplitResult) -> str:
    """The address of the machine behind the name.

    Raises: AddressUnusable when any of its addresses is not a public one; OSError when there is none.
    """
    host, port = str(parts.hostname), parts.port or (TLS_PORT if parts.scheme == "https" else PORT)
    found = [str(told[4][0]) for told in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if host not in settings.WEBHOOKS_INSIDE and not all(_is_public(each) for each in found):
        raise AddressUnusable
    return found[0]


def _is_public(address: str) -> bool:
    machine = ipaddress.ip_address(address.partition("%")[0])
    inner = _inner(machine) if isinstance(machine, IPv6Address) else machine
    return inner.is_global and not inner.is_multicast


def _inner(machine: IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that it stands for, if it does."""
    if any(machine in each for each in HOLD_IPV4):
        return IPv4Address(int(machine) & 0xFFFFFFFF)
    return machine.ipv4_mapped or machine.sixtofour or machine


def _literal(host: str) -> bool | None:
    """Whether a host that is written as a number is public; None for a name."""
    try:
        return _is_public(host)
    except ValueError:
        return None


def _call(parts: SplitResult, machine: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Post once. Whoever answers byte by byte is cut off: else one receiver would keep a worker for days."""
    target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=IN_TARGETS)
    said = {**headers, "Host": _named(parts), "Content-Type": "application/json", "User-Agent": "Posada"}
    connection = _connection(parts, machine)
    cutting = Timer(SECONDS_IN_ALL, connection.cut)
    cutting.daemon = True
    cutting.start()
    try:
        connection.connect()
        if connection.is_cut:  # perhaps before there was anything to cut
            raise ConnectionAbortedError
        connection.timeout = SECONDS_TO_ANSWER
        connection.request("POST", target, body=body, headers=said, preload_content=False)
        # The body is not read: it is nothing to us, and could be endless.
        status = connection.getresponse().status
    finally:
        cutting.cancel()
        connection.close()
        if connection.line is not None:
            connection.line.close()
    return Answer(str(status), is_taken=200 <= status < 300)


def _named(parts: SplitResult) -> str:
    """Host and port as HTTP writes them."""
    host = _host(parts)
    written = f"[{host}]" if ":" in host else host
    return f"{written}:{parts.port}" if parts.port else written


def _host(parts: SplitResult) -> str:
    return str(parts.hostname).encode("idna").decode()


class _Call(HTTPConnection):
    """A connection that can be cut at any moment, also while the other end draws out its greeting of TLS."""

    # The line beneath: TLS takes the socket itself away, and its own shutdown would wait as well.
    line: socket.socket | None = None
    is_cut = False

    def _new_conn(self) -> socket.socket:
        called = super()._new_conn()
        self.line = called.dup()
        return called

    def cut(self) -> None:
        """End whatever waits for it."""
        self.is_cut = True
        if self.line is not None:
            with suppress(OSError):
                self.line.shutdown(socket.SHUT_RDWR)


class _CallOverTLS(_Call, HTTPSConnection):
    """The same over TLS."""


def _connection(parts: SplitResult, machine: str) -> _Call:
    if parts.scheme == "http":
        return _Call(machine, parts.port or PORT, timeout=SECONDS_TO_CONNECT)
    return _CallOverTLS(
        machine,
        parts.port or TLS_PORT,
        timeout=SECONDS_TO_CONNECT,
        cert_reqs="CERT_REQUIRED",
        ca_certs=certifi.where(),
        server_hostname=_host(parts),
        assert_hostname=_host(parts),
    )
