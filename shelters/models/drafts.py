"""Half-entered arrivals: a lost line loses at most one answer."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Membership
from accounts.tenancy import TenantModel, TenantQuerySet
from privacy import retention


class ArrivalDraftQuerySet(TenantQuerySet["ArrivalDraft"]):
    """Drafts of the member's organization."""

    def visible_to(self, member: Membership) -> Self:
        """Those that somebody touched lately."""
        before = retention.before(member.organization_id, "drafts")
        return self.filter(changed_at__gt=before, organization=member.organization_id)


class ArrivalDraft(TenantModel):
    """The answers a member has given so far at the desk: counts, needs and choices, no names."""

    member = models.OneToOneField(
        Membership, models.CASCADE, related_name="arrival_draft", verbose_name=_("colleague")
    )
    answers = models.JSONField(_("answers"), default=dict)
    changed_at = models.DateTimeField(pgettext_lazy("draft", "changed"), auto_now=True)

    objects = ArrivalDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("arrival draft")
        verbose_name_plural = _("arrival drafts")

    def __str__(self) -> str:
        return str(self.member)
