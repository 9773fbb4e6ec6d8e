"""Destroying keys: fence, forget everywhere, take away, overwrite. Any step may be the last before a kill.

A key is taken away by renaming it into `erasing/`: from then on it opens nowhere. The next call of
anything here overwrites and removes what a killed one left there.
"""

import secrets
import time
from collections.abc import Callable, Collection, Iterable
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
    destroy_many(ring, [subject])


def destroy_many(ring: Keyring, subjects: Iterable[Subject]) -> None:
    """Destroy the keys of these subjects for ever, for hardly more than one of them costs: all fences first,
    then one word to every process, then all files.

    Raises: KeyringUnavailable.
    """
    with plainly():
        left = {subject: _file(ring, subject) for subject in subjects}
        for subject, file in list(left.items()):
            if ring.fences.holds_back(subject) and not file.exists():
                # Gone already, with its day or its organization, or taken away by somebody killed then.
                del left[subject]
    if not left:
        finish(ring)
        return
    _destroy(ring, left.values(), lambda: ring.fences.around_subjects(left))


def destroy_day(ring: Keyring, tenant: UUID, day: date | None) -> None:
    """Destroy every key of one day of one organization for ever.

    Raises: KeyringUnavailable.
    """
    _destroy(
        ring, [ring.folder.path / places.day_folder(tenant, day)], lambda: ring.fences.around_day(tenant, day)
    )


def destroy_tenant(ring: Keyring, tenant: UUID) -> None:
    """Destroy every key of one organization for ever.

    Raises: KeyringUnavailable.
    """
    if tenant == SITE:
        raise ValueError("The site's own keys are destroyed one by one.")
    _destroy(
        ring,
        [ring.folder.path / places.organization_folder(tenant)],
        lambda: ring.fences.around_tenant(tenant),
    )


def retire(ring: Keyring, subject: Subject, *, idle: timedelta = IDLE) -> bool:
    """Destroy a key that no row needs any more, without a fence: the subject may get a new one.

    Left alone, and answered with False, when it was used for sealing within `idle`.

    Raises: KeyringUnavailable.
    """
    return retire_many(ring, [subject], idle=idle) == 1


def retire_many(ring: Keyring, subjects: Iterable[Subject], *, idle: timedelta = IDLE) -> int:
    """Like `retire`, for hardly more than one of them costs; how many went.

    Raises: KeyringUnavailable.
    """

    def is_idle(file: Path) -> bool:
        return file.exists() and time.time() - file.stat().st_mtime >= idle.total_seconds()

    return _retire(ring, [_file(ring, subject) for subject in subjects], is_idle)


def stamp(ring: Keyring, subject: Subject) -> int:
    """When the key of a subject was last used for sealing, as a number to compare; 0 when there is none.

    Raises: KeyringUnavailable.
    """
    with plainly():
        try:
            return _file(ring, subject).stat().st_mtime_ns
        except FileNotFoundError:
            return 0


def retire_unchanged(ring: Keyring, subject: Subject, *, since: int) -> bool:
    """Like `retire`, but unless it was used for sealing since the `stamp`.

    Raises: KeyringUnavailable.
    """

    def is_unchanged(file: Path) -> bool:
        return file.exists() and file.stat().st_mtime_ns == since

    return _retire(ring, [_file(ring, subject)], is_unchanged) == 1


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
        if left:
            _erase(left)
            files.sync(ring.folder.erasing)


def _file(ring: Keyring, subject: Subject) -> Path:
    return ring.folder.path / places.of_subject(subject).path


def _destroy(ring: Keyring, paths: Iterable[Path], fence: Callable[[], None]) -> None:
    with plainly():
        ring.folder.begin()
        with ring.folder.locked(alone=True):
            fence()
            ring.folder.next_generation()
            _take_away(ring, paths)
    ring.cache.clear()
    finish(ring)


def _retire(ring: Keyring, paths: Iterable[Path], may: Callable[[Path], bool]) -> int:
    with plainly():
        ring.folder.begin()
        with ring.folder.locked(alone=True):
            free = [path for path in paths if may(path)]
            if not free:
                return 0
            _take_away(ring, free)
            # Whoever read a file before this has looked at the generation before that.
            ring.folder.next_generation()
    ring.cache.clear()
    finish(ring)
    return len(free)


def _take_away(ring: Keyring, paths: Iterable[Path]) -> None:
    here = [path for path in paths if path.exists()]
    if not here:
        return
    files.make_folder(ring.folder.erasing)
    for path in here:
        path.rename(ring.folder.erasing / secrets.token_hex(8))
    for folder in {path.parent for path in here}:
        files.sync(folder)
    files.sync(ring.folder.erasing)


def _erase(taken: Collection[Path]) -> None:
    """Overwrite these keys and remove them; of a folder the keys on top, which wrap all others in it.

    Several processes may do this at once.
    """
    folders = [path for path in taken if path.is_dir()]
    keys = [path for path in taken if path not in folders]
    files.overwrite(keys)
    for key in keys:
        key.unlink(missing_ok=True)
    for folder in folders:
        with suppress(FileNotFoundError):
            _erase(list(folder.iterdir()))
            files.sync(folder)
            with suppress(OSError):  # a file server may keep names of open files in it for a while
                folder.rmdir()
