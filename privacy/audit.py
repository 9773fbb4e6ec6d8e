"""Writing the audit trail: one line in every action."""

from typing import Protocol
from uuid import UUID

from django.db import models

from privacy.models import AuditEntry
from privacy.verbs import Verb


class Actor(Protocol):
    """Whoever acts: a membership of an organization, a person's or a robot's."""

    pk: UUID
    organization_id: UUID
    role: str


def record(
    verb: Verb, *, by: Actor, about: models.Model | None = None, within: UUID | None = None
) -> AuditEntry:
    """Write down that `by` did `verb` to the row `about`, in the same transaction as the deed.

    `within` names the organization whose trail gets the entry; it is the actor's own unless an
    action reaches into another one (a hold asked by a neighbour).
    """
    return AuditEntry.objects.create(
        organization_id=within or by.organization_id,
        member_id=by.pk,
        role=by.role,
        verb=verb,
        about_kind=(about._meta.model_name or "") if about else "",
        about_id=about.pk if about else None,
    )
