"""A house: where it is, who may know that, and how it counts."""

import re
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Network
from accounts.models.organizations import known_zone
from accounts.rights import Role
from accounts.tenancy import TenantModel, TenantQuerySet

if TYPE_CHECKING:
    from accounts.models import Membership

HOLD_MINUTES = 90  # field-guide, section 3: default 90, settable from 30 to 480
STALE_HOURS = 12  # field-guide, section 3


def known_state(code: str) -> None:
    """A validator: the form of ISO 3166-2, a country and one to three letters or digits."""
    if not re.fullmatch(r"[A-Z]{2}-[A-Z0-9]{1,3}", code):
        raise ValidationError(_("Write it like MX-BCN: country, hyphen, state."))


TEXTS = [
    f"{name}{ending}"
    for name in ("house_rules", "services")
    for ending in ("", *(f"_{code}" for code in settings.MODELTRANSLATION_LANGUAGES))
]


class ShelterQuerySet(TenantQuerySet["Shelter"]):
    """Houses; the only tenant rows of which the network may know that they exist."""

    def visible_to(self, member: "Membership") -> Self:
        """The houses in which the member works: all of the organization, or those assigned.

        A partner key sees exactly the houses that approved it, of any organization of its network that
        is not locked.
        """
        if member.role == Role.PARTNER:
            known = self.in_network_of(member).filter(assignments__membership=member.pk)
            return known.filter(organization__locked_at=None)
        own = self.filter(organization=member.organization_id)
        return own.filter(assignments__membership=member.pk) if member.is_limited else own

    def in_network_of(self, member: "Membership") -> Self:
        """The houses of the member's network, for capacity only: see `Shelter.address_for`."""
        return self.filter(network=member.organization.network_id)

    def lean(self) -> Self:
        """Without the texts for guests in seven languages: for actions, which read none of them."""
        return self.defer(*TEXTS)

    def open(self) -> Self:
        """Houses that take people now."""
        return self.filter(state=Shelter.State.OPEN)


class Shelter(TenantModel):
    """A house of an organization."""

    class Mode(models.TextChoices):
        """How a house counts."""

        COUNT = "count", _("count only: places per group")
        ROOMS = "rooms", _("rooms and beds")

    class State(models.TextChoices):
        """Whether people can come."""

        OPEN = "open", pgettext_lazy("shelter", "open")
        OPENING = "opening", _("opening soon")
        CLOSED = "closed", pgettext_lazy("shelter", "closed")

    class AddressVisibility(models.TextChoices):
        """Who may read where the house is."""

        PUBLIC = "public", _("public")
        AREA = "area", _("only the area")
        HIDDEN = "hidden", _("hidden")

    network = models.ForeignKey(Network, models.PROTECT, related_name="shelters", verbose_name=_("network"))
    name = models.CharField(_("name"), max_length=120)
    reference = models.CharField(_("number in the source"), max_length=60, blank=True)
    mode = models.CharField(_("way of counting"), max_length=8, choices=Mode, default=Mode.COUNT)
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[known_zone])
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    area = models.CharField(_("area"), max_length=80, blank=True)
    # ISO 3166-2, e.g. MX-BCN: some procedures end for whoever moves to another state (J12).
    state_code = models.CharField(
        _("state or province"),
        max_length=6,
        blank=True,
        help_text=_("ISO 3166-2, for example MX-BCN. Some procedures are tied to it."),
        validators=[known_state],
    )
    # Hidden unless somebody decides otherwise: forgetting to choose must never show a house.
    address_visibility = models.CharField(
        _("who may read the address"),
        max_length=8,
        choices=AddressVisibility,
        default=AddressVisibility.HIDDEN,
    )
    phone = models.CharField(_("phone for colleagues"), max_length=40, blank=True)
    doors_open = models.TimeField(_("doors open at"), null=True, blank=True)
    doors_close = models.TimeField(_("doors close at"), null=True, blank=True)
    languages = models.JSONField(_("languages spoken"), default=list, blank=True)
    house_rules = models.TextField(_("house rules"), blank=True)
    services = models.TextField(_("services (free unless it says otherwise)"), blank=True)
    accepts_holds = models.BooleanField(_("neighbours may hold places"), default=True)
    hold_minutes = models.PositiveSmallIntegerField(
        _("minutes that a hold lasts"),
        default=HOLD_MINUTES,
        validators=[MinValueValidator(30), MaxValueValidator(480)],
    )
    cleaning_minutes = models.PositiveSmallIntegerField(
        _("minutes to clean a bed after departure"), default=0
    )

    objects = ShelterQuerySet.as_manager()  # type: ignore[django-manager-missing]  # modeltranslation

    class Meta:
        verbose_name = _("shelter")
        verbose_name_plural = _("shelters")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"], name="one_shelter_of_a_name_per_organization"
            ),
            models.UniqueConstraint(
                fields=["organization", "reference"],
                condition=~Q(reference=""),
                name="one_shelter_of_a_reference_per_organization",
            ),
            models.CheckConstraint(
                condition=Q(hold_minutes__gte=30, hold_minutes__lte=480), name="holds_last_30_to_480_minutes"
            ),
        ]
        indexes = [models.Index(fields=["network", "state"], name="shelters_of_a_network")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_hidden(self) -> bool:
        """Fails closed: anything but the two open choices hides the house."""
        return self.address_visibility not in OPEN_TO_READ

    def address_for(self, member: "Membership | None") -> str:
        """What this reader may know about the place: address, area, or nothing."""
        if member is not None and member.organization_id == self.organization_id:
            return ", ".join(part for part in (self.address, self.area) if part)
        if self.address_visibility == self.AddressVisibility.PUBLIC:
            return ", ".join(part for part in (self.address, self.area) if part)
        if self.address_visibility == self.AddressVisibility.AREA:
            return self.area
        return ""


# Fails closed: whatever is not one of these hides the house.
OPEN_TO_READ = (Shelter.AddressVisibility.PUBLIC.value, Shelter.AddressVisibility.AREA.value)
