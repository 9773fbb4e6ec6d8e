"""Devices that a house lends: who has which, back when, and wiped before anybody else holds it."""

from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Membership
from accounts.tenancy import TenantModel
from appointments.models.families import OfHouseholdQuerySet
from privacy import retention
from schedules.models.amenities import Amenity, InHousesQuerySet
from schedules.models.turns import Turn
from shelters.models import Household, Shelter
from shelters.models.families import kept_longer

if TYPE_CHECKING:
    from accounts.models import Membership as Member


class LentKind(models.TextChoices):
    """What is lent. A household has at most one of each."""

    TABLET = "tablet", _("tablet")
    PHONE = "phone", _("phone")
    LAPTOP = "laptop", _("laptop")
    POWER_BANK = "power_bank", _("power bank")
    CHARGER = "charger", _("charger")
    OTHER = "other", pgettext_lazy("device", "something else")


# These keep what somebody did with them.
REMEMBERING = (LentKind.TABLET, LentKind.PHONE, LentKind.LAPTOP)


class LentDeviceQuerySet(InHousesQuerySet["LentDevice"]):
    """Devices of the houses in which a member works."""

    def ready(self) -> Self:
        """Here, whole and wiped: may go out."""
        return self.filter(is_broken=False, is_wiped=True, retired_at=None).exclude(
            pk__in=Loan.objects.filter(closed_at=None).values("device")
        )

    def to_wipe(self) -> Self:
        """Here, with somebody's doings still on it."""
        return self.filter(is_wiped=False, retired_at=None).exclude(
            pk__in=Loan.objects.out().values("device")
        )


class LentDevice(TenantModel):
    """One device by the label that is stuck on it. No serial number: it would follow people."""

    shelter = models.ForeignKey(
        Shelter, models.PROTECT, related_name="lent_devices", verbose_name=_("shelter")
    )
    kind = models.CharField(pgettext_lazy("device", "kind"), max_length=10, choices=LentKind)
    label = models.CharField(_("label"), max_length=24)
    # One of the seats of an amenity: then turns say who has it when.
    amenity = models.ForeignKey(
        Amenity, models.SET_NULL, related_name="devices", null=True, blank=True, verbose_name=_("amenity")
    )
    is_shared = models.BooleanField(_("stays in the house and passes from hand to hand"), default=False)
    longest_minutes = models.PositiveSmallIntegerField(
        _("minutes of a loan"), default=120, validators=[MinValueValidator(5), MaxValueValidator(10080)]
    )
    is_broken = models.BooleanField(pgettext_lazy("device", "broken"), default=False)
    # Said here too: a loan is forgotten with its household, what is on the device is not.
    is_wiped = models.BooleanField(_("wiped"), default=True)
    retired_at = models.DateTimeField(_("taken away"), null=True, blank=True)

    objects = LentDeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        ordering = ["shelter", "label"]
        constraints = [
            models.UniqueConstraint(
                fields=["shelter", "label"], condition=Q(retired_at=None), name="devices_have_labels"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def remembers(self) -> bool:
        """Whether it must be wiped before somebody else holds it."""
        return self.kind in REMEMBERING


class LoanQuerySet(OfHouseholdQuerySet["Loan"]):
    """Loans of households that the member may open."""

    def own_time(self, tenant: UUID) -> Q:
        """Those that are not over, or were not long ago: the readers' side of the rule."""
        lately = Q(closed_at=None) | Q(closed_at__gt=retention.before(tenant, "loans"))
        held = kept_longer(tenant)
        return lately | Q(household__in=held) if held else lately

    def out(self) -> Self:
        """In somebody's hands."""
        return self.filter(returned_at=None, lost_at=None)

    def of_houses(self, member: "Member") -> Self:
        """Those of devices of the houses in which the member works, whoever has them."""
        tenant = member.organization_id
        houses = Shelter.objects.visible_to(member)
        return self.filter(self.own_time(tenant), organization=tenant, device__shelter__in=houses)


class Loan(TenantModel):
    """A device in the hands of a household. It is closed when the device came back and was wiped, or when
    the house gave it up for lost; until then the database lets nobody have it."""

    class Condition(models.TextChoices):
        """How it looked."""

        GOOD = "good", _("good")
        SCRATCHED = "scratched", _("scratched")
        CRACKED = "cracked", _("cracked")
        DEFECT = "defect", _("does not work")

    device = models.ForeignKey(LentDevice, models.PROTECT, related_name="loans", verbose_name=_("device"))
    household = models.ForeignKey(
        Household, models.CASCADE, related_name="loans", verbose_name=_("household")
    )
    kind = models.CharField(pgettext_lazy("device", "kind"), max_length=10, choices=LentKind)
    turn = models.ForeignKey(
        Turn, models.SET_NULL, related_name="loans", null=True, blank=True, verbose_name=_("turn")
    )
    handed_at = models.DateTimeField(_("handed out"), default=timezone.now)
    handed_by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", verbose_name=_("handed out by")
    )
    due_at = models.DateTimeField(_("back by"))
    condition_out = models.CharField(
        _("condition when it went"), max_length=10, choices=Condition, default=Condition.GOOD
    )
    returned_at = models.DateTimeField(_("came back"), null=True, blank=True)
    taken_by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("taken back by")
    )
    condition_in = models.CharField(
        _("condition when it came back"), max_length=10, choices=Condition, blank=True
    )
    lost_at = models.DateTimeField(_("lost"), null=True, blank=True)
    signed_out = models.BooleanField(_("signed out of everything"), default=False)
    history_gone = models.BooleanField(_("history erased"), default=False)
    camera_empty = models.BooleanField(_("photos erased"), default=False)
    downloads_gone = models.BooleanField(_("downloads erased"), default=False)
    battery = models.PositiveSmallIntegerField(
        _("battery in per cent"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    wiped_by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("wiped by")
    )
    closed_at = models.DateTimeField(pgettext_lazy("loan", "over"), null=True, blank=True)
    # The household with which it came when two became one; the two may then hold one kind twice.
    came_with = models.UUIDField(_("came with"), null=True, blank=True, editable=False)

    objects = LoanQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("device", "loan")
        verbose_name_plural = pgettext_lazy("device", "loans")
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["device"], condition=Q(closed_at=None), name="one_open_loan_per_device"
            ),
            models.UniqueConstraint(
                fields=["household", "kind"],
                condition=Q(returned_at=None, lost_at=None, came_with=None),
                name="one_loan_per_household_and_kind",
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("handed_at")), name="loans_end_after_they_begin"),
            # Chargers and power banks remember nothing.
            models.CheckConstraint(
                condition=Q(closed_at=None)
                | Q(lost_at__isnull=False)
                | Q(returned_at__isnull=False) & ~Q(kind__in=["tablet", "phone", "laptop"])
                | Q(
                    returned_at__isnull=False,
                    signed_out=True,
                    history_gone=True,
                    camera_empty=True,
                    downloads_gone=True,
                    battery__isnull=False,
                    wiped_by__isnull=False,
                ),
                name="wiped_before_it_goes_out_again",
            ),
        ]

    def __str__(self) -> str:
        return str(self.household)

    @property
    def is_overdue(self) -> bool:
        """Still out after its time."""
        return self.returned_at is None and self.lost_at is None and self.due_at < timezone.now()
