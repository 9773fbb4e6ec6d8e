"""Which members are limited to which houses."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, Membership
from accounts.tenancy import TenantModel, TenantQuerySet
from shelters.models.shelters import Shelter


class ShelterAssignmentQuerySet(TenantQuerySet["ShelterAssignment"]):
    """Assignments to the houses of one organization."""


class ShelterAssignment(TenantModel):
    """A limited member works in this house; a partner key was approved by this house.

    The row is the house's organization's; the membership of a partner key is another one's.
    """

    membership = models.ForeignKey(
        Membership, models.CASCADE, related_name="assignments", verbose_name=_("colleague")
    )
    shelter = models.ForeignKey(
        Shelter, models.CASCADE, related_name="assignments", verbose_name=_("shelter")
    )

    objects = ShelterAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "shelter"], name="one_assignment_per_member_and_shelter"
            )
        ]

    def __str__(self) -> str:
        return str(self.shelter)


class ShelterInvitationQuerySet(TenantQuerySet["ShelterInvitation"]):
    """Houses named by the invitations of one organization."""


class ShelterInvitation(TenantModel):
    """An invitation that will limit its member to this house."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="shelters")
    shelter = models.ForeignKey(Shelter, models.CASCADE, related_name="+")

    objects = ShelterInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to a shelter")
        verbose_name_plural = _("invitations to a shelter")
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "shelter"], name="one_line_per_invitation_and_shelter"
            )
        ]

    def __str__(self) -> str:
        return str(self.shelter)
