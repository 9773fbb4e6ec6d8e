"""The escrow: what opens the keyring, sealed to a passphrase, for a safe in another house.

It holds the root secret and the keys of organizations. It does not hold keys of days or subjects: with it
and an old backup of the database nothing opens that was erased.

In base 64 between two lines: "PE1" | salt (16 bytes) | nonce (12) | AES-256-GCM of JSON, under scrypt of the
passphrase (n 2^17, r 8, p 1); "PE1" and the salt are authenticated.
"""

import base64
import json
import os
import textwrap
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from privacy.keyring import contents, files, places, wrapping
from privacy.keyring.errors import KeyGone, KeyringDamaged, KeyringUnavailable
from privacy.keyring.folder import FORMAT, Format, plainly
from privacy.keyring.ring import Keyring

MAGIC = b"PE1"
SALT_BYTES, NONCE_BYTES = 16, 12
SHORTEST = 20
BEGIN, END = "-----BEGIN POSADA ESCROW-----", "-----END POSADA ESCROW-----"


class PassphraseTooShort(DomainError):
    """Somebody who finds the escrow may try for years."""

    code = "passphrase_too_short"
    message = _("The passphrase is too short.")
    help = _("Nothing was written. Take six random words, or at least 20 characters.")
    status = 400


class EscrowNotOpened(DomainError):
    """The passphrase is wrong or the text is not whole."""

    code = "escrow_not_opened"
    message = _("The escrow does not open with this passphrase.")
    help = _("Nothing was changed. Check the passphrase, and that the text is whole with both of its lines.")
    status = 400


class EscrowOfAnother(DomainError):
    """Keys of another keyring are of no use here."""

    code = "escrow_of_another"
    message = _("The escrow belongs to another keyring.")
    help = _(
        "Nothing was changed. When that keyring is lost, what it sealed is erased: nothing brings it back."
    )


@dataclass(frozen=True, repr=False)
class Escrow:
    """What opens one keyring."""

    keyring: str
    root_secret: str
    organizations: dict[UUID, bytes]


def export(ring: Keyring, passphrase: str) -> str:
    """The escrow of this keyring as text.

    Raises: PassphraseTooShort, KeyringUnavailable.
    """
    if len(passphrase) < SHORTEST:
        raise PassphraseTooShort
    with plainly():
        keys = {str(t): ring.open_kept(places.of_organization(t)).hex() for t in contents.tenants(ring)}
        inside = {
            "keyring": ring.folder.format().id,
            "root_secret": ring.folder.secret,
            "organizations": keys,
        }
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    body = AESGCM(_stretched(passphrase, salt)).encrypt(nonce, json.dumps(inside).encode(), MAGIC + salt)
    lines = textwrap.wrap(base64.b64encode(MAGIC + salt + nonce + body).decode(), 64)
    return "\n".join([BEGIN, *lines, END, ""])


def opened(text: str, passphrase: str) -> Escrow:
    """What an escrow holds.

    Raises: EscrowNotOpened.
    """
    middle = text.partition(BEGIN)[2].partition(END)[0]
    try:
        raw = base64.b64decode("".join(middle.split()), validate=True)
        magic, salt, rest = raw[:3], raw[3 : 3 + SALT_BYTES], raw[3 + SALT_BYTES :]
        if magic != MAGIC or len(rest) <= NONCE_BYTES:
            raise EscrowNotOpened
        key = _stretched(passphrase, salt)
        inside = json.loads(AESGCM(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], MAGIC + salt))
    except (ValueError, InvalidTag) as refused:
        raise EscrowNotOpened from refused
    return Escrow(
        keyring=inside["keyring"],
        root_secret=inside["root_secret"],
        organizations={UUID(t): bytes.fromhex(key) for t, key in inside["organizations"].items()},
    )


def restore(ring: Keyring, escrow: Escrow) -> list[UUID]:
    """Put back the keys of organizations that do not open, and a file `format` that is gone or damaged.

    Organizations that were erased stay erased. The organizations whose key was put back.

    Raises: EscrowOfAnother, WrongRootSecret, KeyringUnavailable.
    """
    with plainly():
        files.make_folder(ring.folder.path)
        with ring.folder.locked(alone=True):
            _restore_format(ring, escrow)
            root = ring.folder.root()
            ring.cache.clear()
            back = [t for t in escrow.organizations if not _opens(ring, t) and not ring.fences.is_erased(t)]
            for tenant in back:
                place = places.of_organization(tenant)
                wrapped = wrapping.wrap(
                    escrow.organizations[tenant], under=root.key, meaning=ring.meaning(place)
                )
                files.replace(ring.file(place), wrapped, drafts=ring.folder.drafts)
            ring.folder.next_generation()
    return back


def _restore_format(ring: Keyring, escrow: Escrow) -> None:
    """A readable format stays; the root secret that counts is otherwise that of the settings."""
    try:
        found = ring.folder.format().id
    except (KeyringDamaged, FileNotFoundError):
        root = wrapping.root_of(ring.folder.secret, keyring=escrow.keyring)
        ring.folder.write_format(Format(FORMAT, escrow.keyring, root.name))
        found = ring.folder.format().id
    if found != escrow.keyring:
        raise EscrowOfAnother


def _opens(ring: Keyring, tenant: UUID) -> bool:
    try:
        ring.open(places.of_organization(tenant))
    except (KeyGone, KeyringUnavailable):
        return False
    return True


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**17, r=8, p=1).derive(passphrase.encode())
