"""Posting to an address that somebody else typed: over TLS, to a public machine, without following anybody.

The name is looked up once, the answer is checked, and that very machine is called: a name that changes in
between (DNS rebinding) leads nowhere inside. Machines of the own network are called only where the technician
names them (POSADA_WEBHOOKS_INSIDE).
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import certifi
from django.conf import settings
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.exceptions import HTTPError

from partners.errors import AddressUnusable

SECONDS_TO_CONNECT = 5
SECONDS_TO_ANSWER = 10
TLS_PORT = 443
PORT = 80


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
    except (HTTPError, OSError, UnicodeError) as failure:
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
    inner = getattr(machine, "ipv4_mapped", None) or machine
    return inner.is_global and not inner.is_multicast


def _literal(host: str) -> bool | None:
    """Whether a host that is written as a number is public; None for a name."""
    try:
        return _is_public(host)
    except ValueError:
        return None


def _call(parts: SplitResult, machine: str, body: bytes, headers: dict[str, str]) -> Answer:
    wait = Timeout(connect=SECONDS_TO_CONNECT, read=SECONDS_TO_ANSWER)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    said = {**headers, "Host": parts.netloc, "Content-Type": "application/json", "User-Agent": "Posada"}
    with _pool(parts, machine, wait) as pool:
        # The body is not read: it is nothing to us, and could be endless.
        answer = pool.request(
            "POST", target, body=body, headers=said, redirect=False, retries=False, preload_content=False
        )
        answer.close()
    return Answer(str(answer.status), is_taken=200 <= answer.status < 300)


def _pool(parts: SplitResult, machine: str, wait: Timeout) -> HTTPConnectionPool:
    if parts.scheme == "http":
        return HTTPConnectionPool(machine, parts.port or PORT, timeout=wait)
    return HTTPSConnectionPool(
        machine,
        parts.port or TLS_PORT,
        timeout=wait,
        cert_reqs="CERT_REQUIRED",
        ca_certs=certifi.where(),
        server_hostname=parts.hostname,
        assert_hostname=parts.hostname,
    )
