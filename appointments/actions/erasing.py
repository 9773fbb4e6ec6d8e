"""Erasing what was written about a family's appointments: the keys of sealed words first, then the rows."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from appointments.models import BarrierEntry, HouseChannel, Tracking
from appointments.models.families import OwnKey
from privacy import keyring
from privacy.keyring import Subject
from shelters.actions import erasing

AT_ONCE = timedelta(0)
SEALED = ((Tracking, "reference"), (BarrierEntry, "message"), (HouseChannel, "address"))


def forget(rows: "QuerySet[Any]") -> int:
    """Delete these rows and what hangs on them; what they sealed is unreadable before they are gone.

    Raises: KeyringUnavailable.
    """
    destroy_keys(rows)
    erased: int
    erased, _by_model = rows.delete()
    return erased


def destroy_keys(rows: "QuerySet[Any]") -> None:
    """Destroy the keys of the rows that have sealed words; the rows stay.

    Raises: KeyringUnavailable.
    """
    for model, column in SEALED:
        if rows.model is model:
            for row in rows.filter(**{f"{column}__isnull": False}):
                _destroy_key(row)


def _destroy_key(row: OwnKey) -> None:
    keyring.retire(Subject(*row.seal_owner(), None), idle=AT_ONCE)


@erasing.before_households
def with_household(ids: Collection[UUID]) -> None:
    """Households are about to be erased: what their rows here sealed goes first.

    Raises: KeyringUnavailable.
    """
    destroy_keys(Tracking.objects.filter(household__in=ids))
    destroy_keys(BarrierEntry.objects.filter(household__in=ids))
