"""Windows of time with seats, and the draw that gives them out by a rule that anybody can check."""

from uuid import UUID

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.tenancy import TenantModel
from privacy import retention
from schedules.models.amenities import Amenity, InHousesQuerySet


class WindowQuerySet(InHousesQuerySet["TurnWindow"]):
    """Windows of the houses in which a member works."""

    path = "amenity__shelter"

    def own_time(self, tenant: UUID) -> Q:
        """Those that are not long over."""
        return Q(ends_at__gt=retention.before(tenant, "turn_windows"))


class TurnWindow(TenantModel):
    """One slot of an amenity on a day of the house, with the seats that it had when it was planned."""

    amenity = models.ForeignKey(Amenity, models.CASCADE, related_name="windows", verbose_name=_("amenity"))
    day = models.DateField(_("day"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    seats = models.PositiveSmallIntegerField(_("how many at once"), validators=[MinValueValidator(1)])

    objects = WindowQuerySet.as_manager()

    class Meta:
        verbose_name = _("window")
        verbose_name_plural = _("windows")
        ordering = ["starts_at", "amenity"]
        constraints = [
            models.UniqueConstraint(fields=["amenity", "starts_at"], name="windows_begin_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="windows_have_a_length"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="windows_have_seats"),
        ]
        indexes = [models.Index(fields=["organization", "amenity", "day"], name="windows_of_a_day")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class DrawQuerySet(InHousesQuerySet["Draw"]):
    """Draws of the houses in which a member works."""

    path = "amenity__shelter"

    def own_time(self, tenant: UUID) -> Q:
        """Those of days that are not long over."""
        return Q(day__gte=retention.before(tenant, "draws").date())


class Draw(TenantModel):
    """Who asked for one amenity on one day, drawn at a moment that was said before.

    `seed_hash` is shown from the beginning and `seed` once it was used, so that everybody can make the
    same draw again from the same inputs (schedules/drawing.py).
    """

    amenity = models.ForeignKey(Amenity, models.CASCADE, related_name="draws", verbose_name=_("amenity"))
    day = models.DateField(_("day"))
    rule = models.CharField(_("rule"), max_length=12, choices=Amenity.Rule)
    draws_at = models.DateTimeField(_("drawn at"))
    seed = models.CharField(_("seed"), max_length=64, editable=False)
    seed_hash = models.CharField(_("fingerprint of the seed"), max_length=64, editable=False)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    asked = models.PositiveIntegerField(_("households that asked"), default=0)
    given = models.PositiveIntegerField(_("turns given"), default=0)
    # The seats as the draw found them, in order: [index, from, until, free seat numbers].
    windows_seen = models.JSONField(_("windows at the draw"), default=list, blank=True, editable=False)
    # Of the file that everybody may take: whoever keeps one can show later that it was not changed.
    file_hash = models.CharField(_("fingerprint of the file"), max_length=64, blank=True, editable=False)

    objects = DrawQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("turn", "draw")
        verbose_name_plural = pgettext_lazy("turn", "draws")
        ordering = ["-day", "amenity"]
        constraints = [
            models.UniqueConstraint(fields=["amenity", "day"], name="one_draw_per_amenity_and_day"),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(given__lte=F("asked")), name="no_more_given_than_asked"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "draws_at"], condition=Q(done_at=None), name="draws_to_come"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
