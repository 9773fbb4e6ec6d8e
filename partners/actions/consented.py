"""Appointments that a family lets a partner read: the house approved the key, and the family agreed.

Without both the row does not exist: it is neither counted nor hinted at.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.actions.robots import robot_of
from accounts.models import Organization
from appointments.models import Appointment
from core.errors import NotAllowed
from partners.models import PartnerKey
from partners.scopes import Scope
from privacy import audit, walls
from privacy.verbs import Verb
from shelters.models import Household, ShelterAssignment, Stay

# One answer holds so many at most; the oldest that have not begun come first.
MOST = 500


@transaction.atomic
def appointments(key: PartnerKey, *, limit: int = MOST) -> list[Appointment]:
    """Open appointments of families that agreed, in houses that approved the key, by their moment.

    Written down in the trail of each house, once for each household, as a reading by the key.

    Raises: NotAllowed.
    """
    if Scope.CONSENTED_APPOINTMENTS not in key.scopes:
        raise NotAllowed
    found: list[Appointment] = []
    for organization_id, houses in _approved(key).items():
        with walls.on_behalf(organization_id):
            rows = list(_agreed(key, organization_id, houses)[:limit])
            _write_down(organization_id, {row.household for row in rows})
            found += rows
    return sorted(found, key=lambda row: (row.starts_at, row.pk))[:limit]


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
    )
    with_names = rows.select_related("household", "programme", "place")
    return with_names.prefetch_related("covers__person", "household__persons").order_by("starts_at", "pk")


def _write_down(organization_id: UUID, households: Iterable[Household]) -> None:
    organization = Organization.objects.get(pk=organization_id)
    robot = robot_of(organization)
    for household in sorted(households, key=lambda each: each.pk):
        audit.record(Verb.APPOINTMENTS_READ, by=robot, about=household)
