"""What the network may know: places, never people."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Membership, Network
from accounts.rights import Role
from accounts.tenancy import TenantModel, TenantQuerySet
from privacy import retention
from shelters.models.groups import Group
from shelters.models.rooms import Room
from shelters.models.shelters import OPEN_TO_READ, STALE_HOURS, Shelter

if TYPE_CHECKING:
    from datetime import datetime


class AvailabilityQuerySet(TenantQuerySet["Availability"]):
    """Figures per house and group; the whole network reads them."""

    def visible_to(self, member: Membership) -> Self:
        """The figures of the member's network, but of hidden houses and of rooms for unaccompanied
        minors only the own organization's: few people are in them, and a number says who came."""
        is_open = Q(shelter__address_visibility__in=OPEN_TO_READ, group__hand_over_only=False)
        return self.in_network_of(member).filter(is_open | Q(organization=member.organization_id))

    def in_network_of(self, member: Membership) -> Self:
        """All figures of the network, hidden houses too: for finding places and asking by phone,
        never for showing. A locked organization reports nothing."""
        rows = self.filter(network=member.organization.network_id, organization__locked_at=None)
        if member.role == Role.PARTNER:
            rows = rows.filter(shelter__assignments__membership=member.pk)
        return rows


class Availability(TenantModel):
    """The projection of one house and group, kept exact by every action in its own transaction.

    installed + mats + over = free + held + in_use + out_of_service, unless no capacity is stated
    (installed and free empty). `largest_room` is the most free places in a single room;
    `free_<feature>` counts free places with that feature. `over` is never netted against `free`.
    """

    network = models.ForeignKey(Network, models.PROTECT, related_name="+")
    shelter = models.ForeignKey(
        Shelter, models.CASCADE, related_name="availability", verbose_name=_("shelter")
    )
    group = models.ForeignKey(Group, models.PROTECT, related_name="+", verbose_name=_("group"))
    installed = models.PositiveIntegerField(_("installed beds"), null=True)
    mats = models.PositiveIntegerField(_("mats and tents"), default=0)
    free = models.PositiveIntegerField(pgettext_lazy("places", "free"), null=True)
    held = models.PositiveIntegerField(pgettext_lazy("places", "held"), default=0)
    in_use = models.PositiveIntegerField(_("in use"), default=0)
    out_of_service = models.PositiveIntegerField(_("out of service"), default=0)
    over = models.PositiveIntegerField(_("over capacity"), default=0)
    largest_room = models.PositiveIntegerField(_("free together in one room"), default=0)
    free_lower = models.PositiveIntegerField(_("free lower bunks"), default=0)
    free_ground_floor = models.PositiveIntegerField(_("free on the ground floor"), default=0)
    free_cot = models.PositiveIntegerField(_("free cots"), default=0)
    free_near_bathroom = models.PositiveIntegerField(_("free near the bathroom"), default=0)
    free_quiet = models.PositiveIntegerField(_("free quiet places"), default=0)
    as_of = models.DateTimeField(_("as of"), default=timezone.now)

    objects = AvailabilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("availability")
        verbose_name_plural = _("availability")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["shelter", "group"], name="one_figure_per_shelter_and_group"),
            models.CheckConstraint(
                condition=Q(installed=None, free=None)
                | Q(
                    installed=F("free")
                    + F("held")
                    + F("in_use")
                    + F("out_of_service")
                    - F("over")
                    - F("mats"),
                    free__isnull=False,
                ),
                name="every_place_is_counted_once",
            ),
        ]
        indexes = [models.Index(fields=["network", "id"], name="figures_of_a_network")]

    def __str__(self) -> str:
        return f"{self.shelter} - {self.group}"

    @property
    def is_stale(self) -> bool:
        """Older than twelve hours: a number that nobody should cross a city for."""
        return self.as_of < stale_before()


def stale_before() -> "datetime":
    """Figures from before this moment are stale."""
    return timezone.now() - timedelta(hours=STALE_HOURS)


class OverCapacityQuerySet(TenantQuerySet["OverCapacity"]):
    """Acts that opened places beyond capacity."""

    def visible_to(self, member: Membership) -> Self:
        """Those of the houses in which the member works, until their time is over."""
        before = retention.before(member.organization_id, "over_capacity")
        return self.filter(
            Q(closed_at=None) | Q(closed_at__gt=before) | Q(ends_at__gt=before),
            shelter__in=Shelter.objects.visible_to(member),
            organization=member.organization_id,
        )

    def open(self) -> Self:
        return self.filter(closed_at=None)


class OverCapacity(TenantModel):
    """Somebody decided to take more people than there are places, why, and until when."""

    class Reason(models.TextChoices):
        """Why. A list, so that no name can be written here."""

        COLD = "cold", _("cold or rain")
        HEAT = "heat", _("heat")
        BUS = "bus", _("a group arrived")
        CLOSURE = "closure", _("another shelter closed")
        DANGER = "danger", _("danger outside")
        FAMILY = "family", _("to keep a family together")
        OTHER = "other", _("other")

    shelter = models.ForeignKey(
        Shelter, models.PROTECT, related_name="over_capacity", verbose_name=_("shelter")
    )
    group = models.ForeignKey(Group, models.PROTECT, related_name="+", verbose_name=_("group"))
    room = models.ForeignKey(
        Room, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("room")
    )
    places = models.PositiveSmallIntegerField(_("places"))
    reason = models.CharField(_("reason"), max_length=8, choices=Reason)
    opened_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("opened by"))
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"))
    closed_at = models.DateTimeField(pgettext_lazy("places over capacity", "closed"), null=True, blank=True)

    objects = OverCapacityQuerySet.as_manager()

    class Meta:
        verbose_name = _("places over capacity")
        verbose_name_plural = _("places over capacity")
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("opened_at"), places__gte=1), name="over_capacity_has_an_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shelter} +{self.places}"


class BusCountQuerySet(TenantQuerySet["BusCount"]):
    """Groups that arrived and were counted before anybody was written down."""

    def visible_to(self, member: Membership) -> Self:
        """Those of the houses in which the member works, until their time is over."""
        before = retention.before(member.organization_id, "bus_counts")
        return self.filter(
            Q(closed_at__gt=before) | Q(closed_at=None, arrived_at__gt=before),
            shelter__in=Shelter.objects.visible_to(member),
            organization=member.organization_id,
        )

    def open(self) -> Self:
        """Groups of which somebody still has no bed."""
        return self.filter(closed_at=None)


class BusCount(TenantModel):
    """A group such as 90: 40 men, 30 women, 20 children. Counted at once, households later.

    The `..._waiting` counts fall as households are made from the group; they stand beside the
    free places of the house and are never subtracted from them.
    """

    shelter = models.ForeignKey(Shelter, models.PROTECT, related_name="bus_counts", verbose_name=_("shelter"))
    arrived_at = models.DateTimeField(_("arrived"), default=timezone.now)
    men = models.PositiveSmallIntegerField(_("men"), default=0)
    women = models.PositiveSmallIntegerField(_("women"), default=0)
    children = models.PositiveSmallIntegerField(_("children"), default=0)
    men_waiting = models.PositiveSmallIntegerField(_("men waiting"), default=0)
    women_waiting = models.PositiveSmallIntegerField(_("women waiting"), default=0)
    children_waiting = models.PositiveSmallIntegerField(_("children waiting"), default=0)
    closed_at = models.DateTimeField(_("done"), null=True, blank=True)

    objects = BusCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("arriving group")
        verbose_name_plural = _("arriving groups")
        ordering = ["-arrived_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    men_waiting__lte=F("men"),
                    women_waiting__lte=F("women"),
                    children_waiting__lte=F("children"),
                ),
                name="nobody_waits_twice",
            ),
        ]

    def __str__(self) -> str:
        return str(self.people)

    @property
    def people(self) -> int:
        """Everybody who arrived."""
        return self.men + self.women + self.children

    @property
    def waiting(self) -> int:
        """Those who have no bed yet."""
        return self.men_waiting + self.women_waiting + self.children_waiting
