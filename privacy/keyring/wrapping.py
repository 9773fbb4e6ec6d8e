"""Keys under keys: how one is wrapped, and how the first one comes from the root secret.

A wrapped key is 63 bytes:

    0   3   "PK1"
    3  12   nonce, random
   15  32   the key, AES-256-GCM under its parent
   47  16   tag; authenticated with it: "PK1", the id of the keyring and the place of the key
"""

import hashlib
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"PK1"
KEY_BYTES = 32
NONCE_BYTES = 12
WRAPPED_BYTES = len(MAGIC) + NONCE_BYTES + KEY_BYTES + 16


class NotOpened(Exception):
    """The wrapped key is damaged, from another place, or under another parent."""


@dataclass(frozen=True, repr=False)
class Root:
    """What the root secret is in one keyring: the key above all, and a name that tells nothing about it."""

    key: bytes
    name: str


def root_of(secret: str, *, keyring: str) -> Root:
    """The root secret as it is in this keyring."""
    return Root(
        key=_derive(secret, keyring, "root key"), name=_derive(secret, keyring, "root name")[:8].hex()
    )


def new_key() -> bytes:
    """32 random bytes."""
    return os.urandom(KEY_BYTES)


def id_of(key: bytes) -> bytes:
    """8 bytes that name a key and tell nothing about it."""
    return hashlib.sha256(b"posada key id" + key).digest()[:8]


def wrap(key: bytes, *, under: bytes, meaning: str) -> bytes:
    """The key as it lies in a file."""
    nonce = os.urandom(NONCE_BYTES)
    return MAGIC + nonce + AESGCM(under).encrypt(nonce, key, MAGIC + meaning.encode())


def unwrap(wrapped: bytes, *, under: bytes, meaning: str) -> bytes:
    """The key again.

    Raises: NotOpened.
    """
    if len(wrapped) != WRAPPED_BYTES or not wrapped.startswith(MAGIC):
        raise NotOpened
    body = wrapped[len(MAGIC) :]
    try:
        return AESGCM(under).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], MAGIC + meaning.encode())
    except InvalidTag as refused:
        raise NotOpened from refused


def _derive(secret: str, keyring: str, use: str) -> bytes:
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=keyring.encode(), info=f"posada {use}".encode())
    return derive.derive(secret.encode())
