"""What a legal demand could obtain today: read from the inventory, so that no model is forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.functional import Promise

from privacy import sealed
from privacy.documents import spans
from privacy.inventory import DECLARED, Declaration, Kind
from privacy.keyring import KeyringUnavailable
from privacy.sealed import CannotOpen, Erased, SealedField

TENANT = "organization_id"


@dataclass(frozen=True)
class SealedColumn:
    """One sealed column: how many texts open now, and how many stand there without a key."""

    name: str
    readable: int
    erased: int


@dataclass(frozen=True)
class Holding:
    """What one model holds of one organization, and from which days."""

    label: str
    name: str | Promise
    purpose: str | Promise
    until: str
    about_guests: bool
    rows: int
    fields: dict[Kind, list[str]]
    sealed: list[SealedColumn]
    oldest: date | None
    newest: date | None

    @property
    def nameable(self) -> int:
        """Sealed texts that could be handed out now."""
        return sum(column.readable for column in self.sealed)


def preview(tenant: UUID) -> list[Holding]:
    """Everything that belongs to the organization: about guests first, then the rest.

    Runs inside `walls.within(tenant)`. Counts and days only; sealed texts are opened to see whether they
    open, and forgotten at once.
    """
    found = [_holding(declared, model, tenant) for declared, model in _models_of_tenants()]
    return sorted(found, key=lambda holding: (not holding.about_guests, holding.label))


def _models_of_tenants() -> Iterator[tuple[Declaration, type[models.Model]]]:
    for label, declared in DECLARED.items():
        model = apps.get_model(label)
        if any(field.attname == TENANT for field in model._meta.concrete_fields):
            yield declared, model


def _holding(declared: Declaration, model: type[models.Model], tenant: UUID) -> Holding:
    rows = model._base_manager.filter(**{TENANT: tenant})  # noqa: SLF001  its public name
    fields: dict[Kind, list[str]] = {}
    for name, kind in declared.kinds.items():
        fields.setdefault(kind, []).append(name)
    oldest, newest = _days(rows)
    return Holding(
        label=declared.label,
        name=model._meta.verbose_name_plural or declared.label,
        purpose=declared.purpose,
        until=spans.told(declared, tenant),
        about_guests=declared.about_guests,
        rows=rows.count(),
        fields=fields,
        sealed=[_sealed_column(rows, name) for name in _sealed_names(model)],
        oldest=oldest,
        newest=newest,
    )


def _sealed_names(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def _sealed_column(rows: Any, name: str) -> SealedColumn:
    readable = erased = 0
    for row in rows.filter(**{f"{name}__isnull": False}).iterator(chunk_size=500):
        try:
            sealed.read(row, name)
            readable += 1
        except (Erased, CannotOpen):
            erased += 1
        except KeyringUnavailable:
            # Whoever holds the keyring could still open it.
            readable += 1
    return SealedColumn(name, readable, erased)


def _days(rows: Any) -> tuple[date | None, date | None]:
    """The first and the last day that any moment in the rows names, none of them in the future."""
    moments = [
        field.name for field in rows.model._meta.concrete_fields if isinstance(field, models.DateField)
    ]
    if not moments:
        return None, None
    ends = {f"{name}_{end.__name__}": end(name) for name in moments for end in (Min, Max)}
    known = [_day(value) for value in rows.aggregate(**ends).values() if value is not None]
    today = timezone.now().date()
    return (min(known), min(max(known), today)) if known else (None, None)


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
