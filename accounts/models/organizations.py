"""A network federates organizations; the organization is the tenant."""

import zoneinfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Row


def known_zone(name: str) -> None:
    """A validator: the name is an IANA time zone of this machine's tz database."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("There is no time zone with this name. Example: America/Tijuana."))


class Network(Row):
    """Organizations that tell one another how many places they have."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="America/Mexico_City", validators=[known_zone]
    )

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

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["network", "name"], name="one_organization_of_a_name_per_network"),
        ]

    def __str__(self) -> str:
        return self.name
