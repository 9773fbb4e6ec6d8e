"""How long ended partner keys stay: as long as the audit trail that names them."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from partners.models import Delivery, PartnerKey, WebhookReceiver
from privacy import retention
from privacy.inventory import Until
from privacy.retention import HALF_YEAR, MONTH, Rule


def ended_keys(tenant: UUID, before: datetime) -> QuerySet[PartnerKey]:
    """Keys that were revoked or ran out before."""
    over = Q(ends_at__lte=before) | Q(revoked_at__lte=before)
    return PartnerKey.objects.filter(over, organization=tenant)


def ended_receivers(tenant: UUID, before: datetime) -> QuerySet[WebhookReceiver]:
    """Receivers that are told nothing any more."""
    return WebhookReceiver.objects.filter(organization=tenant, ended_at__lte=before)


def old_deliveries(tenant: UUID, before: datetime) -> QuerySet[Delivery]:
    """Messages that were taken, or given up; those of erased alerts went with them."""
    over = Q(taken_at__lte=before) | Q(given_up_at__lte=before)
    return Delivery.objects.filter(over, organization=tenant)


retention.declare(
    Rule(
        name="partner_keys",
        label=_("Partner keys that ended"),
        since=_("after their end"),
        until=Until.AUDIT_180_DAYS,
        models=("partners.PartnerKey",),
        hours=HALF_YEAR,
        rows=ended_keys,
    )
)
retention.declare(
    Rule(
        name="webhooks",
        label=_("Receivers of alerts that ended"),
        since=_("after their end"),
        until=Until.AUDIT_180_DAYS,
        models=("partners.WebhookReceiver",),
        hours=HALF_YEAR,
        rows=ended_receivers,
    )
)
retention.declare(
    Rule(
        name="deliveries",
        label=_("Messages about alerts that were sent"),
        since=_("after they were taken"),
        until=Until.ALERT_30_DAYS,
        models=("partners.Delivery",),
        hours=MONTH,
        rows=old_deliveries,
    )
)
