"""What was done, so that it can be undone within a day and everyone sees who did it."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.tenancy import TenantModel, TenantQuerySet
from privacy import retention
from privacy.models.verbs import VerbField
from shelters.models.families import of_one_in_time
from shelters.models.households import Household
from shelters.models.shelters import Shelter

if TYPE_CHECKING:
    from datetime import datetime

UNDO_HOURS = 24  # field-guide R3


class ChangeQuerySet(TenantQuerySet["Change"]):
    """Changes in the houses in which a member works."""

    def visible_to(self, member: "Membership") -> Self:
        if not member.sees_people:
            return self.none()
        tenant = member.organization_id
        of_house = Q(household=None, at__gt=retention.before(tenant, "house_changes"))
        own = self.filter(of_house | Q(of_one_in_time(tenant)), organization=tenant)
        return own.filter(Q(shelter=None) | Q(shelter__in=Shelter.objects.visible_to(member)))

    def undoable(self) -> Self:
        """Not undone yet, and young enough."""
        return self.filter(undone_at=None, at__gt=oldest_undoable())


class Change(TenantModel):
    """One action with what is needed to take it back: ids and former counts, nothing about a person."""

    shelter = models.ForeignKey(
        Shelter, models.PROTECT, related_name="changes", null=True, blank=True, verbose_name=_("shelter")
    )
    household = models.ForeignKey(
        Household,
        models.CASCADE,
        related_name="changes",
        null=True,
        blank=True,
        verbose_name=_("household"),
        db_index=False,
    )
    verb = VerbField(_("deed"))
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    before = models.JSONField(_("before"), default=dict)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("undone by")
    )

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("history")
        ordering = ["-at", "id"]
        indexes = [
            models.Index(fields=["organization", "-at"], name="changes_by_time"),
            # With the organization: see Person.
            models.Index(fields=["household", "organization"], name="changes_of_a_household"),
        ]

    def __str__(self) -> str:
        return self.get_verb_display()


def oldest_undoable() -> "datetime":
    """Changes from before this moment stay; a correction is entered instead."""
    return timezone.now() - timedelta(hours=UNDO_HOURS)
