"""The folder of a keyring: its format, the root secret that fits it, its lock, its generation.

format          {"format": 1, "id": …, "root": name of the root secret}
lock            held by whoever writes
generation      its time changes with everything that is destroyed: then every process forgets its keys
drafts/         files that are being written
erasing/        what was destroyed and is being overwritten
organizations/  see places.py
fences/         see fences.py
"""

import json
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from privacy.keyring import files, wrapping
from privacy.keyring.cache import Generation
from privacy.keyring.errors import KeyringDamaged, KeyringMissing, KeyringUnavailable, WrongRootSecret
from privacy.keyring.wrapping import Root

FORMAT = 1
# A file system may keep times only this exactly, in nanoseconds.
TICK = 1_000_000


@dataclass(frozen=True)
class Format:
    """What stands in the file `format`."""

    format: int
    id: str
    root: str


class Folder:
    """One folder and the secret that opens it.

    `marker` is a file outside of the folder that remembers which keyring this site uses, so that a
    folder that is not mounted is not mistaken for a new site.
    """

    def __init__(self, path: Path, root_secret: str, *, marker: Path | None = None) -> None:
        self.path = path
        self.secret = root_secret
        self.drafts = path / "drafts"
        self.erasing = path / "erasing"
        self._marker = marker
        self._format_file = path / "format"
        self._generation_file = path / "generation"
        self._known: tuple[tuple[int, int], Format, Root] | None = None

    def begin(self) -> None:
        """Make the keyring, on the first use of a new site.

        Raises: KeyringMissing, KeyringDamaged, OSError.
        """
        if self.exists():
            self._remember()
            return
        self.refuse_if_missing()
        self.make()

    def make(self) -> None:
        """Make a keyring unless there is one; from now on this site uses it, whichever it used before."""
        files.make_folder(self.path)
        with self.locked(alone=True):
            if not self.exists():
                if self._marker:
                    self._marker.unlink(missing_ok=True)
                files.write_once(self._generation_file, b"", drafts=self.drafts)
                made = str(uuid.uuid4())
                self.write_format(Format(FORMAT, made, wrapping.root_of(self.secret, keyring=made).name))
        self._remember()

    def write_format(self, new: Format) -> None:
        """Put another format in its place, at one stroke."""
        files.replace(self._format_file, json.dumps(asdict(new)).encode(), drafts=self.drafts)

    def exists(self) -> bool:
        """Whether a keyring was made here. Raises: OSError."""
        try:
            self._format_file.stat()
        except FileNotFoundError:
            return False
        return True

    def refuse_if_missing(self) -> None:
        """Whoever finds no key asks this before saying that it was erased.

        Raises: KeyringMissing.
        """
        # In this order: whoever makes a keyring writes the marker last.
        if self._marker and self._marker.exists() and not self.exists():
            raise KeyringMissing

    def format(self) -> Format:
        """What stands in the file `format`, checked.

        Raises: KeyringDamaged, KeyringMissing, FileNotFoundError.
        """
        return self._fitting()[0]

    def root(self) -> Root:
        """The key above all.

        Raises: WrongRootSecret, KeyringDamaged, KeyringMissing, FileNotFoundError.
        """
        found, root = self._fitting()
        if found.root != root.name:
            raise WrongRootSecret
        return root

    def locked(self, *, alone: bool) -> AbstractContextManager[None]:
        """Hold the lock of this keyring."""
        return files.locked(self.path / "lock", alone=alone)

    def generation(self) -> Generation:
        """Changes with everything that is destroyed."""
        try:
            found = self._generation_file.stat()
        except FileNotFoundError:
            return (0, 0)
        return (found.st_ino, found.st_mtime_ns)

    def next_generation(self) -> None:
        """Make every process forget its keys. The lock is held alone."""
        if not self._generation_file.exists():
            files.write_once(self._generation_file, b"", drafts=self.drafts)
        after = max(time.time_ns(), self._generation_file.stat().st_mtime_ns + TICK)
        os.utime(self._generation_file, ns=(after, after))

    def _remember(self) -> None:
        """Write down which keyring this site uses."""
        found = self.format().id
        if self._marker and not self._marker.exists():
            files.make_folder(self._marker.parent)
            files.write_once(self._marker, found.encode(), drafts=self._marker.parent)

    def _fitting(self) -> tuple[Format, Root]:
        found = self._format_file.stat()
        stamp = (found.st_ino, found.st_mtime_ns)
        if self._known is None or self._known[0] != stamp:
            read = _parsed(self._format_file.read_bytes())
            self._refuse_another(read)
            self._known = (stamp, read, wrapping.root_of(self.secret, keyring=read.id))
        return self._known[1], self._known[2]

    def _refuse_another(self, found: Format) -> None:
        """A folder of another site must not be taken for this one's."""
        if self._marker and self._marker.exists():
            used = self._marker.read_text(encoding="ascii", errors="replace").strip()
            if used and used != found.id:
                raise KeyringMissing


def _parsed(content: bytes) -> Format:
    try:
        found = Format(**json.loads(content))
    except (ValueError, TypeError) as refused:
        raise KeyringDamaged(place="format") from refused
    if found.format != FORMAT:
        raise KeyringDamaged(place="format")
    return found


@contextmanager
def plainly() -> Iterator[None]:
    """Say what the disk says in words of our own.

    Raises: KeyringUnavailable.
    """
    try:
        yield
    except OSError as refused:
        raise KeyringUnavailable(reason=os.strerror(refused.errno or 0)) from refused
