"""The text of a key: posada_<prefix>_<secret>. 32 random bytes need no slow hash."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

MARK = "posada"
PREFIX_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PREFIX_LENGTH = 8
SECRET_BYTES = 32
LONGEST_TEXT = 100


@dataclass(frozen=True)
class KeyText:
    """The two parts of a key as it is shown once and sent with every request."""

    prefix: str
    secret: str

    def __str__(self) -> str:
        return f"{MARK}_{self.prefix}_{self.secret}"

    @property
    def hash(self) -> str:
        """What is stored."""
        return hashlib.sha256(self.secret.encode()).hexdigest()

    def opens(self, stored_hash: str) -> bool:
        """Whether the secret is the one behind the stored hash; takes the same time for any answer."""
        return hmac.compare_digest(self.hash, stored_hash)


def new_key_text() -> KeyText:
    """A key that nobody can guess."""
    prefix = "".join(secrets.choice(PREFIX_ALPHABET) for _ in range(PREFIX_LENGTH))
    return KeyText(prefix, secrets.token_urlsafe(SECRET_BYTES))


def read_key_text(text: str) -> KeyText | None:
    """The parts of a key, or None when the text is no key."""
    parts = text.split("_", 2)
    if len(text) > LONGEST_TEXT or len(parts) != 3 or parts[0] != MARK:
        return None
    _, prefix, secret = parts
    if len(prefix) != PREFIX_LENGTH or any(character not in PREFIX_ALPHABET for character in prefix):
        return None
    return KeyText(prefix, secret) if secret.isascii() else None
