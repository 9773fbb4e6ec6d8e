"""Ed25519 for receipts and checkpoints. The private key lies in the keyring, under the site's own key."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from privacy.keyring import places
from privacy.keyring.errors import KeyGone
from privacy.keyring.folder import plainly
from privacy.keyring.ring import Keyring


def sign(ring: Keyring, message: bytes) -> bytes:
    """The signature, 64 bytes.

    Raises: KeyringUnavailable.
    """
    return _private(ring).sign(message)


def public_key(ring: Keyring) -> bytes:
    """The key that checks signatures, 32 bytes. It may be known to everybody.

    Raises: KeyringUnavailable.
    """
    return _private(ring).public_key().public_bytes_raw()


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature was made by the owner of this public key, for this message."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _private(ring: Keyring) -> Ed25519PrivateKey:
    """The private key, made on first use: any 32 random bytes are one."""
    place = places.of_signing()
    with plainly():
        ring.folder.begin()
        try:
            seed = ring.open(place)
        except KeyGone:
            with ring.folder.locked(alone=True):
                seed = ring.make(place)
    return Ed25519PrivateKey.from_private_bytes(seed)
