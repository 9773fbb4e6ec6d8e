"""Whether the keyring can be used, and whether every key in it opens."""

import errno
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

from privacy.keyring import contents, places
from privacy.keyring.errors import KeyGone, KeyringDamaged, KeyringUnavailable
from privacy.keyring.folder import plainly
from privacy.keyring.places import Place, Subject
from privacy.keyring.ring import Keyring


def trouble(ring: Keyring) -> KeyringUnavailable | None:
    """Why nothing could be sealed now; None when it could. Makes nothing: a new site has no keyring yet."""
    try:
        with plainly():
            ring.folder.refuse_if_missing()
            if ring.folder.exists():
                ring.folder.root()
                _refuse_read_only(ring.folder.path)
    except KeyringUnavailable as found:
        return found
    return None


def damages(ring: Keyring) -> list[str]:
    """The places of keys that do not open, the site's own first.

    Raises: KeyringUnavailable when nothing could open.
    """
    with plainly():
        ring.folder.root()
        ring.cache.clear()
        return [place.path for place in _places(ring) if not _opens(ring, place)]


def open_to_others(ring: Keyring) -> list[str]:
    """Files and folders that somebody else on this machine may read or write.

    Raises: KeyringUnavailable.
    """
    with plainly():
        everything = [ring.folder.path, *ring.folder.path.rglob("*")]
        return [str(path) for path in everything if path.exists() and path.stat().st_mode & 0o077]


def _places(ring: Keyring) -> Iterator[Place]:
    if (ring.folder.path / places.of_signing().path).exists():
        yield places.of_signing()
    for tenant in contents.tenants(ring):
        yield places.of_organization(tenant)
        for kept in contents.days(ring, tenant):
            yield from _of_day(ring, tenant, kept.day)


def _of_day(ring: Keyring, tenant: UUID, day: date | None) -> Iterator[Place]:
    yield places.of_day(tenant, day)
    for kept in contents.subjects(ring, tenant, day):
        yield places.of_subject(Subject(tenant, kept.subject, day))


def _opens(ring: Keyring, place: Place) -> bool:
    """What was destroyed meanwhile is in order."""
    try:
        ring.open(place)
    except KeyGone:
        return not ring.file(place).exists() and place.parent is not None
    except KeyringDamaged:
        return False
    return True


def _refuse_read_only(folder: Path) -> None:
    """Raises: OSError."""
    if not os.access(folder, os.W_OK):
        raise OSError(errno.EROFS, "read-only", str(folder))
