"""Beds, mats and tents: one place for one person."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import TenantModel, TenantQuerySet
from shelters.models.features import Features
from shelters.models.rooms import Room
from shelters.models.shelters import Shelter

if TYPE_CHECKING:
    from accounts.models import Membership


GROUP_TEXTS = [
    "room__group__name",
    *(f"room__group__name_{code}" for code in settings.MODELTRANSLATION_LANGUAGES),
]


class BedQuerySet(TenantQuerySet["Bed"]):
    """Beds of the houses in which a member works."""

    def visible_to(self, member: "Membership") -> Self:
        return self.filter(
            room__shelter__in=Shelter.objects.visible_to(member), organization=member.organization_id
        )

    def with_groups(self) -> Self:
        """With what decides who may sleep there, and without the names of the group in seven languages."""
        return self.select_related("room__group").defer(*GROUP_TEXTS)

    def present(self) -> Self:
        """Beds that still exist."""
        return self.filter(retired_at=None)

    def free(self) -> Self:
        """Beds that can be given to somebody now."""
        taken = Bed.objects.filter(pk=OuterRef("pk"), stays__isnull=False, stays__ended_at=None)
        return self.present().filter(~Exists(taken), state=Bed.State.READY, room__closed_reason="")


class Bed(TenantModel, Features):
    """A place to sleep for one person. Whether it is free, held or in use stands in its stays."""

    class Kind(models.TextChoices):
        """Installed beds are counted apart from mats and tents, and from places over capacity."""

        BED = "bed", _("bed")
        MAT = "mat", _("mat")
        TENT = "tent", _("tent")
        EXTRA = "extra", _("over capacity")

    class State(models.TextChoices):
        """Whether the bed can be used at all."""

        READY = "ready", _("ready")
        CLEANING = "cleaning", _("cleaning")
        BROKEN = "broken", _("broken")
        BLOCKED = "blocked", _("blocked")

    class Reason(models.TextChoices):
        """Why it is not ready. A list, so that nobody's name can be written here."""

        LINEN = "linen", _("bed linen")
        REPAIR = "repair", _("repair")
        PESTS = "pests", _("pests")
        NO_MATTRESS = "no_mattress", _("no mattress")
        RESERVED = "reserved", _("reserved by the shelter")
        STAFF = "staff", _("used by staff")
        OTHER = "other", _("other")

    room = models.ForeignKey(Room, models.PROTECT, related_name="beds", verbose_name=_("room"))
    label = models.CharField(_("label"), max_length=20)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind, default=Kind.BED)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.READY)
    state_reason = models.CharField(_("because of"), max_length=12, choices=Reason, blank=True)
    state_until = models.DateTimeField(_("until"), null=True, blank=True)
    permit = models.ForeignKey(
        "shelters.OverCapacity",
        models.PROTECT,
        related_name="beds",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("opened over capacity"),
    )
    retired_at = models.DateTimeField(_("removed"), null=True, blank=True)

    objects = BedQuerySet.as_manager()

    class Meta:
        verbose_name = _("bed")
        verbose_name_plural = _("beds")
        ordering = ["label"]
        constraints = [
            models.UniqueConstraint(
                fields=["room", "label"], condition=Q(retired_at=None), name="one_bed_of_a_label_per_room"
            ),
            # Beyond capacity only by an explicit act: every extra place names the act that opened it.
            models.CheckConstraint(
                condition=Q(kind="extra", permit__isnull=False) | (~Q(kind="extra") & Q(permit=None)),
                name="extra_places_come_from_an_act",
            ),
        ]

    def __str__(self) -> str:
        return self.label
