"""Rows about one household, and how its appointments are seen."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.tenancy import Tenant, TenantQuerySet
from privacy import retention
from shelters.models.families import kept_longer, of_one_in_time
from shelters.models.households import open_to

if TYPE_CHECKING:
    from accounts.models import Membership

# An appointment that was cancelled has nothing to wait for (J3.7).
CANCELLED_STAYS = timedelta(days=30)


class OfHouseholdQuerySet(TenantQuerySet[Tenant]):
    """Rows that say something about a household. Nobody outside its organization ever sees them, and
    nobody sees them past their time."""

    path = "household__"

    def visible_to(self, member: "Membership") -> Self:
        """Those of households that the member may open."""
        if not member.sees_people:
            return self.none()
        tenant = member.organization_id
        household = self.path.removesuffix("__")
        return self.filter(
            open_to(member, self.path),
            of_one_in_time(tenant, household),
            self.own_time(tenant),
            organization=tenant,
        )

    def own_time(self, tenant: UUID) -> Q:  # noqa: ARG002  others ask it
        """Which rows may still be read though their household may: all of them."""
        return Q()


def appointment_in_time(tenant: UUID, path: str = "") -> Q:
    """Which appointments may still be read: the readers' side of the rule in appointments/retention.py."""
    after = Q(**{f"{path}starts_at__gt": retention.before(tenant, "appointments")})
    is_open = Q(**{f"{path}status__in": ["planned", "confirmed"]})
    lately = Q(**{f"{path}status_since__gt": timezone.now() - CANCELLED_STAYS})
    held = kept_longer(tenant)
    readable = after & (is_open | lately)
    return readable | Q(**{f"{path}household__in": held}) if held else readable


class OwnKey:
    """A row whose sealed words go when the row goes, whatever happens to the household's names.

    Whoever erases such rows destroys their keys first (appointments/actions/erasing.py).
    """

    organization_id: UUID
    pk: UUID

    def seal_owner(self) -> tuple[UUID, UUID]:
        """Tenant and subject of the key."""
        return self.organization_id, self.pk
