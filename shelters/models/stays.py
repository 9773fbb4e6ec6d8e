"""A stay is one person's place: held before arrival, in use until departure."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.tenancy import TenantModel
from shelters.models.beds import Bed
from shelters.models.holds import Hold, HousedQuerySet
from shelters.models.households import Household, Person
from shelters.models.places import Places
from shelters.models.shelters import Shelter


class StayQuerySet(HousedQuerySet["Stay"]):
    """Stays in the houses in which a member works."""

    def open(self) -> Self:
        """Held or in use."""
        return self.filter(ended_at=None)

    def held(self) -> Self:
        return self.open().filter(state=Stay.State.HELD)

    def in_use(self) -> Self:
        return self.open().filter(state=Stay.State.IN_USE)


class Stay(TenantModel):
    """One person's place in a house: a bed, one of the counted places, or a parent's bed."""

    class State(models.TextChoices):
        """Before and after arrival."""

        HELD = "held", pgettext_lazy("bed", "held")
        IN_USE = "in_use", _("in use")

    class EndReason(models.TextChoices):
        """Why a stay ended. Not stated is the default: nobody has to say where they go."""

        NOT_STATED = "not_stated", _("left - not stated")
        ONWARD = "onward", _("travelled on")
        OWN_HOME = "own_home", _("own home")
        OTHER_SHELTER = "other_shelter", _("another shelter")
        HANDED_OVER = "handed_over", _("handed over to child protection")
        MOVED = "moved", _("moved to another bed")
        HOLD_ENDED = "hold_ended", _("the hold ended")
        UNDONE = "undone", _("undone")

    class LateReason(models.TextChoices):
        """Why somebody came after the doors closed. Asked once; it blocks nothing."""

        TRAVEL = "travel", _("the journey took long")
        RELEASED = "released", _("released at night by an authority")
        WORK = "work", _("work")
        CARE = "care", _("hospital or clinic")
        DANGER = "danger", _("danger outside")
        NOT_STATED = "not_stated", _("not stated")

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="stays", verbose_name=_("household"), db_index=False
    )
    person = models.ForeignKey(
        Person, models.CASCADE, related_name="stays", verbose_name=_("person"), db_index=False
    )
    shelter = models.ForeignKey(Shelter, models.PROTECT, related_name="stays", verbose_name=_("shelter"))
    bed = models.ForeignKey(
        Bed, models.PROTECT, related_name="stays", null=True, blank=True, verbose_name=_("bed")
    )
    places = models.ForeignKey(
        Places, models.PROTECT, related_name="stays", null=True, blank=True, verbose_name=_("place")
    )
    shares_bed = models.BooleanField(_("in a parent's bed"), default=False)
    state = models.CharField(_("state"), max_length=6, choices=State)
    hold = models.ForeignKey(
        Hold,
        models.CASCADE,
        related_name="stays",
        null=True,
        blank=True,
        verbose_name=_("hold"),
        db_index=False,
    )
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    end_reason = models.CharField(_("reason"), max_length=14, choices=EndReason, blank=True)

    late_reason = models.CharField(_("came late because"), max_length=12, choices=LateReason, blank=True)

    objects = StayQuerySet.as_manager()

    class Meta:
        verbose_name = _("stay")
        verbose_name_plural = _("stays")
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["bed"], condition=Q(ended_at=None), name="one_open_placement_per_bed"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="one_open_placement_per_person"
            ),
            models.CheckConstraint(
                condition=Q(bed__isnull=False, places=None, shares_bed=False)
                | Q(bed=None, places__isnull=False, shares_bed=False)
                | Q(bed=None, places=None, shares_bed=True),
                name="a_bed_or_a_place_or_a_shared_bed",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(hold__isnull=False), name="held_places_belong_to_a_hold"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "shelter"], condition=Q(ended_at=None), name="open_stays_by_shelter"
            ),
            models.Index(fields=["household"], condition=Q(ended_at=None), name="open_stays_by_household"),
            # With the organization: see Person.
            models.Index(fields=["household", "organization"], name="stays_of_a_household"),
            models.Index(fields=["person", "organization"], name="stays_of_a_person"),
            models.Index(fields=["hold", "organization"], name="stays_of_a_hold"),
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.person}"
