"""Notes that a family sleeps apart: why, who with whom, and who decided it."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.tenancy import TenantModel, TenantQuerySet
from shelters.models.families import of_one_in_time
from shelters.models.households import Household


class SplitNoteQuerySet(TenantQuerySet["SplitNote"]):
    """Split notes of one organization."""

    def visible_to(self, member: Membership) -> Self:
        """Those of households that are not past their time."""
        tenant = member.organization_id
        return self.filter(of_one_in_time(tenant), organization=tenant)


class SplitNote(TenantModel):
    """A family in several rooms, or a household made into two, with the adult of each child.

    `together` lists, for each room or half, the numbers of the persons in it; `adults` maps the
    number of each child to the number of the adult who answers for it.
    """

    class Kind(models.TextChoices):
        """What was split."""

        ROOMS = "rooms", _("several rooms")
        HOUSEHOLDS = "households", _("two households")

    class Reason(models.TextChoices):
        """Why. A list, so that no story and no name can be written here."""

        NO_ROOM = "no_room", _("no single room is free")
        FAMILY_ASKED = "family_asked", _("the family asked for it")
        GROUP_RULES = "group_rules", _("rules of the groups of rooms")
        CARE = "care", _("somebody needs other care")
        SAFETY = "safety", _("safety inside the family")
        OTHER = "other", _("other")

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="split_notes", verbose_name=_("household")
    )
    kind = models.CharField(_("what was split"), max_length=10, choices=Kind)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    together = models.JSONField(_("who with whom"))
    adults = models.JSONField(_("adult of each child"))
    confirmed_by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = SplitNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("split note")
        verbose_name_plural = _("split notes")
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.household)
