"""A family asks to be forgotten before its time."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.tenancy import TenantModel, TenantQuerySet
from privacy import retention
from shelters.models.families import of_one_in_time
from shelters.models.households import Household, open_to

if TYPE_CHECKING:
    from datetime import datetime

HOURS = 24


class ErasureRequestQuerySet(TenantQuerySet["ErasureRequest"]):
    """Requests of one organization."""

    def visible_to(self, member: "Membership") -> Self:
        """Those about households that the member may open; done ones name none any more, until their own
        time is over."""
        if not member.sees_people:
            return self.none()
        tenant = member.organization_id
        before = retention.before(tenant, "erasure_requests")
        named = open_to(member, "household__") & Q(of_one_in_time(tenant))
        nameless = Q(household=None, asked_at__gt=before)
        over = Q(done_at__lte=before) | Q(withdrawn_at__lte=before)
        return self.filter(nameless | named, organization=tenant).exclude(over)

    def pending(self) -> Self:
        """Neither carried out nor withdrawn."""
        return self.filter(done_at=None, withdrawn_at=None)


class ErasureRequest(TenantModel):
    """Due within a day. Once it is carried out it names nobody: counts and the number of a receipt."""

    household = models.ForeignKey(
        Household,
        models.SET_NULL,
        related_name="erasure_requests",
        null=True,
        blank=True,
        verbose_name=_("household"),
    )
    language = models.CharField(_("language"), max_length=12, blank=True)
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    due_at = models.DateTimeField(_("due"))
    confirmed_by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("confirmed by")
    )
    done_at = models.DateTimeField(_("erased"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    receipt = models.PositiveIntegerField(_("receipt"), null=True, blank=True)
    counts = models.JSONField(_("rows erased"), default=dict)

    objects = ErasureRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to be erased")
        verbose_name_plural = _("requests to be erased")
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(done_at=None, withdrawn_at=None),
                name="one_pending_erasure_per_household",
            ),
        ]

    def __str__(self) -> str:
        return str(self.receipt or self.pk)

    @property
    def is_pending(self) -> bool:
        """Neither carried out nor withdrawn."""
        return self.done_at is None and self.withdrawn_at is None

    def is_overdue(self, now: "datetime | None" = None) -> bool:
        """Whether the day is over and the family still waits."""
        return self.is_pending and self.due_at <= (now or timezone.now())
