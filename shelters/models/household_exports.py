"""Households that leave the house as a file: asked by one coordinator, approved by another."""

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Lock, Membership
from accounts.tenancy import TenantModel, TenantQuerySet
from privacy import retention
from shelters.models.demands import Demand
from shelters.models.households import Household

MOST_TAKEN = 3


class HouseholdExportQuerySet(TenantQuerySet["HouseholdExport"]):
    """Exports of one organization."""

    def visible_to(self, member: Membership) -> Self:
        """Those of the own organization, until their time is over."""
        before = retention.before(member.organization_id, "household_exports")
        in_time = Q(asked_at__gt=before) | Q(ends_at__gt=before)
        return self.filter(in_time, organization=member.organization_id)

    def live(self) -> Self:
        """In time and not withdrawn. A lock withdraws whatever was asked before it, for good."""
        locked_since = Lock.objects.filter(
            organization=OuterRef("organization"), locked_at__gte=OuterRef("asked_at")
        )
        return self.filter(~Exists(locked_since), withdrawn_at=None, ends_at__gt=timezone.now())

    def waiting(self) -> Self:
        """Nobody has approved them yet."""
        return self.live().filter(approved_by=None)

    def ready(self) -> Self:
        """Approved, and the file can still be taken."""
        return self.live().filter(approved_by__isnull=False, taken__lt=MOST_TAKEN)


class HouseholdExport(TenantModel):
    """Who asked for a file, for what, and who agreed. The file itself is never kept."""

    class Reason(models.TextChoices):
        """What for. Every demand is registered first."""

        DEMAND = "demand", _("a legal demand")
        FAMILY = "family", _("the family asked for its own data")

    reason = models.CharField(_("what for"), max_length=8, choices=Reason)
    demand = models.ForeignKey(
        Demand, models.CASCADE, related_name="exports", null=True, blank=True, verbose_name=_("legal demand")
    )
    # Empty once the family is erased: who let the file out stays known for as long as the rule says.
    household = models.ForeignKey(
        Household, models.SET_NULL, related_name="exports", null=True, blank=True, verbose_name=_("household")
    )
    with_names = models.BooleanField(_("with called names"), default=False)
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"))
    approved_by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    names_approved = models.BooleanField(_("names approved"), default=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    taken = models.PositiveSmallIntegerField(_("times taken"), default=0)
    households_given = models.PositiveIntegerField(_("households disclosed"), default=0)
    persons_given = models.PositiveIntegerField(_("persons disclosed"), default=0)

    objects = HouseholdExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export of households")
        verbose_name_plural = _("exports of households")
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("asked_by")),
                name="exporting_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None, taken=0, names_approved=False)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="nothing_leaves_unapproved",
            ),
            models.CheckConstraint(
                condition=Q(names_approved=False) | Q(with_names=True), name="names_leave_when_both_said_so"
            ),
            models.CheckConstraint(
                condition=Q(reason="demand", demand__isnull=False, household=None)
                | Q(reason="family", demand=None),
                name="an_export_is_for_a_demand_or_a_family",
            ),
            models.CheckConstraint(condition=Q(taken__lte=MOST_TAKEN), name="a_file_is_taken_a_few_times"),
        ]

    def __str__(self) -> str:
        return str(self.get_reason_display())
