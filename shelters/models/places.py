"""Places per group, for houses that only count."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.tenancy import TenantModel, TenantQuerySet
from shelters.models.groups import Group
from shelters.models.shelters import Shelter

if TYPE_CHECKING:
    from accounts.models import Membership


class PlacesQuerySet(TenantQuerySet["Places"]):
    """Counted places of the houses in which a member works."""

    def visible_to(self, member: "Membership") -> Self:
        return self.filter(
            shelter__in=Shelter.objects.visible_to(member), organization=member.organization_id
        )


class Places(TenantModel):
    """How many places a house has for one group, and how many are taken.

    `installed` is empty when the house does not state a capacity. `in_use` is what the house
    counted, plus arrivals and minus departures since. Both counters only change by relative
    updates (F expressions), so the constraint holds whatever races: nothing is given away above
    what exists plus `over_ceiling`, which only an explicit act or a count of heads raises.
    """

    shelter = models.ForeignKey(Shelter, models.PROTECT, related_name="places", verbose_name=_("shelter"))
    group = models.ForeignKey(Group, models.PROTECT, related_name="places", verbose_name=_("group"))
    installed = models.PositiveIntegerField(_("installed beds"), null=True, blank=True)
    mats = models.PositiveIntegerField(_("mats and tents"), default=0)
    out_of_service = models.PositiveIntegerField(_("out of service"), default=0)
    in_use = models.PositiveIntegerField(_("in use"), default=0)
    held = models.PositiveIntegerField(pgettext_lazy("places", "held"), default=0)
    over_ceiling = models.PositiveIntegerField(_("allowed over capacity"), default=0)
    counted_at = models.DateTimeField(_("counted at"), null=True, blank=True)

    objects = PlacesQuerySet.as_manager()

    class Meta:
        verbose_name = _("places of a group")
        verbose_name_plural = _("places per group")
        ordering = ["group__position"]
        constraints = [
            models.UniqueConstraint(fields=["shelter", "group"], name="one_count_per_shelter_and_group"),
            models.CheckConstraint(
                condition=Q(installed=None)
                | Q(
                    in_use__lte=F("installed")
                    + F("mats")
                    - F("out_of_service")
                    + F("over_ceiling")
                    - F("held")
                ),
                name="no_more_places_given_than_exist",
            ),
        ]

    def __str__(self) -> str:
        return str(self.group)

    @property
    def usable(self) -> int | None:
        """Places that can be slept in; None where no capacity is stated."""
        return None if self.installed is None else max(0, self.installed + self.mats - self.out_of_service)

    @property
    def free(self) -> int | None:
        """Places that can be given away now; None where no capacity is stated."""
        return None if self.usable is None else max(0, self.usable - self.in_use - self.held)

    @property
    def over(self) -> int:
        """People beyond capacity. Never subtracted from anybody's free places."""
        return 0 if self.usable is None else max(0, self.in_use + self.held - self.usable)
