"""Rooms: one group each, in an order along their corridor."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import TenantModel, TenantQuerySet
from shelters.models.groups import Group
from shelters.models.shelters import Shelter

if TYPE_CHECKING:
    from accounts.models import Membership


class RoomQuerySet(TenantQuerySet["Room"]):
    """Rooms of the houses in which a member works."""

    def visible_to(self, member: "Membership") -> Self:
        return self.filter(
            shelter__in=Shelter.objects.visible_to(member), organization=member.organization_id
        )

    def usable(self) -> Self:
        """Rooms that are not closed."""
        return self.filter(closed_reason="")


class Room(TenantModel):
    """A room of a house. Neighbours in `position` on the same `floor` are adjacent."""

    class ClosedReason(models.TextChoices):
        """Why a whole room is closed: the room's state, never a person's illness."""

        CLEANING = "cleaning", _("cleaning")
        REPAIR = "repair", _("repair")
        QUARANTINE = "quarantine", _("quarantine of the room")
        PESTS = "pests", _("pests")
        OTHER_USE = "other_use", _("used for something else")
        OTHER = "other", _("other")

    shelter = models.ForeignKey(Shelter, models.PROTECT, related_name="rooms", verbose_name=_("shelter"))
    name = models.CharField(_("name"), max_length=60)
    group = models.ForeignKey(Group, models.PROTECT, related_name="rooms", verbose_name=_("group"))
    floor = models.SmallIntegerField(_("floor (0 is the ground floor)"), default=0)
    position = models.PositiveSmallIntegerField(_("order along the corridor"), default=1)
    closed_reason = models.CharField(_("closed because of"), max_length=12, choices=ClosedReason, blank=True)
    closed_until = models.DateTimeField(_("closed until"), null=True, blank=True)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["floor", "position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["shelter", "name"], name="one_room_of_a_name_per_shelter"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_next_to(self, other: "Room") -> bool:
        """Adjacent: same floor, neighbours in the corridor's order."""
        return self.floor == other.floor and abs(self.position - other.position) == 1
