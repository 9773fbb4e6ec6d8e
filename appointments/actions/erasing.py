"""Erasing what was written about a family's appointments: the keys of sealed words first, then the rows."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from appointments.models import BarrierEntry, HouseChannel, Tracking
from privacy import keyring, sealed
from privacy.keyring import Subject
from shelters.actions import erasing
from shelters.names import Told, told

AT_ONCE = timedelta(0)
# Such rows end when they are erased, so their words are sealed until no day; after a change until another one
# that never comes, which has a key of its own.
NO_DAYS = (None, *erasing.ALSO_PRESENT)
SEALED = ((Tracking, "reference"), (BarrierEntry, "message"), (HouseChannel, "address"))


def forget(rows: "QuerySet[Any]") -> int:
    """Delete these rows and what hangs on them; what they sealed is unreadable before they are gone.

    Raises: KeyringUnavailable.
    """
    destroy_keys(rows)
    erased: int
    erased, _by_model = rows.delete()
    return erased


def replace(row: Tracking | HouseChannel, column: str, text: str) -> None:
    """Seal another text in place of the one that is there, under another key: no backup opens the former one.
    An empty text takes it out. Does not save; whoever calls this holds the lock of the row.

    Raises: KeyringUnavailable.
    """
    if told(row, column) == Told(text):
        return
    is_empty, was = getattr(row, column) is None, erasing.day_of(row, column)
    sealed.write(row, column, text, day=next(day for day in NO_DAYS if is_empty or day != was))
    if not is_empty:
        sealed.retire_on_commit(Subject(*row.seal_owner(), was))


def destroy_keys(rows: "QuerySet[Any]") -> None:
    """Destroy the keys of the rows that have sealed words; the rows stay.

    Raises: KeyringUnavailable.
    """
    for model, column in SEALED:
        if rows.model is model:
            owners = [row.seal_owner() for row in rows.filter(**{f"{column}__isnull": False})]
            keys = [Subject(tenant, row, day) for tenant, row in owners for day in NO_DAYS]
            keyring.retire_many(keys, idle=AT_ONCE)


@erasing.before_households
def with_household(ids: Collection[UUID]) -> None:
    """Households are about to be erased: what their rows here sealed goes first.

    Raises: KeyringUnavailable.
    """
    destroy_keys(Tracking.objects.filter(household__in=ids))
    destroy_keys(BarrierEntry.objects.filter(household__in=ids))
