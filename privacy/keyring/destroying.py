"""Destroying keys: fence, forget everywhere, take away, overwrite. Any step may be the last before a kill.

A key is taken away by renaming it into `erasing/`: from then on it opens nowhere. The next call of
anything here overwrites and removes what a killed one left there.
"""

import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from privacy.keyring import files, places
from privacy.keyring.folder import plainly
from privacy.keyring.places import SITE, Subject
from privacy.keyring.ring import Keyring

# A transaction that sealed with a key may still be open for so long.
IDLE = timedelta(hours=1)


def destroy(ring: Keyring, subject: Subject) -> None:
    """Destroy the key of a subject for ever.

    Raises: KeyringUnavailable.
    """
    path = places.of_subject(subject).path
    with plainly():
        if ring.fences.holds_back(subject) and not (ring.folder.path / path).exists():
            # Gone already, with its day or its organization, or taken away by somebody who was killed then.
            finish(ring)
            return
    _destroy(ring, path, lambda: ring.fences.around_subject(subject))


def destroy_day(ring: Keyring, tenant: UUID, day: date | None) -> None:
    """Destroy every key of one day of one organization for ever.

    Raises: KeyringUnavailable.
    """
    _destroy(ring, places.day_folder(tenant, day), lambda: ring.fences.around_day(tenant, day))


def destroy_tenant(ring: Keyring, tenant: UUID) -> None:
    """Destroy every key of one organization for ever.

    Raises: KeyringUnavailable.
    """
    if tenant == SITE:
        raise ValueError("The site's own keys are destroyed one by one.")
    _destroy(ring, places.organization_folder(tenant), lambda: ring.fences.around_tenant(tenant))


def retire(ring: Keyring, subject: Subject, *, idle: timedelta = IDLE) -> bool:
    """Destroy a key that no row needs any more, without a fence: the subject may get a new one.

    Left alone, and answered with False, when it was used for sealing within `idle`.

    Raises: KeyringUnavailable.
    """
    file = ring.folder.path / places.of_subject(subject).path

    def is_idle() -> bool:
        return file.exists() and time.time() - file.stat().st_mtime >= idle.total_seconds()

    return _retire(ring, file, is_idle)


def stamp(ring: Keyring, subject: Subject) -> int:
    """When the key of a subject was last used for sealing, as a number to compare; 0 when there is none.

    Raises: KeyringUnavailable.
    """
    with plainly():
        try:
            return (ring.folder.path / places.of_subject(subject).path).stat().st_mtime_ns
        except FileNotFoundError:
            return 0


def retire_unchanged(ring: Keyring, subject: Subject, *, since: int) -> bool:
    """Like `retire`, but unless it was used for sealing since the `stamp`.

    Raises: KeyringUnavailable.
    """
    file = ring.folder.path / places.of_subject(subject).path
    return _retire(ring, file, lambda: file.exists() and file.stat().st_mtime_ns == since)


def finish(ring: Keyring) -> None:
    """Overwrite and remove what was taken away, and the drafts of killed processes.

    Raises: KeyringUnavailable.
    """
    with plainly():
        if ring.folder.drafts.is_dir() and any(ring.folder.drafts.iterdir()):
            with ring.folder.locked(alone=True):
                for draft in ring.folder.drafts.iterdir():
                    draft.unlink(missing_ok=True)
        if not ring.folder.erasing.is_dir():
            return
        left = list(ring.folder.erasing.iterdir())
        for taken in left:
            _erase(taken)
        if left:
            files.sync(ring.folder.erasing)


def _destroy(ring: Keyring, path: str, fence: Callable[[], None]) -> None:
    with plainly():
        ring.folder.begin()
        with ring.folder.locked(alone=True):
            fence()
            ring.folder.next_generation()
            _take_away(ring, ring.folder.path / path)
    ring.cache.clear()
    finish(ring)


def _retire(ring: Keyring, file: Path, may: Callable[[], bool]) -> bool:
    with plainly():
        ring.folder.begin()
        with ring.folder.locked(alone=True):
            if not may():
                return False
            _take_away(ring, file)
            # Whoever read the file before this has looked at the generation before that.
            ring.folder.next_generation()
    ring.cache.clear()
    finish(ring)
    return True


def _take_away(ring: Keyring, path: Path) -> None:
    if not path.exists():
        return
    files.make_folder(ring.folder.erasing)
    path.rename(ring.folder.erasing / secrets.token_hex(8))
    files.sync(path.parent)
    files.sync(ring.folder.erasing)


def _erase(taken: Path) -> None:
    """Overwrite the key and remove it; of a folder the keys on top, which wrap all others in it.

    Several processes may do this at once.
    """
    with suppress(FileNotFoundError):
        if not taken.is_dir():
            files.overwrite(taken)
            taken.unlink()
            return
        inside = list(taken.iterdir())
        for file in sorted(inside, key=Path.is_dir):
            if file.is_dir():
                _erase(file)
            else:
                files.overwrite(file)
                file.unlink()
        files.sync(taken)
        with suppress(OSError):  # a file server may keep names of open files in it for a while
            taken.rmdir()
