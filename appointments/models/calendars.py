"""Calendars that somebody else's program reads, and the one reminder of a day."""

from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.tenancy import TenantModel, TenantQuerySet
from appointments.models.families import OfHouseholdQuerySet, OwnKey
from privacy import retention
from privacy.sealed import SealedField
from shelters.models import Household, Shelter

if TYPE_CHECKING:
    from accounts.models import Membership as Member


class CalendarLinkQuerySet(OfHouseholdQuerySet["CalendarLink"]):
    """Links of households that the member may open, and of the houses in which the member works."""

    def own_time(self, tenant: UUID) -> Q:
        """Those that were not revoked, or not long ago: the readers' side of the rule in
        appointments/retention.py."""
        return Q(revoked_at=None) | Q(revoked_at__gt=retention.before(tenant, "calendar_links"))

    def visible_to(self, member: "Member") -> Self:
        """Those that are not past their time."""
        of_families = Q(pk__in=super().visible_to(member).order_by().values("pk"))
        if not member.sees_people:
            return self.none()
        houses = Shelter.objects.visible_to(member)
        # These are of no family: no household's time ends them.
        return self.filter(
            of_families | Q(organization=member.organization_id, household=None, shelter__in=houses),
            self.own_time(member.organization_id),
        )

    def open(self) -> Self:
        return self.filter(revoked_at=None)


class CalendarLink(TenantModel):
    """A random secret that opens one calendar, until it is revoked. Only its hash is kept.

    Of one household, or of a whole house (then codes only).
    """

    household = models.ForeignKey(
        Household,
        models.CASCADE,
        related_name="calendar_links",
        null=True,
        blank=True,
        verbose_name=_("household"),
    )
    shelter = models.ForeignKey(
        Shelter, models.CASCADE, related_name="+", null=True, blank=True, verbose_name=_("shelter")
    )
    secret_hash = models.CharField(
        _("fingerprint of the address"), max_length=64, unique=True, editable=False
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("made by"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = CalendarLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar link")
        verbose_name_plural = _("calendar links")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(household__isnull=False, shelter=None) | Q(household=None, shelter__isnull=False),
                name="a_calendar_is_of_a_household_or_a_house",
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(revoked_at=None, household__isnull=False),
                name="one_open_calendar_per_household",
            ),
            models.UniqueConstraint(
                fields=["shelter"],
                condition=Q(revoked_at=None, shelter__isnull=False),
                name="one_open_calendar_per_house",
            ),
        ]

    def __str__(self) -> str:
        return str(self.made_at.date())


class ReminderQuerySet(OfHouseholdQuerySet["Reminder"]):
    """Reminders of households that the member may open."""

    def own_time(self, tenant: UUID) -> Q:
        """Those of today and of yesterday: the readers' side of the rule in appointments/retention.py."""
        return Q(on__gte=retention.before(tenant, "reminders").date())


class Reminder(TenantModel):
    """A family is reminded at most once a day, whatever there is (R16)."""

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="reminders", verbose_name=_("household")
    )
    on = models.DateField(_("on"))
    told_at = models.DateTimeField(_("told"), null=True, blank=True)
    told_by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("told by")
    )

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["household", "on"], name="one_reminder_a_day_and_household"),
        ]

    def __str__(self) -> str:
        return str(self.on)


class HouseChannelQuerySet(TenantQuerySet["HouseChannel"]):
    """Channels of the houses in which a member works."""

    def visible_to(self, member: "Member") -> Self:
        return self.filter(
            organization=member.organization_id, shelter__in=Shelter.objects.visible_to(member)
        )


class HouseChannel(OwnKey, TenantModel):
    """Where a house wants its one message of the day: a channel it runs itself. The address is sealed.

    The message has no content: "There is a list at the desk."
    """

    shelter = models.OneToOneField(Shelter, models.CASCADE, related_name="channel", verbose_name=_("shelter"))
    address = SealedField(_("address of the channel"))
    is_on = models.BooleanField(_("on"), default=True)
    last_sent_on = models.DateField(_("last message"), null=True, blank=True)
    last_failed_at = models.DateTimeField(_("last failure"), null=True, blank=True)

    objects = HouseChannelQuerySet.as_manager()

    class Meta:
        verbose_name = _("channel of a house")
        verbose_name_plural = _("channels of houses")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.shelter)
