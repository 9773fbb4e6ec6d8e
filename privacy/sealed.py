"""Sealed columns: texts that only a key of the keyring opens, bound to tenant, table, column, row and day.

The model says whose key it is:

    class Household(TenantModel):
        notes = SealedField(_("notes"))

        def seal_owner(self) -> tuple[UUID, UUID]:
            return self.organization_id, self.pk

and a migration has `NoStatistics("household", "notes")` after the field, so that PostgreSQL keeps no sample
of it. Nothing opens by itself: `sealed.read(row, "notes")` does. Whoever writes holds the lock of the owner's
row. The form of the envelope is described in envelopes.py.
"""

from collections.abc import Collection
from contextlib import suppress
from datetime import date
from typing import Any, ClassVar, Protocol
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from core.events import after_commit
from privacy import envelopes, keyring
from privacy.envelopes import CannotOpen, Header
from privacy.keyring import KeyGone, KeyringUnavailable, Subject
from privacy.keyring.wrapping import id_of
from privacy.statistics import NoStatistics

# The key is gone, and so is what it sealed.
Erased = KeyGone

__all__ = [
    "CannotOpen",
    "Erased",
    "NoStatistics",
    "Sealed",
    "SealedField",
    "day_of",
    "read",
    "reseal",
    "retire_on_commit",
    "write",
]


class Sealed(bytes):
    """An envelope as it stands in a row: shown to nobody."""

    __slots__ = ()

    def __str__(self) -> str:
        return "(sealed)"

    def __repr__(self) -> str:
        return "(sealed)"


class SealedField(models.BinaryField):  # type: ignore[type-arg]  # generic for the checker only
    """A sealed text, or nothing. Not searchable: two envelopes of one text are never the same."""

    def __init__(self, verbose_name: Any = None, **options: Any) -> None:
        super().__init__(verbose_name, **{**options, "null": True, "blank": True})

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Sealed | None:  # noqa: ARG002  Django's signature
        """The envelope as it was stored."""
        return None if value is None else Sealed(value)

    def to_python(self, value: Any) -> Sealed | None:
        """The envelope of a fixture."""
        found = super().to_python(value)
        return None if found is None else Sealed(found)

    def get_prep_value(self, value: Any) -> Any:
        """Only envelopes are stored.

        Raises: TypeError for a plain text that somebody assigned.
        """
        if isinstance(value, str):
            raise TypeError(f"{self.name} is sealed: write it with privacy.sealed.write")
        return super().get_prep_value(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """Nothing but whether there is one."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None


class Owned(Protocol):
    """A row with sealed columns."""

    pk: Any
    _meta: ClassVar[Any]

    def seal_owner(self) -> tuple[UUID, UUID]:
        """The tenant and the subject whose key seals the columns of this row."""


def write(row: Owned, column: str, text: str, *, day: date | None) -> None:
    """Seal the text into the attribute, until a day (UTC); None while its owner is present. Does not save.

    An empty text empties the column.

    Raises: Fenced, KeyringUnavailable.
    """
    context = _context(row, column)
    if not text:
        setattr(row, column, None)
        return
    key = keyring.key_for_sealing(_subject(row, day))
    setattr(row, column, Sealed(envelopes.seal(text, key=key, day=day, context=context)))


def read(row: Owned, column: str) -> str:
    """The text; empty when there is none.

    Raises: Erased, CannotOpen, KeyringUnavailable.
    """
    context = _context(row, column)
    envelope = getattr(row, column)
    if envelope is None:
        return ""
    header = Header.of(envelope)
    key = keyring.key_for_opening(_subject(row, header.day))
    if header.key_id != id_of(key):
        raise Erased  # its key was destroyed; this is a later one
    return envelopes.unseal(bytes(envelope), key=key, context=context)


def day_of(row: Owned, column: str) -> date | None:
    """Until which day the column is sealed; None while its owner is present, or when it is empty.

    Raises: CannotOpen.
    """
    envelope = getattr(row, column)
    return Header.of(envelope).day if envelope else None


def reseal(row: Owned, columns: Collection[str], *, day: date | None) -> None:
    """Seal these columns anew under another day. Does not save. What is erased already becomes empty.

    The old key still opens the old envelopes in backups: `retire_on_commit` it when all rows of the subject
    are sealed anew.

    Raises: Fenced, CannotOpen, KeyringUnavailable.
    """
    for column in columns:
        try:
            text = read(row, column)
        except Erased:
            text = ""
        write(row, column, text, day=day)


def retire_on_commit(subject: Subject) -> None:
    """Destroy the key of a subject after this transaction, in which all its rows were sealed anew.

    Unlike `keyring.destroy` this sets no fence, so that a household that comes back is sealed under
    "present" again. A key with which somebody else sealed meanwhile is left to the purge, as is everything
    while the keyring cannot be used.
    """
    since = 0
    with suppress(KeyringUnavailable):
        since = keyring.stamp(subject)
    if since:
        after_commit(keyring.retire_unchanged, subject, since=since)


def _subject(row: Owned, day: date | None) -> Subject:
    tenant, subject = row.seal_owner()
    return Subject(tenant, subject, day)


def _context(row: Owned, column: str) -> list[str]:
    """What an envelope is bound to, beside its day.

    Raises: FieldDoesNotExist when the column is not a sealed one.
    """
    field = row._meta.get_field(column)
    if not isinstance(field, SealedField):
        raise FieldDoesNotExist(f"{column} is not a sealed column")
    tenant, _subject = row.seal_owner()
    return [str(tenant), row._meta.db_table, field.column, str(row.pk)]
