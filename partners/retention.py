"""How long ended partner keys stay: as long as the audit trail that names them."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from partners.models import PartnerKey
from privacy import retention
from privacy.inventory import Until
from privacy.retention import HALF_YEAR, Rule


def ended_keys(tenant: UUID, before: datetime) -> QuerySet[PartnerKey]:
    """Keys that were revoked or ran out before."""
    over = Q(ends_at__lte=before) | Q(revoked_at__lte=before)
    return PartnerKey.objects.filter(over, organization=tenant)


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
