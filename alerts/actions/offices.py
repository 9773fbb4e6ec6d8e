"""Which organization keeps the alerts of a network."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from accounts.models import Membership, Organization
from accounts.rights import RIGHTS, Right
from alerts.models import AlertsOffice
from privacy import audit, walls
from privacy.verbs import Verb

MODERATING = [role for role, rights in RIGHTS.items() if Right.MODERATE_ALERTS in rights]


def office_of(network_id: UUID) -> AlertsOffice:
    """The office of the network. When somebody asks for the first time it is the first by name of the
    organizations in which somebody moderates, else of all.

    Raises: Organization.DoesNotExist for a network without any organization.
    """
    with walls.within(None, network=network_id):
        found = AlertsOffice.objects.filter(network=network_id).first()
    return found or _make(network_id)


def _make(network_id: UUID) -> AlertsOffice:
    houses = Organization.objects.filter(network=network_id).order_by("name")
    house = next((house for house in houses if _moderates(house)), None) or houses.earliest("name")
    with walls.within(house.pk, network=network_id):
        office, _is_new = AlertsOffice.objects.get_or_create(
            network_id=network_id, defaults={"organization": house}
        )
    return office


def _moderates(house: Organization) -> bool:
    with walls.within(house.pk):
        people = Membership.objects.filter(organization=house, role__in=MODERATING, user__isnull=False)
        return people.exists()


@contextmanager
def at_office(network_id: UUID) -> Iterator[AlertsOffice]:
    """Work in the office of the network, whoever asks."""
    office = office_of(network_id)
    with walls.within(office.organization_id, network=network_id):
        yield office


def set_ways(office: AlertsOffice, *, reply_way: str, crisis_way: str, by: Membership) -> AlertsOffice:
    """How somebody who is named reaches the office, and whom to call in a crisis.

    Raises: NotAllowed.
    """
    by.require_in_network(Right.MODERATE_ALERTS, network_id=office.network_id)
    with walls.within(office.organization_id, network=office.network_id):
        office.reply_way, office.crisis_way = reply_way.strip(), crisis_way.strip()
        office.full_clean(exclude=["organization", "network"])
        office.save(update_fields=["reply_way", "crisis_way"])
    audit.record(Verb.OFFICE_CHANGED, by=by, about=office)
    return office
