"""How long reports and alerts stay (field-guide J4 and J6): a rumour is forgotten, a warning ends."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from alerts import figures
from alerts.models import Alert, ContactPoint, Digest, FraudReport, FraudTally, Helper, ReportedPoint
from privacy import keyring, retention
from privacy.inventory import Until
from privacy.keyring import Subject
from privacy.retention import DAY, HALF_YEAR, MONTH, Rule

FIVE_YEARS = 5 * 365 * 24


def old_reports(tenant: UUID, before: datetime) -> QuerySet[FraudReport]:
    """Reports that no confirmed alert rests on."""
    return FraudReport.objects.filter(organization=tenant, is_verified=False, received_on__lt=before.date())


def old_verified_reports(tenant: UUID, before: datetime) -> QuerySet[FraudReport]:
    """Reports on which a confirmed alert rests."""
    return FraudReport.objects.filter(organization=tenant, is_verified=True, received_on__lt=before.date())


def forget_reports(rows: QuerySet[FraudReport], limit: int) -> int:
    """Count what they were, destroy their keys, delete them; the counts hold no words.

    Raises: KeyringUnavailable.
    """
    found = list(rows.order_by("pk")[:limit])
    count([report for report in found if report.state != FraudReport.State.WITHDRAWN])
    keyring.retire_many([Subject(*report.seal_owner(), day) for report in found for day in days_of(report)])
    FraudReport.objects.filter(pk__in=[report.pk for report in found]).delete()
    return len(found)


def days_of(report: FraudReport) -> tuple[date, ...]:
    """The days until which its words may be sealed."""
    return figures.sealed_until(report, is_verified=False), figures.sealed_until(report, is_verified=True)


def count(reports: Sequence[FraudReport]) -> None:
    """Add them to the counts, which hold no words."""
    for cell, number in Counter(map(figures.cell_of, reports)).items():
        kept, is_new = FraudTally.objects.get_or_create(**cell.as_row(), defaults={"reports": number})
        if not is_new:
            FraudTally.objects.filter(pk=kept.pk).update(reports=F("reports") + number)


def erase_reports(tenant: UUID, before: datetime, limit: int) -> int:
    """See `forget_reports`."""
    return forget_reports(old_reports(tenant, before), limit)


def erase_verified_reports(tenant: UUID, before: datetime, limit: int) -> int:
    """See `forget_reports`."""
    return forget_reports(old_verified_reports(tenant, before), limit)


def forgotten_points(tenant: UUID, before: datetime) -> QuerySet[ReportedPoint]:
    """Contact points that no report names any more."""
    return ReportedPoint.objects.filter(organization=tenant, mentions=None, last_on__lt=before.date())


def old_alerts(tenant: UUID, before: datetime) -> QuerySet[Alert]:
    """Alerts that ended: their words, contact points, messages and recordings go with them."""
    return Alert.objects.filter(organization=tenant, ended_at__lte=before)


def erase_alerts(tenant: UUID, before: datetime, limit: int) -> int:
    """Reports on which they rested stay until their own time: put away, part of nothing."""
    keys = list(old_alerts(tenant, before).order_by("pk").values_list("pk", flat=True)[:limit])
    joined = FraudReport.objects.filter(alert__in=keys, state=FraudReport.State.JOINED)
    joined.update(state=FraudReport.State.DISMISSED, alert=None)
    return retention.batch(Alert.objects.filter(pk__in=keys), limit)


def unnamed_points(tenant: UUID, before: datetime) -> QuerySet[ContactPoint]:  # noqa: ARG001  Rule's signature
    """Contact points that neither an alert nor a helper has any more."""
    return ContactPoint.objects.filter(organization=tenant, helper=None, mentions=None)


def old_helpers(tenant: UUID, before: datetime) -> QuerySet[Helper]:
    """Helpers that were taken off the list."""
    return Helper.objects.filter(organization=tenant, retired_at__lte=before)


def old_tallies(tenant: UUID, before: datetime) -> QuerySet[FraudTally]:
    """Figures without people."""
    return FraudTally.objects.filter(organization=tenant, month__lt=before.date())


def old_digests(tenant: UUID, before: datetime) -> QuerySet[Digest]:
    """Days on which colleagues were written."""
    return Digest.objects.filter(organization=tenant, day__lte=before.date())


retention.declare(
    Rule(
        name="reports",
        label=_("Reports of fraud"),
        since=_("after they came in"),
        until=Until.REPORT_30_DAYS,
        models=(
            "alerts.FraudReport",
            "alerts.ReportAddition",
            "alerts.ReportedContact",
        ),
        hours=MONTH,
        shortest=7 * 24,
        rows=old_reports,
        erase=erase_reports,
    )
)
retention.declare(
    Rule(
        name="verified_reports",
        label=_("Reports of fraud on which a confirmed alert rests"),
        since=_("after they came in"),
        until=Until.REPORT_30_DAYS,
        models=("alerts.FraudReport",),
        hours=HALF_YEAR,
        shortest=MONTH,
        rows=old_verified_reports,
        erase=erase_verified_reports,
    )
)
retention.declare(
    Rule(
        name="reported_points",
        label=_("Contact points that no report names any more"),
        since=_("after they were reported last"),
        until=Until.REPORT_30_DAYS,
        models=("alerts.ReportedPoint", "alerts.Witness"),
        hours=MONTH,
        rows=forgotten_points,
    )
)
retention.declare(
    Rule(
        name="ended_alerts",
        label=_("Alerts that ended, with their words and messages"),
        since=_("after they ended"),
        until=Until.ALERT_30_DAYS,
        models=(
            "alerts.Alert",
            "alerts.AlertText",
            "alerts.Recording",
            "alerts.Decision",
            "alerts.Sighting",
            "alerts.Reply",
            "alerts.Message",
            "alerts.AlertContact",
        ),
        hours=MONTH,
        rows=old_alerts,
        erase=erase_alerts,
    )
)
retention.declare(
    Rule(
        name="unnamed_points",
        label=_("Contact points that neither an alert nor a helper has any more"),
        since=_("when their alert is erased"),
        until=Until.ALERT_30_DAYS,
        models=("alerts.ContactPoint", "alerts.ContactKey"),
        hours=0,
        rows=unnamed_points,
    )
)
retention.declare(
    Rule(
        name="retired_helpers",
        label=_("Verified helpers that were taken off the list"),
        since=_("after that"),
        until=Until.AUDIT_180_DAYS,
        models=("alerts.Helper",),
        hours=HALF_YEAR,
        rows=old_helpers,
    )
)
retention.declare(
    Rule(
        name="fraud_figures",
        label=_("Counts of reported frauds"),
        since=_("after their month"),
        until=Until.FIGURES_5_YEARS,
        models=("alerts.FraudTally",),
        hours=FIVE_YEARS,
        rows=old_tallies,
    )
)
retention.declare(
    Rule(
        name="digests",
        label=_("Days on which colleagues were written about alerts"),
        since=_("after that day"),
        until=Until.DIGEST_7_DAYS,
        models=("alerts.Digest",),
        hours=7 * DAY,
        rows=old_digests,
    )
)
