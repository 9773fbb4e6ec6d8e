"""Sealing short secrets that stand in rows of other people's apps, as printable text.

Now ("s2."): an envelope (see envelopes.py) under the subject's own key of the keyring, of the site itself,
with the context site, purpose, owner. Before ("s1."): AES-256-GCM under a key derived from the root secret;
such values still open, and a migration of accounts sealed them anew.
"""

import base64
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from privacy import envelopes, keyring
from privacy.envelopes import CannotOpen, Header
from privacy.keyring import SITE, KeyGone, Subject
from privacy.keyring.wrapping import id_of

__all__ = ["CannotOpen", "is_outdated", "seal", "unseal"]

VERSION = "s2"
OUTDATED = "s1"
OUTDATED_NONCE_BYTES = 12


def seal(text: str, *, purpose: str, owner: UUID) -> str:
    """The text, sealed for one purpose and owner: printable, starts with the version.

    Raises: KeyringUnavailable, Fenced when the owner was erased.
    """
    key = keyring.key_for_sealing(Subject(SITE, owner, None))
    envelope = envelopes.seal(text, key=key, day=None, context=_context(purpose, owner))
    return f"{VERSION}.{base64.urlsafe_b64encode(envelope).decode()}"


def unseal(sealed: str, *, purpose: str, owner: UUID) -> str:
    """The text again.

    Raises: CannotOpen, KeyGone, KeyringUnavailable.
    """
    version, _, body = sealed.partition(".")
    try:
        raw = base64.b64decode(body.encode(), altchars=b"-_", validate=True)
    except ValueError:
        raise CannotOpen from None
    if version == OUTDATED:
        return _unseal_outdated(raw, purpose, owner)
    if version != VERSION:
        raise CannotOpen
    header = Header.of(raw)
    key = keyring.key_for_opening(Subject(SITE, owner, header.day))
    if header.key_id != id_of(key):
        raise KeyGone
    return envelopes.unseal(raw, key=key, context=_context(purpose, owner))


def is_outdated(sealed: str) -> bool:
    """Whether it was sealed without the keyring and should be sealed anew."""
    return sealed.startswith(f"{OUTDATED}.")


def _context(purpose: str, owner: UUID) -> list[str]:
    return [str(SITE), purpose, str(owner)]


def _unseal_outdated(raw: bytes, purpose: str, owner: UUID) -> str:
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"posada {purpose}".encode())
    key = derive.derive(settings.POSADA_ROOT_SECRET.encode())
    nonce, body = raw[:OUTDATED_NONCE_BYTES], raw[OUTDATED_NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, body, f"{OUTDATED}|{purpose}|{owner}".encode()).decode()
    except (InvalidTag, ValueError):
        raise CannotOpen from None
