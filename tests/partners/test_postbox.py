"""Posting to strangers: over real TLS, cut off when it takes too long, and never to a machine inside."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from partners import postbox

NAME = "socio.example"
TAKEN = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture
def papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate for NAME that this site trusts, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    file = tmp_path / "papers.pem"
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(pem) + private)
    monkeypatch.setattr("certifi.where", lambda: str(file))
    return file


@contextmanager
def listening(answer: Callable[[socket.socket], None], papers: Path | None) -> Iterator[int]:
    """A machine that reads one request and then does as it likes; its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            try:
                called, _who = server.accept()
                if papers:
                    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
                    context.load_cert_chain(papers)
                    called = context.wrap_socket(called, server_side=True)
                with called:
                    heard = b""
                    while not heard.endswith(b"{}"):
                        heard += called.recv(65536) or b"{}"
                    answer(called)
            except OSError:
                pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
    thread.join(30)


def drip(called: socket.socket, begins: bytes = b"HTTP/1.1 ") -> None:
    """An answer that never ends, byte by byte."""
    pause = threading.Event()
    called.sendall(begins)
    called.sendall(b"HTTP/1.1 ")
    while not pause.wait(0.01):
        called.sendall(b"a")


def post(monkeypatch: pytest.MonkeyPatch, url: str) -> str:
    """To the name in the address, which leads to this machine."""
    named = socket.getaddrinfo
    monkeypatch.setattr(
        "socket.getaddrinfo",
        lambda host, at, *more, **kinds: named(
            "127.0.0.1" if host == urlsplit(url).hostname else host, at, *more, **kinds
        ),
    )
    return postbox.post(url, b"{}", {}).told


def test_a_name_is_called_over_tls_and_has_to_prove_itself(papers, settings, monkeypatch):
    settings.WEBHOOKS_INSIDE = [NAME, "other.example"]
    told = []
    for name in settings.WEBHOOKS_INSIDE:
        with listening(lambda called: called.sendall(TAKEN), papers) as port:
            told.append(post(monkeypatch, f"https://{name}:{port}/a b?x=ñ"))

    assert told == ["204", "CertificateError"]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_who_answers_byte_by_byte_is_cut_off(papers, settings, monkeypatch, scheme):
    settings.WEBHOOKS_INSIDE = [NAME]
    monkeypatch.setattr(postbox, "SECONDS_IN_ALL", 0.3)

    with listening(drip, papers if scheme == "https" else None) as port:
        told = post(monkeypatch, f"{scheme}://{NAME}:{port}/")

    assert told not in ("200", "address refused", "TimeoutError")


def test_who_draws_out_the_greeting_of_tls_is_cut_off(settings, monkeypatch):
    settings.WEBHOOKS_INSIDE = [NAME]
    monkeypatch.setattr(postbox, "SECONDS_IN_ALL", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            called, _who = server.accept()
            with called, suppress(OSError):
                drip(called, b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")  # 16 kB of greeting are to come

        threading.Thread(target=greet, daemon=True).start()
        told = post(monkeypatch, f"https://{NAME}:{server.getsockname()[1]}/")

    assert told not in ("200", "address refused", "TimeoutError", "ReadTimeoutError")


@pytest.mark.parametrize("answer", [b"", b"\0\xff", b"HTTP/1.1 200\r\n" + b"a: b\r\n" * 200, b"X" * 70_000])
def test_what_is_no_answer_is_a_failure_and_no_fault(settings, monkeypatch, answer):
    settings.WEBHOOKS_INSIDE = [NAME]
    with listening(lambda called: called.sendall(answer), None) as port:
        told = post(monkeypatch, f"http://{NAME}:{port}/")

    assert told[:1].isupper()


@pytest.mark.parametrize(
    "found",
    ["64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:a00:1::", "::7f00:1", "::ffff:10.0.0.1", "ff02::1"],
)
def test_no_address_that_holds_an_inner_one_is_called(monkeypatch, found):
    monkeypatch.setattr("socket.getaddrinfo", lambda *_a, **_k: [(0, 0, 0, "", (found, 443))])

    assert postbox.post(f"https://{NAME}/", b"{}", {}).told == "address refused"


def test_an_odd_name_is_a_failure_and_no_fault():
    assert postbox.post("https://a\0b.example/", b"{}", {}).is_taken is False
    assert postbox.post(f"https://{'x' * 64}.example/", b"{}", {}).is_taken is False
