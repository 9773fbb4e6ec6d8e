"""Envelopes: how a sealed text lies in the database, byte by byte.

     0   1   version, 1
     1   4   the day (UTC) on which it ends, as days since 1970-01-01, most significant byte first;
             0 while its household is present or its account exists
     5   8   id of the key: the first 8 bytes of SHA-256("posada key id" + key)
    13  12   nonce, random
    25   n   the text in UTF-8, byte 80 (hexadecimal), zeros up to a multiple of 32 bytes; encrypted with
             AES-256-GCM, so the length tells 32 bytes of text from 64, and nothing finer
  25+n  16   tag

Authenticated with it are bytes 0 to 12 and the context: tenant, table, column and row, each as its length
in two bytes and its text. So an envelope that is moved elsewhere, or changed in any bit, does not open.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from privacy.keyring.wrapping import id_of

VERSION = 1
HEADER_BYTES = 13
NONCE_BYTES = 12
TAG_BYTES = 16
BLOCK_BYTES = 32
EPOCH = date(1970, 1, 1)


class CannotOpen(DomainError, ValueError):
    """The sealed value was changed, moved, or is none."""

    code = "cannot_open"
    message = _("A sealed text was changed from outside and cannot be read.")
    help = _("Nothing was changed now. Enter it again, and tell the technician.")


@dataclass(frozen=True)
class Header:
    """What an envelope says openly."""

    day: date | None
    key_id: bytes

    @classmethod
    def of(cls, envelope: bytes) -> Self:
        """Read the outside of an envelope.

        Raises: CannotOpen.
        """
        length = len(envelope) - HEADER_BYTES - NONCE_BYTES - TAG_BYTES
        if length <= 0 or length % BLOCK_BYTES or envelope[0] != VERSION:
            raise CannotOpen
        number = int.from_bytes(envelope[1:5])
        try:
            day = EPOCH + timedelta(days=number) if number else None
        except OverflowError:
            raise CannotOpen from None
        return cls(day=day, key_id=envelope[5:HEADER_BYTES])

    def __bytes__(self) -> bytes:
        number = (self.day - EPOCH).days if self.day else 0
        return bytes([VERSION]) + number.to_bytes(4) + self.key_id


def seal(text: str, *, key: bytes, day: date | None, context: Sequence[str], nonce: bytes = b"") -> bytes:
    """The text in an envelope. A nonce is given by test vectors only."""
    header = bytes(Header(day, id_of(key)))
    nonce = nonce or os.urandom(NONCE_BYTES)
    return header + nonce + AESGCM(key).encrypt(nonce, _padded(text), header + _joined(context))


def unseal(envelope: bytes, *, key: bytes, context: Sequence[str]) -> str:
    """The text of an envelope.

    Raises: CannotOpen.
    """
    Header.of(envelope)
    header, nonce = envelope[:HEADER_BYTES], envelope[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES]
    body = envelope[HEADER_BYTES + NONCE_BYTES :]
    try:
        padded = AESGCM(key).decrypt(nonce, body, header + _joined(context))
    except InvalidTag:
        raise CannotOpen from None
    return padded.rstrip(b"\0")[:-1].decode()


def _padded(text: str) -> bytes:
    content = text.encode() + b"\x80"
    return content + bytes(-len(content) % BLOCK_BYTES)


def _joined(context: Sequence[str]) -> bytes:
    parts = [part.encode() for part in context]
    return b"".join(len(part).to_bytes(2) + part for part in parts)
