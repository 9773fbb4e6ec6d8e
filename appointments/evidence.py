"""The evidence that a family carries itself: a chain of entries, and signatures that outlive the server.

Three things are signed with the site's Ed25519 key (privacy/keyring):

- each entry is chained by a SHA-256 over the former one and everything that the sheet prints of it;
- the whole PDF file, in one line after its end: any changed byte is found;
- a stamp of 112 bytes, printed as text and as a QR code, for those who hold the paper only.

Whoever has the public key can check all of it without this site, and long after the site forgot.
"""

import hashlib
import json
import re
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta

from privacy import keyring
from privacy.keyring.signing import verify

FILE = b"posada evidence file 1\n"
STAMP = b"posada evidence stamp 1\n"
_LINE = re.compile(rb"\n%posada-evidence-1 ([0-9a-f]{128})\n\Z")
_EPOCH = date(2020, 1, 1)
# Former fingerprint, last fingerprint, first day, last day, day of issue, entries.
_FACTS = struct.Struct(">20s20sHHHH")
SIGNATURE_BYTES = 64
SHORT = 20  # bytes of a fingerprint that stand on paper: 160 bits


@dataclass(frozen=True)
class Entry:
    """One obstacle as the sheet prints it; all texts in the words of the moment, times in UTC and zone."""

    number: int
    programme: str
    kind: str
    happened_at: str
    zone: str
    message: str
    attempt: int | None
    device: str
    language: str
    entered_at: str


@dataclass(frozen=True)
class Stamp:
    """What the printed code says, once it was checked."""

    former: str
    last: str
    first_day: date
    last_day: date
    issued_on: date
    entries: int


def moment(at: datetime) -> str:
    """A moment as it is chained: UTC, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def link(former: str, entry: Entry) -> str:
    """The hash of an entry: SHA-256, hexadecimal, over the former hash and the entry as canonical JSON."""
    plain = json.dumps(asdict(entry), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{former}\n{plain}".encode()).hexdigest()


def is_whole(former: str, entries: Iterable[tuple[Entry, str]]) -> bool:
    """Whether each hash follows from the one before it."""
    for entry, digest in entries:
        if link(former, entry) != digest:
            return False
        former = digest
    return True


def signed_file(pdf: bytes) -> bytes:
    """The PDF with the line that signs every byte of it. Readers of PDF ignore what follows the end.

    Raises: KeyringUnavailable.
    """
    signature = keyring.sign(FILE + hashlib.sha256(pdf).digest())
    return pdf + b"\n%posada-evidence-1 " + signature.hex().encode("ascii") + b"\n"


def is_file_genuine(file: bytes, *, public_key: bytes) -> bool:
    """Whether the owner of the key signed exactly these bytes."""
    found = _LINE.search(file)
    if found is None:
        return False
    signature = bytes.fromhex(found[1].decode("ascii"))
    return verify(public_key, FILE + hashlib.sha256(file[: found.start()]).digest(), signature)


def make_stamp(
    *, former: str, last: str, first_day: date, last_day: date, issued_on: date, entries: int
) -> str:
    """The code for paper: facts and signature in 150 letters.

    Raises: KeyringUnavailable.
    """
    facts = _FACTS.pack(
        _short(former), _short(last), _days(first_day), _days(last_day), _days(issued_on), min(entries, 65535)
    )
    return urlsafe_b64encode(facts + keyring.sign(STAMP + facts)).decode("ascii").rstrip("=")


def read_stamp(code: str, *, public_key: bytes) -> Stamp | None:
    """What the code says when the owner of the key signed it, else None."""
    bare = re.sub(r"\s", "", code).rpartition("#")[2]
    try:
        raw = urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except (NotBase64, ValueError):
        return None
    if len(raw) != _FACTS.size + SIGNATURE_BYTES:
        return None
    # The last letter of base 64 has spare bits: only the one spelling counts.
    if urlsafe_b64encode(raw).decode("ascii").rstrip("=") != bare:
        return None
    facts, signature = raw[: _FACTS.size], raw[_FACTS.size :]
    if not verify(public_key, STAMP + facts, signature):
        return None
    former, last, first_day, last_day, issued_on, entries = _FACTS.unpack(facts)
    return Stamp(
        former.hex() if any(former) else "",
        last.hex(),
        _date(first_day),
        _date(last_day),
        _date(issued_on),
        entries,
    )


def fingerprint(digest: str) -> str:
    """The part of a hash that stands on paper, in groups of four."""
    short = digest[: 2 * SHORT]
    return " ".join(short[at : at + 4] for at in range(0, len(short), 4))


def _short(digest: str) -> bytes:
    return bytes.fromhex(digest[: 2 * SHORT]) if digest else bytes(SHORT)


def _days(day: date) -> int:
    return max(0, (day - _EPOCH).days)


def _date(days: int) -> date:
    return _EPOCH + timedelta(days=days)
