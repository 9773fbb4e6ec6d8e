"""The declared data inventory: what every model field holds, why, and until when.

Each app declares its models in its own `inventory.py`, next to them. A field nobody declared
stops the start (see checks.py), so that nothing about a person is kept by accident.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from django.apps import apps
from django.db import models
from django.utils.functional import Promise


class Kind(StrEnum):
    """What a field may hold, from harmless to grave (design.md, section 6)."""

    PUBLIC = "public"
    OPERATIONAL = "operational"
    CODE = "code"
    SEALED = "sealed"
    COUNT = "count"


class Until(StrEnum):
    """When rows of a model are erased. The purge itself acts on these (privacy/retention)."""

    CONFIGURED = "while it is configured"
    SESSION_END = "end of the session"
    DAY = "24 hours"
    EXIT_72_HOURS = "72 hours after the household left"
    EXIT_30_DAYS = "30 days after the household left"
    DIGEST_7_DAYS = "7 days"
    APPOINTMENT_7_DAYS = "7 days after the appointment"
    FIGURES_5_YEARS = "5 years, as figures without people"
    AUDIT_180_DAYS = "180 days"
    REPORT_30_DAYS = "30 days; 180 days once the alert is confirmed"
    ALERT_30_DAYS = "30 days after it ended"
    RECEIPT_400_DAYS = "400 days"
    NEXT_PURGE = "until the purge runs again"
    ACCOUNT_END = "while the account exists"
    REPLACED = "until the next figure replaces it"


@dataclass(frozen=True)
class Declaration:
    """One model: why it exists, until when rows stay, and the kind of each field."""

    label: str
    purpose: str | Promise
    until: Until
    about_guests: bool
    kinds: dict[str, Kind] = field(default_factory=dict)


DECLARED: dict[str, Declaration] = {}


def declare(
    label: str,
    *,
    purpose: str | Promise,
    until: Until,
    about_guests: bool = False,
    public: Collection[str] = (),
    operational: Collection[str] = (),
    code: Collection[str] = (),
    sealed: Collection[str] = (),
    count: Collection[str] = (),
) -> None:
    """Declare every field of the model `app_label.ModelName`.

    Raises: ValueError when the model or one of its fields is declared twice.
    """
    if label in DECLARED:
        raise ValueError(f"{label} is declared twice")
    groups = {
        Kind.PUBLIC: public,
        Kind.OPERATIONAL: operational,
        Kind.CODE: code,
        Kind.SEALED: sealed,
        Kind.COUNT: count,
    }
    kinds: dict[str, Kind] = {}
    for kind, names in groups.items():
        for name in names:
            if name in kinds:
                raise ValueError(f"{label}.{name} is declared twice")
            kinds[name] = kind
    DECLARED[label] = Declaration(label, purpose, until, about_guests, kinds)


def stored_fields(model: type[models.Model]) -> set[str]:
    """The names of the columns and own many-to-many fields of a model."""
    meta = model._meta
    return {f.name for f in meta.local_concrete_fields} | {f.name for f in meta.local_many_to_many}


def gaps() -> list[str]:
    """What is stored but not declared, and what is declared but not stored, as `label.field`."""
    found: list[str] = []
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        declaration = DECLARED.get(label)
        names = set(declaration.kinds) if declaration else set()
        found += [f"{label}.{name}" for name in sorted(stored_fields(model) ^ names)]
    known = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    return found + sorted(set(DECLARED) - known)
