"""How long people wait: unlinked tallies that outlive the households, and what may be told of them."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Network
from accounts.tenancy import TenantModel, TenantQuerySet
from appointments.models.programmes import Programme, SharedQuerySet
from privacy import retention


class WaitTallyQuerySet(TenantQuerySet["WaitTally"]):
    """Counts of one organization."""

    def visible_to(self, member: Membership) -> Self:
        """The own ones, until their time is over."""
        before = retention.before(member.organization_id, "wait_counts")
        return super().visible_to(member).filter(week__gte=before.date())


class WaitTally(TenantModel):
    """So many households whose first appointment in that week came after so many days. Own house only."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", verbose_name=_("programme"))
    week = models.DateField(_("week of the appointment"))
    days = models.PositiveIntegerField(_("days waited"))
    households = models.PositiveIntegerField(_("households"), default=0)

    objects = WaitTallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of waits")
        verbose_name_plural = _("counts of waits")
        ordering = ["-week", "days"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "programme", "week", "days"],
                name="one_count_of_waits_per_week_and_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.week}: {self.days}"


class WaitingTime(TenantModel):
    """What the network is told: suppressed below k before it is written. Belongs to the programme's house."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="waiting_times", verbose_name=_("programme")
    )
    network = models.ForeignKey(Network, models.PROTECT, related_name="+", null=True, editable=False)
    window_days = models.PositiveSmallIntegerField(_("appointments of the last days"))
    # Empty: fewer than k households, so nothing is told.
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    median_days = models.PositiveIntegerField(_("half waited at most"), null=True, blank=True)
    lower_days = models.PositiveIntegerField(_("a quarter waited at most"), null=True, blank=True)
    upper_days = models.PositiveIntegerField(_("three quarters waited at most"), null=True, blank=True)
    still_waiting = models.PositiveIntegerField(_("households still waiting"), null=True, blank=True)
    as_of = models.DateTimeField(_("as of"), default=timezone.now)

    objects = SharedQuerySet["WaitingTime"].as_manager()

    class Meta:
        verbose_name = _("waiting time")
        verbose_name_plural = _("waiting times")
        ordering = ["programme", "window_days"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "window_days"], name="one_waiting_time_per_programme_and_window"
            ),
            models.CheckConstraint(
                condition=Q(households__isnull=False) | Q(median_days=None, lower_days=None, upper_days=None),
                name="suppressed_waits_tell_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.window_days}"
