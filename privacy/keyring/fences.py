"""Fences: empty files that say a key was destroyed and that its place stays empty. Written first of all.

fences/<organization>/all
fences/<organization>/<day>/all
fences/<organization>/<day>/<subject>
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from uuid import UUID

from privacy.keyring.errors import Fenced
from privacy.keyring.files import FILE, make_folder, sync
from privacy.keyring.places import Subject, name_of, today

ALL = "all"


class Fences:
    """The fences of one keyring."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "fences"

    def refuse(self, subject: Subject) -> None:
        """Refuse to seal for this subject: it was erased, or its day is over.

        Raises: Fenced.
        """
        if (subject.day and subject.day < today()) or self.holds_back(subject):
            raise Fenced

    def holds_back(self, subject: Subject) -> bool:
        """Whether the organization, its day or the subject itself was erased."""
        house = self._house(subject.tenant)
        day = house / name_of(subject.day)
        return any(file.exists() for file in (house / ALL, day / ALL, day / str(subject.subject)))

    def is_erased(self, tenant: UUID) -> bool:
        """Whether the whole organization was erased."""
        return (self._house(tenant) / ALL).exists()

    def around_subjects(self, subjects: Iterable[Subject]) -> None:
        """Fence subjects, each on its day."""
        self._write(
            self._house(subject.tenant) / name_of(subject.day) / str(subject.subject) for subject in subjects
        )

    def around_day(self, tenant: UUID, day: date | None) -> None:
        """Fence one day; the fences of its subjects are not needed any more."""
        folder = self._house(tenant) / name_of(day)
        self._write([folder / ALL])
        for smaller in folder.iterdir():
            if smaller.name != ALL:
                smaller.unlink(missing_ok=True)

    def around_tenant(self, tenant: UUID) -> None:
        """Fence an organization."""
        self._write([self._house(tenant) / ALL])

    def _house(self, tenant: UUID) -> Path:
        return self._folder / str(tenant)

    def _write(self, files: Iterable[Path]) -> None:
        """They all last before this returns."""
        folders = set()
        for file in files:
            make_folder(file.parent)
            file.touch(mode=FILE)
            folders.add(file.parent)
        for folder in folders:
            sync(folder)
