"""A legal hold: two people decide that named records wait, for at most ninety days."""

from datetime import datetime
from typing import Protocol, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Row
from privacy import retention

LONGEST_DAYS = 90
HOURS_TO_CONFIRM = 24


class Actor(Protocol):
    """Whoever reads: a membership of an organization."""

    organization_id: UUID


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    """Legal holds."""

    def visible_to(self, member: Actor) -> Self:
        """Those of the member's organization, until their time is over; which households the member may open
        is asked there."""
        tenant = member.organization_id
        before = retention.before(tenant, "legal_holds")
        over = Q(ends_at__lte=before) | Q(ended_at__lte=before)
        return self.filter(organization_id=tenant).exclude(over)

    def in_force(self, now: datetime | None = None) -> Self:
        """Those that stop erasing now: confirmed, or asked less than a day ago."""
        now = now or timezone.now()
        return self.filter(ended_at=None, ends_at__gt=now)

    def waiting(self) -> Self:
        """Asked by one; a second person has not said yes."""
        return self.in_force().filter(confirmed_by=None)


class LegalHold(Row):
    """One household is not erased while a demand is open. Shown to whoever opens it.

    It works from the moment it is asked, for a day; a second person makes it ninety days. The ids
    are plain: privacy stands below the apps that own them.
    """

    class Reason(models.TextChoices):
        """Why. A list, so that no story can be written here; the paper stays in a folder."""

        COURT_ORDER = "court_order", _("written order of a court")
        PROSECUTOR = "prosecutor", _("written order of a prosecutor")
        COMPLAINT = "complaint", _("complaint to a human rights commission")
        FAMILY_LAWYER = "family_lawyer", _("request of the family's own lawyer")
        CLAIM = "claim", _("claim against the shelter")

    organization_id = models.UUIDField(_("organization"))
    household_id = models.UUIDField(_("household"))
    reason = models.CharField(_("reason"), max_length=14, choices=Reason)
    asked_by = models.UUIDField(_("asked by"))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    confirmed_by = models.UUIDField(_("confirmed by"), null=True)
    begun_at = models.DateTimeField(_("confirmed"), null=True)
    lasts_hours = models.PositiveSmallIntegerField(_("hours that it lasts"), default=HOURS_TO_CONFIRM)
    ends_at = models.DateTimeField(_("until"))
    ended_at = models.DateTimeField(_("ended early"), null=True)
    ended_by = models.UUIDField(_("ended by"), null=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        ordering = ["ends_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")),
                name="legal_hold_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, begun_at=None)
                | Q(confirmed_by__isnull=False, begun_at__isnull=False),
                name="a_confirmed_legal_hold_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, lasts_hours__lte=HOURS_TO_CONFIRM)
                | Q(confirmed_by__isnull=False, lasts_hours__lte=LONGEST_DAYS * 24),
                name="legal_holds_last_90_days_at_most",
            ),
        ]
        indexes = [
            models.Index(fields=["organization_id", "household_id"], name="legal_holds_by_household"),
        ]

    def __str__(self) -> str:
        return str(self.get_reason_display())

    @property
    def is_confirmed(self) -> bool:
        """Whether a second person said yes."""
        return self.confirmed_by is not None
