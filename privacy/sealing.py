"""Sealing short secrets that must be read again: AES-256-GCM under a key that is not in the database.

The key comes from the root secret (settings.POSADA_ROOT_SECRET) by HKDF, one key a purpose. The
context (purpose, owner) is authenticated, so a sealed value moved to another owner does not open.
"""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

VERSION = "s1"
NONCE_BYTES = 12


class CannotOpen(ValueError):
    """The value was changed, moved, or sealed under another root secret."""


def seal(text: str, *, purpose: str, owner: str) -> str:
    """The text, sealed for one purpose and owner: printable, starts with the version."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(_key(purpose)).encrypt(nonce, text.encode(), _context(purpose, owner))
    return f"{VERSION}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(sealed: str, *, purpose: str, owner: str) -> str:
    """The text again.

    Raises: CannotOpen.
    """
    version, _, body = sealed.partition(".")
    try:
        raw = base64.urlsafe_b64decode(body.encode())
        if version != VERSION or len(raw) <= NONCE_BYTES:
            raise CannotOpen(version)
        opened = AESGCM(_key(purpose)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _context(purpose, owner))
    except (InvalidTag, ValueError) as refused:
        raise CannotOpen(purpose) from refused
    return opened.decode()


def _key(purpose: str) -> bytes:
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"posada {purpose}".encode())
    return derive.derive(settings.POSADA_ROOT_SECRET.encode())


def _context(purpose: str, owner: str) -> bytes:
    return f"{VERSION}|{purpose}|{owner}".encode()
