"""Which members are limited to which houses."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, Membership
from core.models import Row
from shelters.models.shelters import Shelter


class ShelterAssignment(Row):
    """A limited member works in this house; a partner key was approved by this house."""

    membership = models.ForeignKey(
        Membership, models.CASCADE, related_name="assignments", verbose_name=_("colleague")
    )
    shelter = models.ForeignKey(
        Shelter, models.CASCADE, related_name="assignments", verbose_name=_("shelter")
    )

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


class ShelterInvitation(Row):
    """An invitation that will limit its member to this house."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="shelters")
    shelter = models.ForeignKey(Shelter, models.CASCADE, related_name="+")

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
