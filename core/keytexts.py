"""The text of a key for programs: <mark>_<prefix>_<secret>. 32 random bytes need no slow hash."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

PREFIX_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PREFIX_LENGTH = 8
SECRET_BYTES = 32
LONGEST_TEXT = 100
NO_HASH = "0" * 64


@dataclass(frozen=True)
class KeyText:
    """The parts of a key as it is shown once and sent with every request."""

    mark: str
    prefix: str
    secret: str

    def __str__(self) -> str:
        return f"{self.mark}_{self.prefix}_{self.secret}"

    @property
    def hash(self) -> str:
        """What is stored."""
        return hashlib.sha256(self.secret.encode()).hexdigest()

    def opens(self, stored_hash: str) -> bool:
        """Whether the secret is the one behind the stored hash; takes the same time for any answer."""
        return hmac.compare_digest(self.hash, stored_hash)


def new_key_text(mark: str) -> KeyText:
    """A key that nobody can guess. `mark` says which kind it is."""
    prefix = "".join(secrets.choice(PREFIX_ALPHABET) for _ in range(PREFIX_LENGTH))
    return KeyText(mark, prefix, secrets.token_urlsafe(SECRET_BYTES))


def read_key_text(text: str, mark: str) -> KeyText | None:
    """The parts of a key of this kind, or None when the text is none."""
    parts = text.split("_", 2)
    if len(text) > LONGEST_TEXT or len(parts) != 3 or parts[0] != mark:
        return None
    _, prefix, secret = parts
    return KeyText(mark, prefix, secret) if is_prefix(prefix) and secret.isascii() else None


def is_prefix(text: str) -> bool:
    """Whether this can be the beginning of a key, before anybody looks for it."""
    return len(text) == PREFIX_LENGTH and all(character in PREFIX_ALPHABET for character in text)
