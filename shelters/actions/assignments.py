"""Which houses a limited colleague works in."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from accounts.models import Invitation, Membership
from accounts.rights import Right
from core.errors import NotHere
from privacy import audit, walls
from privacy.verbs import Verb
from shelters.models import Shelter, ShelterAssignment, ShelterInvitation


@transaction.atomic
def limit_to(member: Membership, *, shelters: Collection[Shelter], by: Membership) -> None:
    """Limit a colleague to these houses; none at all means every house of the organization.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.MANAGE_MEMBERS, within=member.organization)
    own = Shelter.objects.visible_to(by).filter(pk__in=[shelter.pk for shelter in shelters])
    if own.count() < len(shelters):
        raise NotHere
    ShelterAssignment.objects.filter(membership=member).delete()
    ShelterAssignment.objects.bulk_create(
        ShelterAssignment(organization_id=member.organization_id, membership=member, shelter=shelter)
        for shelter in own
    )
    Membership.objects.filter(pk=member.pk).update(is_limited=bool(shelters))
    audit.record(Verb.MEMBER_CHANGED, by=by, about=member)


@transaction.atomic
def name_shelters(invitation: Invitation, *, shelters: Collection[Shelter], by: Membership) -> None:
    """The houses to which the invited colleague will be limited.

    Raises: NotAllowed, NotHere.
    """
    by.require(Right.MANAGE_MEMBERS, within=invitation.organization)
    own = Shelter.objects.visible_to(by).filter(pk__in=[shelter.pk for shelter in shelters])
    if own.count() < len(shelters):
        raise NotHere
    Invitation.objects.filter(pk=invitation.pk).update(is_limited=True)
    ShelterInvitation.objects.bulk_create(
        ShelterInvitation(organization_id=invitation.organization_id, invitation=invitation, shelter=shelter)
        for shelter in own
    )


def assign_from_invitation(membership_id: UUID, invitation_id: UUID, *, organization_id: UUID) -> None:
    """The houses named by the invitation become the member's. Repeating it changes nothing."""
    with walls.within(organization_id):
        named = ShelterInvitation.objects.filter(invitation=invitation_id, organization=organization_id)
        ShelterAssignment.objects.bulk_create(
            (
                ShelterAssignment(
                    organization_id=organization_id, membership_id=membership_id, shelter_id=shelter_id
                )
                for shelter_id in named.values_list("shelter", flat=True)
            ),
            ignore_conflicts=True,
        )
