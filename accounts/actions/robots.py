"""The membership through which the site itself acts in an organization."""

from accounts.models import Membership, Organization
from accounts.rights import Role
from privacy import walls


def robot_of(organization: Organization) -> Membership:
    """The robot of the organization, made on first use. Without it a deed would have no actor."""
    with walls.on_behalf(organization.pk):
        robot, _ = Membership.objects.get_or_create(
            organization=organization, user=None, role=Role.ROBOT, ended_at=None
        )
    return robot
