"""What stood in the way: written down for the family, who carries the evidence (R20, R31)."""

from typing import Self
from uuid import UUID

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.models.organizations import known_zone
from accounts.tenancy import TenantModel, TenantQuerySet
from appointments.models.families import OfHouseholdQuerySet, OwnKey
from appointments.models.programmes import Programme
from privacy import retention
from privacy.sealed import SealedField
from shelters.languages import LANGUAGES
from shelters.models import Household
from shelters.models.families import kept_longer


class Barrier(models.TextChoices):
    """The four of the rule ("by a preponderance of the evidence"), and what else stops families."""

    LANGUAGE = "language", _("language")
    ILLITERACY = "illiteracy", _("cannot read or write")
    TECHNICAL = "technical", _("significant technical failure")
    MEMBER = "member", _("a family member could not be added")
    LOCATION = "location", _("error of location")
    IDENTITY = "identity", _("error with identity or photo")
    COST = "cost", _("cost")
    SAFETY = "safety", _("safety")
    OTHER = "other", _("another serious obstacle")


class Device(models.TextChoices):
    """On what it was tried. Kinds, never a model or a number."""

    ANDROID_OLD = "android_old", _("Android, five years old or more")
    ANDROID = "android", _("Android")
    IPHONE = "iphone", _("iPhone")
    TABLET = "tablet", _("tablet of the shelter")
    COMPUTER = "computer", _("computer of the shelter")
    NONE = "none", _("no device")
    NOT_STATED = "not_stated", _("not stated")


class BarrierQuerySet(OfHouseholdQuerySet["BarrierEntry"]):
    """Barrier entries of households that the member may open."""

    def own_time(self, tenant: UUID) -> Q:
        """Those that were not handed over, or within the last day: the readers' side of the rule in
        appointments/retention.py."""
        after = retention.before(tenant, "barriers_handed_over")
        readable = Q(handed_over_at=None) | Q(handed_over_at__gt=after)
        held = kept_longer(tenant)
        return readable | Q(household__in=held) if held else readable

    def of(self, household: Household) -> Self:
        """In the order of the chain."""
        return self.filter(household=household).order_by("number")


class BarrierEntry(OwnKey, TenantModel):
    """One obstacle of one household. Entries are chained by hashes in the order of their numbers."""

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="barriers", verbose_name=_("household")
    )
    number = models.PositiveIntegerField(_("number"), editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", verbose_name=_("programme"))
    kind = models.CharField(_("kind"), max_length=10, choices=Barrier)
    happened_at = models.DateTimeField(_("when it happened"))
    zone = models.CharField(_("time zone"), max_length=64, validators=[known_zone])
    # The exact words on the screen.
    message = SealedField(_("exact message"))
    attempt = models.PositiveSmallIntegerField(
        _("attempt number"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    device = models.CharField(_("device"), max_length=12, choices=Device, default=Device.NOT_STATED)
    language = models.CharField(_("language of the screen"), max_length=12, blank=True, choices=LANGUAGES)
    entered_at = models.DateTimeField(_("entered"), default=timezone.now)
    entered_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    # SHA-256 (hex) over the former hash and everything above that the family's sheet prints.
    former_hash = models.CharField(
        _("fingerprint of the one before"), max_length=64, blank=True, editable=False
    )
    hash = models.CharField(_("fingerprint"), max_length=64, editable=False)
    handed_over_at = models.DateTimeField(_("handed over"), null=True, blank=True)

    objects = BarrierQuerySet.as_manager()

    class Meta:
        verbose_name = _("barrier")
        verbose_name_plural = _("barriers")
        ordering = ["household", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "number"], name="one_barrier_of_a_number_per_household"
            ),
            models.CheckConstraint(
                condition=Q(attempt=None) | Q(attempt__gte=1), name="attempts_count_from_one"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class BarrierChain(TenantModel):
    """Where the chain of a household stands, also after its entries were handed over and erased."""

    household = models.OneToOneField(
        Household, models.CASCADE, related_name="barrier_chain", verbose_name=_("household")
    )
    number = models.PositiveIntegerField(_("last number"), default=0)
    hash = models.CharField(_("fingerprint"), max_length=64, blank=True, editable=False)
    # Entries in each cell of the figures, also of those that are erased by now: a household counts once.
    counted = models.JSONField(_("entries by cell of the figures"), default=dict, editable=False)

    objects = OfHouseholdQuerySet["BarrierChain"].as_manager()

    class Meta:
        verbose_name = _("chain of barriers")
        verbose_name_plural = _("chains of barriers")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.number)


class BarrierTallyQuerySet(TenantQuerySet["BarrierTally"]):
    """Counts of one organization."""

    def visible_to(self, member: Membership) -> Self:
        """The own ones, until their time is over."""
        return self.in_time(member.organization_id)

    def in_time(self, tenant: UUID) -> Self:
        """Those of an organization that may still be read."""
        return self.filter(organization=tenant, month__gte=retention.before(tenant, "barrier_counts").date())


class BarrierTally(TenantModel):
    """How many barriers were written down, without anybody: what survives for advocacy (R31)."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", verbose_name=_("programme"))
    month = models.DateField(_("month"))
    kind = models.CharField(_("kind"), max_length=10, choices=Barrier)
    language = models.CharField(_("language of the screen"), max_length=12, blank=True)
    entries = models.PositiveIntegerField(_("entries"), default=0)
    # Households counted once a quarter, programme and kind; they may be counted again in another house.
    households = models.PositiveIntegerField(_("households"), default=0)

    objects = BarrierTallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of barriers")
        verbose_name_plural = _("counts of barriers")
        ordering = ["-month", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "programme", "month", "kind", "language"],
                name="one_count_of_barriers_per_kind_and_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.kind}"
