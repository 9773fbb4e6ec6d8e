"""Files that are there completely or not at all, also when the power goes: draft, fsync, rename, fsync."""

import fcntl
import os
import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FOLDER, FILE = 0o700, 0o600


@contextmanager
def locked(file: Path, *, alone: bool) -> Iterator[None]:
    """Hold the lock file, alone or together with others who do not write. Also between hosts on NFSv4."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


def sync(folder: Path) -> None:
    """What was made, renamed or removed in the folder lasts from now on."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """The folder and those above it, closed to everybody else."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir(mode=FOLDER)
    sync(folder.parent)


def write_once(file: Path, content: bytes, *, drafts: Path) -> None:
    """Make the file with this content unless it is there already."""
    make_folder(file.parent)
    with _draft(content, drafts / secrets.token_hex(8)) as draft, suppress(FileExistsError):
        os.link(draft, file)
    sync(file.parent)


def replace(file: Path, content: bytes, *, drafts: Path) -> None:
    """Make the file with this content, whatever was there."""
    make_folder(file.parent)
    with _draft(content, drafts / secrets.token_hex(8)) as draft:
        draft.replace(file)
    sync(file.parent)


def rewrite(file: Path, content: Callable[[], bytes]) -> None:
    """Make the file with what is said while nobody else rewrites it.

    Its draft stands beside it and not among those of the keys, which are swept away under another lock.
    """
    make_folder(file.parent)
    draft = file.with_suffix(".draft")
    with locked(file.with_suffix(".lock"), alone=True):
        draft.unlink(missing_ok=True)  # of a killed process
        with _draft(content(), draft):
            draft.replace(file)
        sync(file.parent)


def overwrite(files: Collection[Path]) -> None:
    """Put random bytes where the contents were, before the files go. Those that are gone already are passed
    over. All are written before the first is waited for: the disk then does them together."""
    for file in files:
        with suppress(FileNotFoundError), file.open("r+b", buffering=0) as old:
            old.write(secrets.token_bytes(os.fstat(old.fileno()).st_size or 1))
    for file in files:
        with suppress(FileNotFoundError), file.open("rb", buffering=0) as old:
            os.fsync(old.fileno())


@contextmanager
def _draft(content: bytes, draft: Path) -> Iterator[Path]:
    make_folder(draft.parent)
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        with open(os.open(draft, flags, FILE), "wb") as new:  # noqa: PTH123  pathlib knows no mode
            new.write(content)
            new.flush()
            os.fsync(new.fileno())
        yield draft
    finally:
        draft.unlink(missing_ok=True)
