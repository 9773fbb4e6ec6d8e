"""Duties that come again: the weekly signature, which moves on holidays."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Membership
from accounts.models.organizations import known_zone
from accounts.tenancy import TenantModel
from appointments.models.families import OfHouseholdQuerySet
from appointments.models.programmes import ProgrammePlace
from appointments.models.tracking import Tracking


class DutyQuerySet(OfHouseholdQuerySet["Duty"]):
    """Recurring duties."""

    path = "tracking__household__"


class Duty(TenantModel):
    """Every so many weeks on the same weekday, until it ends."""

    tracking = models.ForeignKey(Tracking, models.CASCADE, related_name="duties", verbose_name=_("tracking"))
    place = models.ForeignKey(
        ProgrammePlace, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("place")
    )
    first_on = models.DateField(_("first on"))
    every_weeks = models.PositiveSmallIntegerField(
        _("every so many weeks"), default=1, validators=[MinValueValidator(1), MaxValueValidator(26)]
    )
    at = models.TimeField(_("at"), null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, validators=[known_zone])
    lead_minutes = models.PositiveSmallIntegerField(
        _("minutes before that one must leave"), default=60, validators=[MaxValueValidator(2880)]
    )
    last_on = models.DateField(_("last on"), null=True, blank=True)
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("entered by"))

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["first_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(every_weeks__gte=1, every_weeks__lte=26), name="duties_come_every_1_to_26_weeks"
            ),
            models.CheckConstraint(
                condition=Q(last_on=None) | Q(last_on__gte=models.F("first_on")),
                name="duties_end_after_they_begin",
            ),
        ]

    def __str__(self) -> str:
        return str(self.tracking)


class DutyMarkQuerySet(OfHouseholdQuerySet["DutyMark"]):
    """What became of duties."""

    path = "duty__tracking__household__"


class DutyMark(TenantModel):
    """What became of one occurrence. `due_on` is the day by the rhythm, before closures moved it."""

    class Outcome(models.TextChoices):
        """How it went."""

        DONE = "done", pgettext_lazy("duty", "done")
        MISSED_TRANSPORT = "missed_transport", _("missed - transport")
        MISSED_ILLNESS = "missed_illness", _("missed - illness")
        MISSED_POLICE = "missed_police", _("missed - stopped by police")
        MISSED = "missed", _("missed - not stated")
        EXCUSED = "excused", _("excused by the office")

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="marks", verbose_name=_("duty"))
    due_on = models.DateField(_("due on"))
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome)
    at = models.DateTimeField(_("written down"), default=timezone.now)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("by"))

    objects = DutyMarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("mark of a duty")
        verbose_name_plural = _("marks of duties")
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(fields=["duty", "due_on"], name="a_duty_is_marked_once_a_day"),
        ]

    def __str__(self) -> str:
        return str(self.due_on)
