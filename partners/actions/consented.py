"""Appointments that a family lets a partner read: the house approved the key, and the family agreed.

Without both the row does not exist: it is neither counted nor hinted at.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.actions.robots import robot_of
from accounts.models import Organization
from appointments import gap
from appointments.gap import Coverage
from appointments.models import Appointment
from core.errors import NotAllowed
from partners.models import PartnerKey
from partners.scopes import Scope
from privacy import audit, walls
from privacy.verbs import Verb
from shelters.models import Household, ShelterAssignment, Stay

# One answer holds so many at most; the next ones to come.
MOST = 200


@dataclass(frozen=True)
class Agreed:
    """An appointment that may be read, with whom it covers."""

    row: Appointment
    coverage: Coverage


@transaction.atomic
def appointments(key: PartnerKey, *, limit: int = MOST) -> list[Agreed]:
    """Open appointments of families that agreed, in houses that approved the key, by their moment.

    Written down in the trail of each house, once for each household, as a reading by the key.

    Raises: NotAllowed.
    """
    if Scope.CONSENTED_APPOINTMENTS not in key.scopes:
        raise NotAllowed
    found: list[Agreed] = []
    for organization_id, houses in _approved(key).items():
        with walls.on_behalf(organization_id):
            rows = list(_agreed(key, organization_id, houses)[:limit])
            coverages = gap.coverages(rows)
            found += [Agreed(row, coverages[row.pk]) for row in rows]
    found = sorted(found, key=lambda each: (each.row.starts_at, each.row.pk))[:limit]
    _write_down(found)
    return found


def _approved(key: PartnerKey) -> dict[UUID, list[UUID]]:
    """The houses that approved the key and are not locked, by organization."""
    rows = ShelterAssignment.objects.filter(
        membership=key.membership_id, shelter__organization__locked_at=None
    )
    houses: dict[UUID, list[UUID]] = {}
    for organization_id, shelter_id in rows.order_by("organization").values_list("organization", "shelter"):
        houses.setdefault(organization_id, []).append(shelter_id)
    return houses


def _agreed(key: PartnerKey, organization_id: UUID, houses: Iterable[UUID]) -> QuerySet[Appointment]:
    present = Stay.objects.in_use().filter(shelter__in=list(houses)).values("household")
    rows = Appointment.objects.coming().filter(
        organization=organization_id,
        household__in=present,
        household__consents__partner=key.organization_id,
        household__consents__withdrawn_at=None,
        household__kept_for=None,
        household__merged_into=None,
    )
    with_names = rows.select_related("household", "programme", "place")
    return with_names.prefetch_related("covers__person").order_by("starts_at", "pk")


def _write_down(found: Iterable[Agreed]) -> None:
    """In the trail of each house, for what really leaves it."""
    read: dict[UUID, dict[UUID, Household]] = {}
    for each in found:
        read.setdefault(each.row.organization_id, {})[each.row.household_id] = each.row.household
    for organization_id, households in sorted(read.items()):
        with walls.within(organization_id):
            robot = robot_of(Organization.objects.get(pk=organization_id))
            for _pk, household in sorted(households.items()):
                audit.record(Verb.APPOINTMENTS_READ, by=robot, about=household)
