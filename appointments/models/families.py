"""Rows about one household, and how its appointments are seen."""

from typing import TYPE_CHECKING, Self
from uuid import UUID

from accounts.tenancy import Tenant, TenantQuerySet
from shelters.models.households import open_to

if TYPE_CHECKING:
    from accounts.models import Membership


class OfHouseholdQuerySet(TenantQuerySet[Tenant]):
    """Rows that say something about a household. Nobody outside its organization ever sees them."""

    path = "household__"

    def visible_to(self, member: "Membership") -> Self:
        """Those of households that the member may open."""
        if not member.sees_people:
            return self.none()
        return self.filter(open_to(member, self.path), organization=member.organization_id)


class OwnKey:
    """A row whose sealed words go when the row goes, whatever happens to the household's names.

    Whoever erases such rows destroys their keys first (appointments/actions/erasing.py).
    """

    organization_id: UUID
    pk: UUID

    def seal_owner(self) -> tuple[UUID, UUID]:
        """Tenant and subject of the key."""
        return self.organization_id, self.pk
