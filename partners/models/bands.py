"""What partners were told last about one house and group."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Network
from accounts.tenancy import TenantModel, TenantQuerySet
from shelters.models import Group, Shelter

if TYPE_CHECKING:
    from accounts.models import Membership


class PublishedBandQuerySet(TenantQuerySet["PublishedBand"]):
    """Published answers of the shelters that approved the reader."""

    def visible_to(self, member: "Membership") -> Self:
        return self.filter(shelter__in=Shelter.objects.visible_to(member))


class PublishedBand(TenantModel):
    """The largest size of party that got a yes, with a margin, when the answer was last taken.

    Comparing live figures before and after an arrival tells which house a family entered; so this
    changes at most every thirty minutes and takes only the values of `bands.SIZES`.
    """

    network = models.ForeignKey(Network, models.PROTECT, related_name="+", editable=False)
    shelter = models.ForeignKey(Shelter, models.CASCADE, related_name="+", verbose_name=_("shelter"))
    group = models.ForeignKey(Group, models.CASCADE, related_name="+", verbose_name=_("group"))
    largest_party = models.PositiveSmallIntegerField(_("largest party with a yes"), default=0)
    is_stale = models.BooleanField(_("older than twelve hours when taken"), default=False)
    taken_at = models.DateTimeField(_("taken"))

    objects = PublishedBandQuerySet.as_manager()

    class Meta:
        verbose_name = _("published answer")
        verbose_name_plural = _("published answers")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["shelter", "group"], name="one_published_answer_per_shelter_and_group"
            ),
        ]

    @property
    def as_of(self) -> datetime:
        """When the answer was taken, rounded down to the half hour."""
        taken = self.taken_at
        return taken.replace(minute=taken.minute - taken.minute % 30, second=0, microsecond=0)

    def __str__(self) -> str:
        return f"{self.shelter} - {self.group}"
