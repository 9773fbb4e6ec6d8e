"""The keyring: keys of what is sealed, in files outside of the database and its backups.

    root secret (settings.POSADA_ROOT_SECRET)
      key of an organization
        key of a day on which things end, or of those who are present
          key of a subject: a household, a user

Every key is random; destroying its file destroys what it sealed, in the database, in its old pages and
in every backup. What is destroyed is fenced first: it never gets a key again. See docs/operations/keyring.md.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings

from privacy.keyring import contents, destroying, signing
from privacy.keyring.contents import KeptDay, KeptSubject
from privacy.keyring.errors import (
    Fenced,
    KeyGone,
    KeyringDamaged,
    KeyringMissing,
    KeyringUnavailable,
    WrongRootSecret,
)
from privacy.keyring.folder import Folder
from privacy.keyring.places import SITE, Subject
from privacy.keyring.ring import Keyring
from privacy.keyring.signing import verify

__all__ = [
    "SITE",
    "Fenced",
    "KeptDay",
    "KeptSubject",
    "KeyGone",
    "Keyring",
    "KeyringDamaged",
    "KeyringMissing",
    "KeyringUnavailable",
    "Subject",
    "WrongRootSecret",
    "current",
    "days",
    "destroy",
    "destroy_day",
    "destroy_many",
    "destroy_tenant",
    "finish",
    "key_for_opening",
    "key_for_sealing",
    "public_key",
    "retire",
    "retire_many",
    "retire_unchanged",
    "sign",
    "stamp",
    "subjects",
    "tenants",
    "verify",
]


def current() -> Keyring:
    """The keyring of this site, as the settings name it."""
    return _at(settings.KEYRING_DIR, settings.POSADA_ROOT_SECRET, settings.KEYRING_MARKER)


@lru_cache(maxsize=4)
def _at(folder: Path, root_secret: str, marker: Path) -> Keyring:
    return Keyring(Folder(folder, root_secret, marker=marker))


def key_for_sealing(subject: Subject) -> bytes:
    """The key of a subject, made unless it is there; 32 bytes.

    Raises: Fenced, KeyringUnavailable.
    """
    return current().key_for_sealing(subject)


def key_for_opening(subject: Subject) -> bytes:
    """The key of a subject; 32 bytes. Never makes one: a key that is gone means erased.

    Raises: KeyGone, KeyringUnavailable.
    """
    return current().key_for_opening(subject)


def destroy(subject: Subject) -> None:
    """Destroy the key of a subject for ever: it never gets one for this day again.

    For erasing. When values were only sealed anew under another day, `retire` leaves the way back open.
    Idempotent; a killed call is finished by the next one of any of these.

    Raises: KeyringUnavailable.
    """
    destroying.destroy(current(), subject)


def destroy_many(subjects: Iterable[Subject]) -> None:
    """Destroy the keys of these subjects for ever, for hardly more than one of them costs. Idempotent; a call
    that is killed leaves some of them as they were and the others destroyed.

    Raises: KeyringUnavailable.
    """
    destroying.destroy_many(current(), subjects)


def destroy_day(tenant: UUID, day: date | None) -> None:
    """Destroy every key of one day of one organization for ever. Idempotent.

    Raises: KeyringUnavailable.
    """
    destroying.destroy_day(current(), tenant, day)


def destroy_tenant(tenant: UUID) -> None:
    """Destroy every key of one organization for ever. Idempotent.

    Raises: KeyringUnavailable, ValueError for SITE.
    """
    destroying.destroy_tenant(current(), tenant)


def retire(subject: Subject, *, idle: timedelta = destroying.IDLE) -> bool:
    """Destroy a key that no row needs any more, without a fence: the subject may get a new one.

    False when there is none, or when it was used for sealing within `idle`: that transaction may be open.

    Raises: KeyringUnavailable.
    """
    return destroying.retire(current(), subject, idle=idle)


def retire_many(subjects: Iterable[Subject], *, idle: timedelta = destroying.IDLE) -> int:
    """Like `retire`, for hardly more than one of them costs; how many went.

    Raises: KeyringUnavailable.
    """
    return destroying.retire_many(current(), subjects, idle=idle)


def stamp(subject: Subject) -> int:
    """For `retire_unchanged`: when the key was last used for sealing; 0 when there is none.

    Raises: KeyringUnavailable.
    """
    return destroying.stamp(current(), subject)


def retire_unchanged(subject: Subject, *, since: int) -> bool:
    """Like `retire`, unless the key was used for sealing since `stamp` was taken.

    Raises: KeyringUnavailable.
    """
    return destroying.retire_unchanged(current(), subject, since=since)


def finish() -> None:
    """Finish what killed processes began. Every destroying call does it too.

    Raises: KeyringUnavailable.
    """
    destroying.finish(current())


def tenants() -> list[UUID]:
    """The organizations that have keys, and SITE.

    Raises: KeyringUnavailable.
    """
    return contents.tenants(current())


def days(tenant: UUID) -> list[KeptDay]:
    """The days of an organization that have keys, with their age; day None is those who are present.

    Raises: KeyringUnavailable.
    """
    return contents.days(current(), tenant)


def subjects(tenant: UUID, day: date | None) -> list[KeptSubject]:
    """The subjects of one day that have keys, with the time since each was used for sealing.

    Raises: KeyringUnavailable.
    """
    return contents.subjects(current(), tenant, day)


def sign(message: bytes) -> bytes:
    """Sign for this site with Ed25519; 64 bytes.

    Raises: KeyringUnavailable.
    """
    return signing.sign(current(), message)


def public_key() -> bytes:
    """The Ed25519 key that checks what this site signed; 32 bytes.

    Raises: KeyringUnavailable.
    """
    return signing.public_key(current())
