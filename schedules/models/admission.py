"""Wi-Fi that is let in, not only promised: vouchers, the routers that ask about them, and boards."""

from typing import Self
from uuid import UUID

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.tenancy import TenantModel
from core.codes import BadCode, new_code, read_code
from privacy import retention
from schedules.errors import VoucherMistyped
from schedules.models.amenities import Amenity, InHousesQuerySet
from schedules.models.draws import TurnWindow
from shelters.models import Shelter

VOUCHER_LETTERS = 8
LONGEST_DAYS = 365


def new_voucher() -> str:
    """Forty random bits and a check character: short enough to type, too long to guess through a router.

    Letters and digits only, although a check character may be another one: every keyboard has them.
    """
    code = new_code(VOUCHER_LETTERS)
    return code if code.isalnum() else new_voucher()


def read_word(typed: str) -> str:
    """The code behind what somebody typed.

    Raises: VoucherMistyped.
    """
    try:
        return read_code(typed, VOUCHER_LETTERS)
    except BadCode as wrong:
        raise VoucherMistyped from wrong


class RouterKeyQuerySet(InHousesQuerySet["RouterKey"]):
    """Keys of routers, without their secrets: those are stored nowhere."""

    path = "amenity__shelter"

    def usable(self) -> Self:
        """Neither revoked nor past their date."""
        return self.filter(revoked_at=None, ends_at__gt=timezone.now())


class RouterKey(TenantModel):
    """Lets the router of one Wi-Fi link ask whether a voucher opens it now, and nothing else."""

    amenity = models.ForeignKey(Amenity, models.CASCADE, related_name="routers", verbose_name=_("Wi-Fi"))
    label = models.CharField(_("label"), max_length=60)
    prefix = models.CharField(_("beginning of the key"), max_length=12, unique=True, editable=False)
    secret_hash = models.CharField(_("hash of the secret"), max_length=64, editable=False)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("made by"))
    ends_at = models.DateTimeField(_("ends"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_on = models.DateField(_("last used on"), null=True, blank=True)

    objects = RouterKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("key of a router")
        verbose_name_plural = _("keys of routers")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("made_at")), name="router_keys_end_after_they_begin"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.prefix})"

    @property
    def is_usable(self) -> bool:
        """Neither revoked nor past its date."""
        return self.revoked_at is None and self.ends_at > timezone.now()


class VoucherQuerySet(InHousesQuerySet["Voucher"]):
    """Vouchers of the houses in which a member works."""

    path = "amenity__shelter"

    def own_time(self, tenant: UUID) -> Q:
        """Those whose window is not over: the readers' side of the rule in schedules/retention.py."""
        return Q(window__ends_at__gt=retention.before(tenant, "vouchers"))


class Voucher(TenantModel):
    """A random word on a strip of paper that opens the Wi-Fi in one window. Whose it is, and which device
    used it, is written nowhere. Gone at midnight."""

    amenity = models.ForeignKey(Amenity, models.CASCADE, related_name="vouchers", verbose_name=_("Wi-Fi"))
    window = models.ForeignKey(TurnWindow, models.CASCADE, related_name="vouchers", verbose_name=_("window"))
    # Counts within the window; says nothing about the seat of a turn.
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    of_seats = models.PositiveSmallIntegerField(_("how many at once"))
    code = models.CharField(_("voucher"), max_length=VOUCHER_LETTERS + 1, default=new_voucher, editable=False)
    # The how-manieth that was let in, so that no race lets in more than the link bears.
    admission = models.PositiveSmallIntegerField(_("let in as number"), null=True, blank=True, editable=False)
    used_at = models.DateTimeField(_("used"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = VoucherQuerySet.as_manager()

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        ordering = ["window", "number"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "code"], name="vouchers_differ"),
            models.UniqueConstraint(fields=["window", "number"], name="one_voucher_per_window_and_number"),
            models.UniqueConstraint(fields=["window", "admission"], name="one_admission_per_number"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=F("of_seats")), name="no_voucher_beyond_the_window"
            ),
            models.CheckConstraint(
                condition=Q(admission=None, used_at=None)
                | Q(admission__gte=1, admission__lte=F("of_seats"), used_at__isnull=False),
                name="no_admission_beyond_the_window",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class BoardLinkQuerySet(InHousesQuerySet["BoardLink"]):
    """Addresses of boards."""

    def open(self) -> Self:
        return self.filter(revoked_at=None)


class BoardLink(TenantModel):
    """A random secret that opens the board of one house on a screen: codes and pictograms only."""

    shelter = models.ForeignKey(Shelter, models.CASCADE, related_name="boards", verbose_name=_("shelter"))
    secret_hash = models.CharField(
        _("fingerprint of the address"), max_length=64, unique=True, editable=False
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("made by"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = BoardLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("address of a board")
        verbose_name_plural = _("addresses of boards")
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["shelter"], condition=Q(revoked_at=None), name="one_open_board_per_house"
            ),
        ]

    def __str__(self) -> str:
        return str(self.shelter)
