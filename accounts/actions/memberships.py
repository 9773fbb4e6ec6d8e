"""Which of the own memberships a person acts through."""

from uuid import UUID

from django.db import transaction

from accounts.errors import AccessEnded
from accounts.models import Membership, User
from core.errors import NotHere
from privacy import audit, walls
from privacy.verbs import Verb


@transaction.atomic
def choose(membership_id: UUID, *, user: User) -> Membership:
    """Begin to act through this membership, which must be the user's own and current.

    Raises: NotHere.
    """
    with walls.on_behalf(None, user=user.pk):
        own = Membership.objects.filter(user=user).current().select_related("organization__network")
        membership = own.found(pk=membership_id)
    with walls.within(membership.organization_id):
        audit.record(Verb.SIGNED_IN, by=membership)
    return membership


def only_one(user: User) -> Membership | None:
    """The membership that needs no choice, or None when there are several.

    Raises: AccessEnded when there is none.
    """
    with walls.on_behalf(None, user=user.pk):
        current = list(Membership.objects.filter(user=user).current()[:2])
    if not current:
        raise AccessEnded
    if len(current) > 1:
        return None
    return choose(current[0].pk, user=user)


def is_of_several(member: Membership) -> bool:
    """Whether the same person acts for another organization of the network too."""
    if member.user_id is None:
        return False
    with walls.on_behalf(None, user=member.user_id):
        own = Membership.objects.filter(user=member.user_id).current()
        others = own.exclude(organization=member.organization_id)
        return others.filter(organization__network=member.organization.network_id).exists()


def change_second_factor(membership: Membership) -> None:
    """Write down that the person added or removed a second factor."""
    if membership.user_id is None:
        raise NotHere
    with walls.within(membership.organization_id):
        audit.record(Verb.SECOND_FACTOR_CHANGED, by=membership, about=membership)
