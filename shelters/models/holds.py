"""Places kept for a household that is on its way; it expires by itself and both sides see it."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from accounts.tenancy import Tenant, TenantModel, TenantQuerySet
from privacy import retention
from shelters.models.families import of_one_in_time
from shelters.models.households import Household, open_to
from shelters.models.shelters import Shelter

if TYPE_CHECKING:
    from accounts.models import Membership


class Outcome(models.TextChoices):
    """How a hold ended."""

    ARRIVED = "arrived", _("arrived")
    RELEASED = "released", _("released")
    EXPIRED = "expired", _("expired")


class HousedQuerySet(TenantQuerySet[Tenant]):
    """Rows that put a household into a house: holds and stays."""

    def visible_to(self, member: "Membership") -> Self:
        """Those in the houses in which the member works, about households that the member may open.

        Who holds a place is never past their time, so nothing is looked up for open ones.
        """
        if not member.sees_people:
            return self.none()
        return self.filter(
            Q(ended_at=None) | of_one_in_time(member.organization_id),
            open_to(member, "household__"),
            shelter__in=Shelter.objects.visible_to(member),
            organization=member.organization_id,
        )


class HoldQuerySet(HousedQuerySet["Hold"]):
    """Holds in the houses in which a member works."""

    def open(self) -> Self:
        return self.filter(ended_at=None)

    def overdue(self) -> Self:
        """Open beyond their time: what the next sweep ends."""
        return self.open().filter(held_until__lte=timezone.now())


class Hold(TenantModel):
    """Places kept in one house for one household. Belongs to the receiving organization."""

    shelter = models.ForeignKey(Shelter, models.PROTECT, related_name="holds", verbose_name=_("shelter"))
    household = models.ForeignKey(
        Household, models.CASCADE, related_name="holds", verbose_name=_("household")
    )
    asked_by = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    begun_at = models.DateTimeField(_("since"), default=timezone.now)
    held_until = models.DateTimeField(_("held until"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering = ["held_until", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=Q(ended_at=None), name="one_open_hold_per_household"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="an_ended_hold_says_how",
            ),
        ]
        indexes = [
            models.Index(fields=["held_until"], condition=Q(ended_at=None), name="open_holds_by_end"),
        ]

    def __str__(self) -> str:
        return str(self.household)


class ReferralQuerySet(TenantQuerySet["Referral"]):
    """What the asking side keeps."""

    def visible_to(self, member: "Membership") -> Self:
        """Those of the own organization, until their time is over."""
        before = retention.before(member.organization_id, "referrals")
        in_time = Q(held_until__gt=before) | Q(ended_at__gt=before)
        return self.filter(in_time, organization=member.organization_id)


class Referral(TenantModel):
    """The asking organization's half of a hold elsewhere: a count and an outcome, no person.

    `hold_ref` is the hold's key without a foreign key, because the hold is another tenant's row.
    """

    shelter = models.ForeignKey(Shelter, models.PROTECT, related_name="+", verbose_name=_("shelter"))
    people = models.PositiveSmallIntegerField(_("people"))
    hold_ref = models.UUIDField(_("hold"), unique=True, editable=False)
    begun_at = models.DateTimeField(_("since"), default=timezone.now)
    held_until = models.DateTimeField(_("held until"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ["-begun_at", "id"]

    def __str__(self) -> str:
        return str(self.shelter)
