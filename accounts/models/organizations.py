"""A network federates organizations; the organization is the tenant."""

import zoneinfo
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Row

if TYPE_CHECKING:
    from accounts.models.members import Membership

# Optional answers about guests: each is off until a coordinator switches it on for the organization.
COLLECTABLE = ("called_name", "notes", "contact_way")


def known_zone(name: str) -> None:
    """A validator: the name is an IANA time zone of this machine's tz database."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("There is no time zone with this name. Example: America/Tijuana."))


class NetworkQuerySet(models.QuerySet["Network"]):
    """Networks."""

    def visible_to(self, member: "Membership") -> Self:
        """The member's own network."""
        return self.filter(pk=member.organization.network_id)


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Organizations; their names and phones are known to their network."""

    def visible_to(self, member: "Membership") -> Self:
        """The organizations of the member's network."""
        return self.filter(network=member.organization.network_id)


class Network(Row):  # type: ignore[django-manager-missing]  # Shelter's is modeltranslation's
    """Organizations that tell one another how many places they have."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="America/Mexico_City", validators=[known_zone]
    )

    objects = NetworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Organization(Row):
    """The tenant. Nothing about a person ever leaves it."""

    class Kind(models.TextChoices):
        """What the organization is to the network."""

        SHELTERS = "shelters", _("shelter operator")
        MUNICIPAL = "municipal", _("municipal office")
        PARTNER = "partner", _("partner")

    network = models.ForeignKey(
        Network, models.PROTECT, related_name="organizations", verbose_name=_("network")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.SHELTERS)
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone for colleagues"), max_length=40, blank=True)
    # What may be asked about guests beyond bands and needs: nothing, until the organization decides.
    collects_called_name = models.BooleanField(_("asks for a called name"), default=False)
    collects_notes = models.BooleanField(_("keeps notes"), default=False)
    collects_contact_way = models.BooleanField(_("asks for a way to reach them"), default=False)
    # From here on colleagues are told; it blocks nobody and cannot be switched off.
    openings_a_day = models.PositiveSmallIntegerField(
        _("households that one volunteer opens in a day"),
        default=40,
        help_text=_("When somebody opens more, all coordinators see it on their first page. 5 to 400."),
        validators=[MinValueValidator(5), MaxValueValidator(400)],
    )
    # Beside the open Lock, so that every request knows without another query. Only actions.locks writes it.
    locked_at = models.DateTimeField(_("locked"), null=True, blank=True, editable=False)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "name"], name="one_organization_of_a_name_per_network"
            ),
            models.CheckConstraint(
                condition=Q(openings_a_day__gte=5, openings_a_day__lte=400),
                name="openings_are_always_counted",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def collects(self) -> frozenset[str]:
        """The optional answers about guests that this organization decided to ask for."""
        return frozenset(name for name in COLLECTABLE if getattr(self, f"collects_{name}"))
