"""The rules of the rooms below, which cannot look up to here, and of Django's own tables."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.models import KeptAnswer
from privacy import audit, retention
from privacy.inventory import Until
from privacy.models import AuditEntry, Canary, LegalHold, Receipt
from privacy.retention import DAY, HALF_YEAR, Rule

DAYS_UNTIL_SIGNED = timedelta(days=3)
# A year of receipts is what an auditor asks for; they hold no person.
RECEIPT_HOURS = 400 * DAY


def old_answers(tenant: UUID, before: datetime) -> QuerySet[KeptAnswer]:
    """Answers kept for repeated requests."""
    return KeptAnswer.objects.filter(organization_id=tenant, created_at__lte=before)


def old_sessions(_tenant: UUID, before: datetime) -> QuerySet[Session]:
    """Sessions that are over."""
    return Session.objects.filter(expire_date__lte=before)


def old_entries(tenant: UUID, before: datetime) -> QuerySet[AuditEntry]:
    """Entries that should be gone: some wait a day or two for the next signature (privacy/audit)."""
    return AuditEntry.objects.filter(organization_id=tenant, at__lte=before - DAYS_UNTIL_SIGNED)


def old_receipts(tenant: UUID, before: datetime) -> QuerySet[Receipt]:
    """Receipts of erasures."""
    return Receipt.objects.filter(organization_id=tenant, ended_at__lte=before)


def old_holds(tenant: UUID, before: datetime) -> QuerySet[LegalHold]:
    """Legal holds that are over."""
    over = Q(ends_at__lte=before) | Q(ended_at__lte=before)
    return LegalHold.objects.filter(over, organization_id=tenant)


def old_canaries(tenant: UUID, before: datetime) -> QuerySet[Canary]:
    """Canaries, which never have any time left."""
    return Canary.objects.filter(organization_id=tenant, planted_at__lte=before)


retention.declare(
    Rule(
        name="answers",
        label=_("Answers kept for repeated requests"),
        since=_("after the request"),
        until=Until.DAY,
        models=("core.KeptAnswer",),
        hours=DAY,
        rows=old_answers,
    )
)
retention.declare(
    Rule(
        name="sessions",
        label=_("Sessions of colleagues"),
        since=_("when they end, after ten hours at most"),
        until=Until.SESSION_END,
        models=("sessions.Session",),
        hours=0,
        rows=old_sessions,
        of_site=True,
    )
)
retention.declare(
    Rule(
        name="audit",
        label=_("Audit trail: who did what kind of thing"),
        since=_("after the deed"),
        until=Until.AUDIT_180_DAYS,
        models=("privacy.AuditEntry",),
        hours=HALF_YEAR,
        shortest=30 * DAY,
        rows=old_entries,
        erase=audit.erase_before,
    )
)
retention.declare(
    Rule(
        name="legal_holds",
        label=_("Legal holds"),
        since=_("after their end"),
        until=Until.AUDIT_180_DAYS,
        models=("privacy.LegalHold",),
        hours=HALF_YEAR,
        rows=old_holds,
    )
)
for _name, _of_site in (("receipts", False), ("site_receipts", True)):
    retention.declare(
        Rule(
            name=_name,
            label=_("Erasure receipts: counts only"),
            since=_("after the receipt"),
            until=Until.RECEIPT_400_DAYS,
            models=("privacy.Receipt",),
            hours=RECEIPT_HOURS,
            rows=old_receipts,
            of_site=_of_site,
        )
    )
retention.declare(
    Rule(
        name="canary",
        label=_("Made-up texts that prove the erasing"),
        since=_("at once"),
        until=Until.NEXT_PURGE,
        models=("privacy.Canary",),
        hours=0,
        rows=old_canaries,
        of_site=True,
    )
)
