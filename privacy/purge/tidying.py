"""Destroying keys that no row needs: of texts that were sealed anew, and of rows that are gone."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from privacy import keyring, retention, sealed, walls
from privacy.keyring import Subject
from privacy.keyring.places import today
from privacy.sealed import SealedField

# A transaction that sealed with a key may still be open for so long.
OPEN_FOR = timedelta(hours=1)
# After an older database was restored, keys may belong to rows of the newer one, which may come back.
WAIT_AFTER_RESTORE = timedelta(days=14)


def tidy(*, restored: datetime | None = None) -> int:
    """Destroy the keys that nothing needs any more; how many.

    Of organizations that the database does not know nothing is touched: it may be the wrong one.

    Raises: KeyringUnavailable.
    """
    keyring.finish()
    is_doubtful = restored is not None and timezone.now() - restored < WAIT_AFTER_RESTORE
    return sum(_tidy(tenant, is_doubtful) for tenant in retention.tenants() if tenant != retention.SITE)


def _tidy(tenant: UUID, is_doubtful: bool) -> int:
    days = keyring.days(tenant)
    if not days:
        return 0
    with walls.within(tenant):
        needed = needed_keys(tenant)
    gone = 0
    for kept in days:
        is_over = kept.day is not None and kept.day < today()
        if is_doubtful and not is_over:
            continue
        if is_over and kept.day not in {day for _subject, day in needed}:
            keyring.destroy_day(tenant, kept.day)
            gone += 1
            continue
        for subject in keyring.subjects(tenant, kept.day):
            if (subject.subject, kept.day) not in needed and subject.age > OPEN_FOR:
                gone += keyring.retire(Subject(tenant, subject.subject, kept.day), idle=OPEN_FOR)
    return gone


def needed_keys(tenant: UUID) -> set[tuple[UUID, date | None]]:
    """Subject and day of every sealed value of the organization. Runs within its walls."""
    needed: set[tuple[UUID, date | None]] = set()
    for model in apps.get_models():
        columns = [field.name for field in model._meta.concrete_fields if isinstance(field, SealedField)]
        if columns:
            needed |= _needed_by(model, columns, tenant)
    return needed


def _needed_by(model: Any, columns: list[str], tenant: UUID) -> set[tuple[UUID, date | None]]:
    needed = set()
    sealed_somewhere = Q(*[(f"{name}__isnull", False) for name in columns], _connector=Q.OR)
    rows = model._base_manager.filter(sealed_somewhere)  # noqa: SLF001  its public name
    for row in rows.iterator(chunk_size=500):
        owner, subject = row.seal_owner()
        if owner == tenant:
            needed |= {
                (subject, sealed.day_of(row, name)) for name in columns if getattr(row, name) is not None
            }
    return needed
