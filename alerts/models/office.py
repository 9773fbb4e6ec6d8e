"""Which organization keeps the reports and alerts of a network."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Network
from accounts.tenancy import TenantModel, TenantQuerySet


class OfficeQuerySet(TenantQuerySet["AlertsOffice"]):
    """Offices."""

    def visible_to(self, member: "Membership") -> Self:
        """That of the member's network."""
        return self.filter(network=member.organization.network_id)


class AlertsOffice(TenantModel):
    """The organization whose tenant holds the pool of reports of a network, and its alerts.

    A report that another organization sends is written here without a trace of that organization: only
    a blinded token says that two reports of one contact came from two of them (docs/decisions/0017).
    """

    network = models.OneToOneField(
        Network, models.PROTECT, related_name="alerts_office", verbose_name=_("network")
    )
    reply_way = models.CharField(
        _("how somebody who is named reaches the office"),
        max_length=160,
        blank=True,
        help_text=_("Phone or e-mail of the office, shown under every public alert: the right of reply."),
    )
    crisis_way = models.CharField(
        _("whom to call in a crisis"),
        max_length=160,
        blank=True,
        help_text=_("A line that listens day and night, shown beside rumours and warnings about safety."),
    )

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("office for alerts")
        verbose_name_plural = _("offices for alerts")
        ordering = ["network"]

    def __str__(self) -> str:
        return str(self.network_id)
