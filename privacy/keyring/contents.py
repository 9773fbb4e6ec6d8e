"""What lies in a keyring, for tidying and for `manage.py keyring status`: ids, days and ages only."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from privacy.keyring import places
from privacy.keyring.folder import plainly
from privacy.keyring.ring import Keyring


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
        return sorted(UUID(found.name) for found in _inside(ring.folder.path / "organizations"))


def days(ring: Keyring, tenant: UUID) -> list[KeptDay]:
    """The days of an organization that have keys; None stands for those who are present.

    Raises: KeyringUnavailable.
    """
    with plainly():
        return [
            KeptDay(tenant, places.day_of(found.name), age)
            for found in _inside(ring.folder.path / places.organization_folder(tenant) / "days")
            if (age := _age(found / "key")) is not None
        ]


def subjects(ring: Keyring, tenant: UUID, day: date | None) -> list[KeptSubject]:
    """The subjects of one day that have keys.

    Raises: KeyringUnavailable.
    """
    with plainly():
        return [
            KeptSubject(UUID(found.stem), age)
            for found in _inside(ring.folder.path / places.day_folder(tenant, day) / "subjects")
            if (age := _age(found)) is not None
        ]


def _inside(folder: Path) -> Iterator[Path]:
    try:
        yield from sorted(folder.iterdir())
    except FileNotFoundError:
        return


def _age(file: Path) -> timedelta | None:
    """Nothing when it was destroyed meanwhile."""
    try:
        return timedelta(seconds=max(0.0, time.time() - file.stat().st_mtime))
    except FileNotFoundError:
        return None
