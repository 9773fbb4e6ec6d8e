"""What the houses do when something happens below."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from accounts.events import membership_begun
from accounts.shortening import asks_first
from shelters.actions import assignments, keeping


@receiver(membership_begun)
def limit_to_invited_shelters(
    *, membership_id: UUID, invitation_id: UUID | None, organization_id: UUID, **_: Any
) -> None:
    """Give a limited new colleague the houses that the invitation named."""
    if invitation_id is not None:
        assignments.assign_from_invitation(membership_id, invitation_id, organization_id=organization_id)


asks_first(keeping.refuse_shorter)
