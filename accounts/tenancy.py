"""Tenancy in one method: rows belong to one organization, and reads say whose."""

from typing import TYPE_CHECKING, Self, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import models

from core.errors import NotHere
from core.models import Row

if TYPE_CHECKING:
    from accounts.models import Membership

Tenant = TypeVar("Tenant", bound=models.Model)


def tenants() -> list[UUID]:
    """Every organization, for work that goes from one to the next: each inside `walls.within`."""
    organizations = apps.get_model("accounts", "Organization")
    return list(organizations.objects.order_by("pk").values_list("pk", flat=True))


class TenantQuerySet(models.QuerySet[Tenant]):
    """Rows that belong to one organization."""

    def visible_to(self, member: "Membership") -> Self:
        """The rows of the member's own organization."""
        return self.filter(organization=member.organization_id)

    def locked(self) -> Self:
        """The rows, locked in one order until the transaction ends. On SQLite the lock is the
        transaction itself (BEGIN IMMEDIATE)."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")

    def found(self, **lookup: object) -> Tenant:
        """The one row. Absent and foreign rows give the same refusal.

        Raises: NotHere.
        """
        row = self.filter(**lookup).first()
        if row is None:
            raise NotHere
        return row


class TenantModel(Row):
    """A row of one organization."""

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")

    class Meta:
        abstract = True
