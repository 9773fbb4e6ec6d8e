"""Coming in: one code, one person, until a date."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.members import Membership
from accounts.rights import Role
from accounts.tenancy import TenantModel, TenantQuerySet
from privacy import retention


class InvitationQuerySet(TenantQuerySet["Invitation"]):
    """Invitations of one organization."""

    def visible_to(self, member: Membership) -> Self:
        """Those of the own organization, until their time is over."""
        before = retention.before(member.organization_id, "invitations")
        over = Q(used_at__lte=before) | Q(withdrawn_at__lte=before) | Q(ends_at__lte=before)
        return super().visible_to(member).exclude(over)

    def usable(self) -> Self:
        """Neither used nor withdrawn nor past their date."""
        return self.filter(used_at=None, withdrawn_at=None, ends_at__gt=timezone.now())


class Invitation(TenantModel):
    """A single-use code that makes one membership, which names it: `Membership.invitation` is unique.

    Only the hash of the code is stored.
    """

    code_hash = models.CharField(_("code"), max_length=64, unique=True, editable=False)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    is_limited = models.BooleanField(_("limited to some shelters"), default=False)
    ends_at = models.DateTimeField(_("invitation ends"))
    membership_ends_at = models.DateTimeField(_("access ends"), null=True, blank=True)
    invited_by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("invited by")
    )
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-ends_at"]

    def __str__(self) -> str:
        return str(self.get_role_display())
