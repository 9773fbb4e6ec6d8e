"""What lies in a keyring, for tidying and for `manage.py keyring status`: ids, days and ages only."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from privacy.keyring import places
from privacy.keyring.folder import plainly
from privacy.keyring.ring import Keyring

Name = TypeVar("Name")


@dataclass(frozen=True)
class KeptDay:
    """The key of a day. `age` is the time since it was made."""

    tenant: UUID
    day: date | None
    age: timedelta


@dataclass(frozen=True)
class KeptSubject:
    """The key of a subject. `age` is the time since it was last used for sealing."""

    subject: UUID
    age: timedelta


def tenants(ring: Keyring) -> list[UUID]:
    """The organizations that have keys, and SITE.

    Raises: KeyringUnavailable.
    """
    with plainly():
        return [tenant for tenant, _path in _named(ring.folder.path / "organizations", UUID)]


def days(ring: Keyring, tenant: UUID) -> list[KeptDay]:
    """The days of an organization that have keys; None stands for those who are present.

    Raises: KeyringUnavailable.
    """
    with plainly():
        return [
            KeptDay(tenant, day, age)
            for day, path in _named(
                ring.folder.path / places.organization_folder(tenant) / "days", places.day_of
            )
            if (age := _age(path / "key")) is not None
        ]


def subjects(ring: Keyring, tenant: UUID, day: date | None) -> list[KeptSubject]:
    """The subjects of one day that have keys.

    Raises: KeyringUnavailable.
    """
    with plainly():
        return [
            KeptSubject(subject, age)
            for subject, path in _named(ring.folder.path / places.day_folder(tenant, day) / "subjects", UUID)
            if (age := _age(path)) is not None
        ]


def _named(folder: Path, meaning: Callable[[str], Name]) -> Iterator[tuple[Name, Path]]:
    """What lies in a folder, by what its name means. A file server leaves names of its own: passed over."""
    try:
        inside = sorted(folder.iterdir())
    except FileNotFoundError:
        return
    for path in inside:
        with suppress(ValueError):
            yield meaning(path.name.removesuffix(".key")), path


def _age(file: Path) -> timedelta | None:
    """Nothing when it was destroyed meanwhile."""
    try:
        return timedelta(seconds=max(0.0, time.time() - file.stat().st_mtime))
    except FileNotFoundError:
        return None
