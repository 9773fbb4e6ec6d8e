"""Networks and their organizations."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from accounts.actions import invitations
from accounts.actions.robots import robot_of
from accounts.models import Invitation, Membership, Network, Organization
from accounts.rights import Right, Role
from core.errors import BadInput, NotHere
from privacy import audit
from privacy.verbs import Verb


@transaction.atomic
def found(
    *, network: str, organization: str, time_zone: str, role: str = Role.COORDINATOR
) -> tuple[Invitation, str]:
    """The first network, its first organization, and the invitation of its first coordinator.

    For the shell of an empty site only, where there is nobody yet to ask for a right.
    Raises: BadInput when the site is not empty or a value cannot be used.
    """
    if Network.objects.exists():
        raise BadInput({"network": ["This site already has a network."]})
    first = Network(code=slugify(network)[:40] or "network", name=network, time_zone=time_zone)
    _clean(first)
    first.save()
    tenant = Organization.objects.create(network=first, name=organization)
    return invitations.make(tenant, role=role, by=robot_of(tenant))


@transaction.atomic
def add_organization(organization: Organization, *, by: Membership) -> tuple[Invitation, str]:
    """Add an organization to the own network, with the invitation of its first coordinator.

    Raises: NotAllowed, BadInput.
    """
    by.require_in_network(Right.MANAGE_NETWORK, network_id=organization.network_id)
    _clean(organization)
    organization.save()
    audit.record(Verb.ORGANIZATION_ADDED, by=by, about=organization)
    return invitations.invite(organization=organization, role=Role.COORDINATOR, by=by)


@transaction.atomic
def save_organization(organization: Organization, *, by: Membership) -> Organization:
    """Change name, kind or phone: of the own organization, or as network coordinator of any in the network.

    How many openings a day are usual is the business of the own organization alone.

    Raises: NotAllowed, NotHere, BadInput.
    """
    columns = ["name", "kind", "phone"]
    if organization.pk == by.organization_id:
        by.require(Right.MANAGE_MEMBERS, within=organization)
        columns.append("openings_a_day")
    else:
        by.require_in_network(Right.MANAGE_NETWORK, network_id=organization.network_id)
    if not Organization.objects.visible_to(by).filter(pk=organization.pk).exists():
        raise NotHere
    _clean(organization)
    organization.save(update_fields=columns)
    audit.record(Verb.ORGANIZATION_CHANGED, by=by, about=organization)
    return organization


@transaction.atomic
def save_network(network: Network, *, by: Membership) -> Network:
    """Change name or time zone of the own network.

    Raises: NotAllowed, BadInput.
    """
    by.require_in_network(Right.MANAGE_NETWORK, network_id=network.pk)
    _clean(network)
    network.save(update_fields=["name", "time_zone"])
    audit.record(Verb.NETWORK_CHANGED, by=by, about=network)
    return network


def _clean(row: Network | Organization) -> None:
    try:
        row.full_clean()
    except ValidationError as refused:
        raise BadInput(refused.message_dict) from refused
