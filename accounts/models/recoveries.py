"""Back in after a lost phone: two coordinators, one short-lived code."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.members import Membership
from accounts.tenancy import TenantModel, TenantQuerySet
from privacy import retention


class RecoveryQuerySet(TenantQuerySet["Recovery"]):
    """Recoveries of one organization."""

    def visible_to(self, member: Membership) -> Self:
        """Those of the own organization, until their time is over."""
        before = retention.before(member.organization_id, "recoveries")
        return super().visible_to(member).filter(ends_at__gt=before)

    def open(self) -> Self:
        """Asked or approved, not used, not past their date."""
        return self.filter(used_at=None, ends_at__gt=timezone.now())


class Recovery(TenantModel):
    """One coordinator asks, another approves, the colleague uses the code once.

    Where no second coordinator is left, a technician gives the code (`manage.py recover`).
    """

    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="recoveries", verbose_name=_("colleague")
    )
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    approved_by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("approved by")
    )
    # Whoever has the shell has the whole site: no second coordinator is needed, and the trail shows it.
    by_technician = models.BooleanField(_("from the shell"), default=False, editable=False)
    code_hash = models.CharField(_("code"), max_length=64, blank=True, editable=False)
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    ends_at = models.DateTimeField(_("ends"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("recovery of access")
        verbose_name_plural = _("recoveries of access")
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("asked_by")),
                name="recovery_takes_two_coordinators",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("membership")),
                name="nobody_approves_the_own_recovery",
            ),
            models.CheckConstraint(
                condition=Q(code_hash="") | Q(approved_by__isnull=False) | Q(by_technician=True),
                name="recovery_codes_are_approved",
            ),
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(used_at=None, code_hash=""),
                name="one_recovery_asked_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.membership)
