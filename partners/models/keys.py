"""A key through which another organization reads what shelters approved."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Network
from accounts.tenancy import TenantModel, TenantQuerySet
from partners.scopes import rights_of
from privacy import retention

if TYPE_CHECKING:
    from accounts.models import Membership as Member

LONGEST_DAYS = 90
USUAL_BUDGET = 5000


class PartnerKeyQuerySet(TenantQuerySet["PartnerKey"]):
    """Keys, without their secrets: those are stored nowhere."""

    def visible_to(self, member: "Member") -> Self:
        """All keys of the member's network, because each shelter decides about each of them, until their
        time is over."""
        before = retention.before(member.organization_id, "partner_keys")
        over = Q(ends_at__lte=before) | Q(revoked_at__lte=before)
        return self.filter(network=member.organization.network_id).exclude(over)

    def usable(self, now: datetime | None = None) -> Self:
        """Neither revoked nor past their date."""
        return self.filter(revoked_at=None, ends_at__gt=now or timezone.now())


class PartnerKey(TenantModel):
    """Opens named scopes at shelters that approved it, until a date at most 90 days away.

    It acts through a membership of its organization without a user, so that the audit trail has an
    actor. An approval is an assignment of that membership to a shelter. Use is kept by day only.
    """

    network = models.ForeignKey(Network, models.PROTECT, related_name="+", editable=False)
    membership = models.OneToOneField(
        Membership, models.PROTECT, related_name="partner_key", verbose_name=_("acts as")
    )
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("made by"))
    label = models.CharField(_("label"), max_length=60)
    prefix = models.CharField(_("beginning of the key"), max_length=8, unique=True, editable=False)
    secret_hash = models.CharField(_("hash of the secret"), max_length=64, editable=False)
    scopes = models.JSONField(_("may read"), default=list)
    lasts_days = models.PositiveSmallIntegerField(
        _("days until it ends"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST_DAYS)]
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    ends_at = models.DateTimeField(_("ends"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    records_per_day = models.PositiveIntegerField(_("records a day"), default=USUAL_BUDGET)
    last_used_on = models.DateField(_("last used on"), null=True, blank=True)
    records_that_day = models.PositiveIntegerField(_("records on that day"), default=0)

    objects = PartnerKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner key")
        verbose_name_plural = _("partner keys")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lasts_days__gte=1, lasts_days__lte=LONGEST_DAYS), name="keys_last_at_most_90_days"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("made_at")), name="keys_end_after_they_begin"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.prefix})"

    @property
    def is_usable(self) -> bool:
        """Neither revoked nor past its date."""
        return self.revoked_at is None and self.ends_at > timezone.now()

    @property
    def actor(self) -> Membership:
        """The membership, narrowed to what the scopes allow."""
        self.membership.narrowed_to = rights_of(self.scopes)
        return self.membership
