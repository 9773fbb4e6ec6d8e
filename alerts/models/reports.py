"""Reports of fraud: what was said, for how much, through what. Never by whom, never from which house."""

from typing import Self
from uuid import UUID

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Membership
from accounts.tenancy import Tenant, TenantModel, TenantQuerySet
from alerts.models.alerts import Alert
from alerts.models.words import Channel, PointKind, Tactic
from privacy import retention
from privacy.sealed import SealedField

UNVERIFIED_DAYS = 30
VERIFIED_DAYS = 180


class ReportQuerySet(TenantQuerySet["FraudReport"]):
    """Reports in the pool of the office."""

    def visible_to(self, member: Membership) -> Self:
        """Those of the member's own organization, which is the office, until their time is over."""
        return self.filter(self.own_time(member.organization_id), organization=member.organization_id)

    def own_time(self, tenant: UUID) -> Q:
        """The readers' side of the rules in alerts/retention.py."""
        unverified = Q(is_verified=False, received_on__gte=retention.before(tenant, "reports").date())
        verified = Q(is_verified=True, received_on__gte=retention.before(tenant, "verified_reports").date())
        return unverified | verified


class FraudReport(TenantModel):
    """One deceit that somebody told of. Who told it was not asked; which house wrote it is stored nowhere.

    `organization` is the office of the network (AlertsOffice), not the one that reported. Only the day of
    its arrival is kept: a minute would point to a shift.
    """

    class State(models.TextChoices):
        """What became of it."""

        NEW = "new", pgettext_lazy("report", "new")
        JOINED = "joined", _("part of an alert")
        DISMISSED = "dismissed", _("dismissed")
        WITHDRAWN = "withdrawn", _("withdrawn by who told it")

    class Door(models.TextChoices):
        """Through what it came."""

        STAFF = "staff", _("a member of staff")
        PUBLIC = "public", _("the public page")
        # Of older rows only: where one partner reports, this door would be its name.
        PARTNER = "partner", _("a partner's program")

    tactic = models.CharField(_("tactic"), max_length=20, choices=Tactic)
    words = SealedField(_("what was said or promised"))
    price = models.DecimalField(
        _("price"), max_digits=9, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    channel = models.CharField(_("through what"), max_length=10, choices=Channel, blank=True)
    area = models.CharField(_("area"), max_length=80, blank=True)
    happened_on = models.DateField(_("day on which it happened"), null=True, blank=True)
    language = models.CharField(_("language of the words"), max_length=8)
    door = models.CharField(_("came through"), max_length=8, choices=Door)
    received_on = models.DateField(_("received"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    alert = models.ForeignKey(
        Alert, models.SET_NULL, related_name="reports", null=True, blank=True, verbose_name=_("alert")
    )
    is_verified = models.BooleanField(_("of a confirmed alert"), default=False)
    may_hold_names = models.BooleanField(_("its words may hold a name"), default=False)
    # Of the receipt code on paper. Without the code nobody can add to the report or take it back.
    receipt_hash = models.CharField(
        _("fingerprint of the receipt"), max_length=64, null=True, unique=True, editable=False
    )
    # A form sent twice is one report.
    asked = models.UUIDField(_("question"), null=True, unique=True, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of fraud")
        verbose_name_plural = _("reports of fraud")
        ordering = ["-received_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(price=None) | ~Q(currency=""), name="a_reported_price_has_a_currency"
            ),
            models.CheckConstraint(
                condition=Q(state="joined", alert__isnull=False) | ~Q(state="joined"),
                name="a_joined_report_has_an_alert",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_tactic_display())

    def seal_owner(self) -> tuple[UUID, UUID]:
        """Its words have a key of their own: whoever takes a report back erases it from every backup."""
        return self.organization_id, self.pk


class OfReportQuerySet(TenantQuerySet[Tenant]):
    """Rows that hang on a report."""

    def visible_to(self, member: Membership) -> Self:
        """Those of the reports that the member may read."""
        return self.filter(report__in=FraudReport.objects.visible_to(member))


class ReportAddition(TenantModel):
    """More words, added with the receipt code."""

    report = models.ForeignKey(
        FraudReport, models.CASCADE, related_name="additions", verbose_name=_("report")
    )
    words = SealedField(_("words"))
    added_on = models.DateField(_("added"))

    objects = OfReportQuerySet["ReportAddition"].as_manager()

    class Meta:
        verbose_name = _("addition to a report")
        verbose_name_plural = _("additions to reports")
        ordering = ["added_on", "pk"]

    def __str__(self) -> str:
        return str(self.added_on)

    def seal_owner(self) -> tuple[UUID, UUID]:
        """The key of its report."""
        return self.organization_id, self.report_id


class ReportedPointQuerySet(TenantQuerySet["ReportedPoint"]):
    """Contact points in the pool of the office."""

    def visible_to(self, member: Membership) -> Self:
        """Those of the member's own organization, until their time is over."""
        before = retention.before(member.organization_id, "reported_points")
        return super().visible_to(member).filter(last_on__gte=before.date())


class ReportedPoint(TenantModel):
    """A contact point that reports name, in its one normalised form (alerts/points.py).

    It lies in the pool of the office. That it was reported says nothing against anybody yet.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=PointKind)
    value = models.CharField(_("contact point"), max_length=200)
    first_on = models.DateField(_("first reported"))
    last_on = models.DateField(_("last reported"))

    objects = ReportedPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("reported contact point")
        verbose_name_plural = _("reported contact points")
        ordering = ["kind", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "value"], name="one_reported_point_of_a_value"
            ),
        ]

    def __str__(self) -> str:
        return self.value


class ReportedContact(TenantModel):
    """That a report names a contact point."""

    report = models.ForeignKey(FraudReport, models.CASCADE, related_name="points", verbose_name=_("report"))
    point = models.ForeignKey(
        ReportedPoint, models.CASCADE, related_name="mentions", verbose_name=_("contact point")
    )

    objects = OfReportQuerySet["ReportedContact"].as_manager()

    class Meta:
        verbose_name = _("contact point of a report")
        verbose_name_plural = _("contact points of reports")
        ordering = ["report", "point"]
        constraints = [
            models.UniqueConstraint(fields=["report", "point"], name="one_mention_of_a_point_in_a_report"),
        ]

    def __str__(self) -> str:
        return str(self.point_id)


class WitnessQuerySet(TenantQuerySet["Witness"]):
    """Blinded tokens."""

    def visible_to(self, member: Membership) -> Self:
        """Those of the contact points that the member may read."""
        return self.filter(point__in=ReportedPoint.objects.visible_to(member))


class Witness(TenantModel):
    """That one more independent organization reported a contact point.

    `token` is a keyed hash of the organization and the point (alerts/blind.py): the same organization makes
    the same token again, and tokens of two points cannot be told to be of one organization. It has no date.
    """

    point = models.ForeignKey(
        ReportedPoint, models.CASCADE, related_name="witnesses", verbose_name=_("contact point")
    )
    token = models.CharField(_("blinded token"), max_length=64, editable=False)

    objects = WitnessQuerySet.as_manager()

    class Meta:
        verbose_name = _("independent organization")
        verbose_name_plural = _("independent organizations")
        ordering = ["point", "token"]
        constraints = [
            models.UniqueConstraint(fields=["point", "token"], name="no_organization_counts_twice"),
        ]

    def __str__(self) -> str:
        return "(blinded)"


class FraudTallyQuerySet(TenantQuerySet["FraudTally"]):
    """Counts of reports."""

    def visible_to(self, member: Membership) -> Self:
        """Those of the member's own organization, until their time is over."""
        before = retention.before(member.organization_id, "fraud_figures")
        return super().visible_to(member).filter(month__gte=before.date())


class FraudTally(TenantModel):
    """How many reports of a kind came in a month, after their words are gone. Figures without people."""

    month = models.DateField(_("month"))
    tactic = models.CharField(_("tactic"), max_length=20, choices=Tactic)
    channel = models.CharField(_("through what"), max_length=10, choices=Channel, blank=True)
    area = models.CharField(_("area"), max_length=80, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    # The lower end of the band of alerts/figures.py in the currency; -1 where no price was told.
    price_from = models.IntegerField(_("price from"), default=-1)
    reports = models.PositiveIntegerField(_("reports"), default=0)

    objects = FraudTallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of reports")
        verbose_name_plural = _("counts of reports")
        ordering = ["-month", "tactic"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "month", "tactic", "channel", "area", "currency", "price_from"],
                name="one_count_of_reports_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.tactic}"
