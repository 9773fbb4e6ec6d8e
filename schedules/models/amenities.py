"""What a house shares out in turns, when it is there, and who comes first."""

from datetime import time
from typing import TYPE_CHECKING, Self
from uuid import UUID

from dateutil.rrule import rrulestr
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Membership
from accounts.tenancy import Tenant, TenantModel, TenantQuerySet
from privacy import retention
from shelters.models import Shelter

if TYPE_CHECKING:
    from accounts.models import Membership as Member

SEATS_AT_MOST = 2000
EVERY_DAY = "FREQ=DAILY"
NO_RECURRENCE = _("Write a recurrence of days, such as FREQ=WEEKLY;BYDAY=MO,TU,WE.")


def known_recurrence(text: str) -> None:
    """A validator: a recurrence of whole days as RFC 5545 writes it, without beginning and end."""
    parts = dict(part.partition("=")[::2] for part in text.split(";"))
    if parts.get("FREQ") not in ("DAILY", "WEEKLY", "MONTHLY") or not set(parts) <= {
        "FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "WKST",
    }:  # fmt: skip
        raise ValidationError(NO_RECURRENCE)
    try:
        rrulestr(text)
    except (ValueError, KeyError, TypeError, IndexError) as problem:
        raise ValidationError(NO_RECURRENCE) from problem


class Kind(models.TextChoices):
    """What a turn is for. A household has at most one open turn of each kind."""

    CHARGING = "charging", _("charging")
    LOCKER = "locker", _("charging in a locker")
    TABLET = "tablet", _("tablet")
    PHONE = "phone", _("phone")
    LAPTOP = "laptop", _("laptop")
    WIFI = "wifi", _("Wi-Fi")
    WASHING = "washing", _("washing machine")
    SHOWER = "shower", _("shower")
    OTHER = "other", pgettext_lazy("turn", "something else")


class InHousesQuerySet(TenantQuerySet[Tenant]):
    """Rows of the houses in which a member works; `path` leads to the house."""

    path = "shelter"

    def visible_to(self, member: "Member") -> Self:
        return self.of_houses(member).filter(self.own_time(member.organization_id))

    def of_houses(self, member: "Member") -> Self:
        """The same whatever their time, for whoever asks about that afterwards."""
        of_houses = {f"{self.path}__in": Shelter.objects.visible_to(member)}
        return self.filter(organization=member.organization_id, **of_houses)

    def own_time(self, tenant: UUID) -> Q:  # noqa: ARG002  others ask it
        """Which rows may still be read: all of them, where no rule of schedules/retention.py ends them."""
        return Q()


class AmenityQuerySet(InHousesQuerySet["Amenity"]):
    """Amenities of the houses in which a member works."""

    def in_service(self) -> Self:
        """Not taken away for good. What is broken just now says an outage."""
        return self.filter(retired_at=None)


class Amenity(TenantModel):
    """Sockets, lockers, tablets, a Wi-Fi link, a washing machine: so many seats at once, in slots."""

    class Rule(models.TextChoices):
        """How places are given when more ask than there are. Each fits in one sentence."""

        LEAST_SERVED = "least_served", _("least recently served")
        LOTTERY = "lottery", _("lottery, weighted by misses")
        FIRST_COME = "first_come", _("first come")

    SENTENCES = {
        Rule.LEAST_SERVED: _("Who had a turn longest ago comes first; equals are drawn by lot."),
        Rule.LOTTERY: _("All are drawn by lot; each time without a turn adds one more lot."),
        Rule.FIRST_COME: _("Who asked first comes first."),
    }

    shelter = models.ForeignKey(Shelter, models.PROTECT, related_name="amenities", verbose_name=_("shelter"))
    kind = models.CharField(pgettext_lazy("turn", "kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=60)
    seats = models.PositiveSmallIntegerField(
        _("how many at once"), validators=[MinValueValidator(1), MaxValueValidator(SEATS_AT_MOST)]
    )
    slot_minutes = models.PositiveSmallIntegerField(
        _("minutes of a turn"), default=60, validators=[MinValueValidator(5), MaxValueValidator(720)]
    )
    rule = models.CharField(_("rule"), max_length=12, choices=Rule, default=Rule.LEAST_SERVED)
    # Clock of the house, on the day before: families know in the evening.
    draws_at = models.TimeField(_("drawn on the evening before, at"), default=time(20))
    ask_days_ahead = models.PositiveSmallIntegerField(
        _("days ahead that one may ask"), default=3, validators=[MinValueValidator(1), MaxValueValidator(14)]
    )
    turns_a_day = models.PositiveSmallIntegerField(
        _("turns a day for one household"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    # Nought: a turn is the household's without a further step, which adds no daily duty (R16).
    offer_minutes = models.PositiveSmallIntegerField(
        _("minutes that an offer waits for a yes"), default=0, validators=[MaxValueValidator(1440)]
    )
    parents_have_two = models.BooleanField(_("two slots in a row for parents with children"), default=False)
    # Wi-Fi: what the link bears, said by the house; `seats` is the safe number of users at once.
    uplink_mbit = models.PositiveIntegerField(_("uplink in Mbit/s"), null=True, blank=True)
    access_points = models.PositiveSmallIntegerField(_("access points"), null=True, blank=True)
    retired_at = models.DateTimeField(_("taken away"), null=True, blank=True)

    objects = AmenityQuerySet.as_manager()

    class Meta:
        verbose_name = _("amenity")
        verbose_name_plural = _("amenities")
        ordering = ["shelter", "kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["shelter", "name"], condition=Q(retired_at=None), name="amenities_have_names"
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1, seats__lte=SEATS_AT_MOST), name="amenities_have_seats"
            ),
            models.CheckConstraint(
                condition=Q(slot_minutes__gte=5, slot_minutes__lte=720), name="turns_last_5_to_720_minutes"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def sentence(self) -> str:
        """The rule in one sentence (R9)."""
        return str(self.SENTENCES[self.Rule(self.rule)])


class OpeningHoursQuerySet(InHousesQuerySet["OpeningHours"]):
    """Opening hours."""

    path = "amenity__shelter"


class OpeningHours(TenantModel):
    """From when to when on which days, by the clock of the house. They end after midnight when `closes` is
    not later than `opens`."""

    amenity = models.ForeignKey(Amenity, models.CASCADE, related_name="hours", verbose_name=_("amenity"))
    recurrence = models.CharField(
        _("days"), max_length=120, default=EVERY_DAY, validators=[known_recurrence],
        help_text=_("As RFC 5545 writes it: FREQ=DAILY, or FREQ=WEEKLY;BYDAY=MO,TU,WE."),
    )  # fmt: skip
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))
    first_on = models.DateField(_("first on"))
    last_on = models.DateField(_("last on"), null=True, blank=True)

    objects = OpeningHoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["amenity", "opens"]
        constraints = [
            models.CheckConstraint(condition=~Q(opens=models.F("closes")), name="hours_have_a_length"),
            models.CheckConstraint(
                condition=Q(last_on=None) | Q(last_on__gte=models.F("first_on")),
                name="hours_end_after_they_begin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


class SpecialDayQuerySet(InHousesQuerySet["SpecialDay"]):
    """Days unlike others."""

    path = "amenity__shelter"


class SpecialDay(TenantModel):
    """One day on which the hours are others, or none."""

    amenity = models.ForeignKey(
        Amenity, models.CASCADE, related_name="special_days", verbose_name=_("amenity")
    )
    on = models.DateField(_("day"))
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)

    objects = SpecialDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["amenity", "on"]
        constraints = [
            models.UniqueConstraint(fields=["amenity", "on"], name="a_day_is_special_once"),
            models.CheckConstraint(
                condition=Q(opens=None, closes=None)
                | Q(opens__isnull=False, closes__isnull=False) & ~Q(opens=models.F("closes")),
                name="a_special_day_is_shut_or_has_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"


class QuietTime(TenantModel):
    """Every night from when to when nothing is given: quiet hours, curfew. Past midnight when it ends earlier
    than it begins. `kinds` is what it is about; empty is everything."""

    class Why(models.TextChoices):
        """What it is called at the door."""

        QUIET = "quiet", _("quiet hours")
        CURFEW = "curfew", _("doors closed")

    shelter = models.ForeignKey(
        Shelter, models.CASCADE, related_name="quiet_times", verbose_name=_("shelter")
    )
    why = models.CharField(_("why"), max_length=6, choices=Why)
    begins = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))
    kinds = models.JSONField(_("about"), default=list, blank=True)

    objects = InHousesQuerySet["QuietTime"].as_manager()

    class Meta:
        verbose_name = _("quiet time")
        verbose_name_plural = _("quiet times")
        ordering = ["shelter", "begins"]
        constraints = [
            models.CheckConstraint(condition=~Q(begins=models.F("ends")), name="quiet_times_have_a_length"),
        ]

    def __str__(self) -> str:
        return f"{self.begins:%H:%M}-{self.ends:%H:%M}"


class Priority(TenantModel):
    """A named category that comes before others at a draw, by the shelter's own decision (R9).

    Turns that were lost come before all of them.
    """

    class Criterion(models.TextChoices):
        """How one knows that a household is in it."""

        APPOINTMENT_SOON = "appointment_soon", _("appointment today or tomorrow")
        SAID_AT_DESK = "said_at_desk", _("said when asking")

    shelter = models.ForeignKey(Shelter, models.CASCADE, related_name="+", verbose_name=_("shelter"))
    name = models.CharField(_("name"), max_length=80)
    criterion = models.CharField(_("who is in it"), max_length=16, choices=Criterion)
    rank = models.PositiveSmallIntegerField(
        _("rank"), default=1, validators=[MinValueValidator(1), MaxValueValidator(9)],
        help_text=_("1 comes first."),
    )  # fmt: skip
    kinds = models.JSONField(_("about"), default=list, blank=True)
    is_used = models.BooleanField(_("used"), default=True)

    objects = InHousesQuerySet["Priority"].as_manager()  # type: ignore[django-manager-missing]  # modeltranslation

    class Meta:
        verbose_name = _("priority")
        verbose_name_plural = _("priorities")
        ordering = ["shelter", "rank", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(rank__gte=1, rank__lte=9), name="priorities_rank_1_to_9"),
        ]

    def __str__(self) -> str:
        return self.name


class OutageQuerySet(InHousesQuerySet["Outage"]):
    """What is broken, or was."""

    def own_time(self, tenant: UUID) -> Q:
        """Those that go on, or that ended not long ago."""
        return Q(ended_at=None) | Q(ended_at__gt=retention.before(tenant, "outages"))

    def going_on(self) -> Self:
        """Not ended yet."""
        return self.filter(ended_at=None)


class Outage(TenantModel):
    """A seat, an amenity or the whole house is without use from when to when, and why."""

    class Why(models.TextChoices):
        """Nothing about a person."""

        BROKEN = "broken", _("broken")
        POWER = "power", _("power cut")
        NO_LINK = "no_link", _("no connection")
        MAINTENANCE = "maintenance", _("maintenance")
        OTHER = "other", pgettext_lazy("outage", "something else")

    shelter = models.ForeignKey(Shelter, models.CASCADE, related_name="outages", verbose_name=_("shelter"))
    # Neither: the whole house. A seat only with its amenity.
    amenity = models.ForeignKey(
        Amenity, models.CASCADE, related_name="outages", null=True, blank=True, verbose_name=_("amenity")
    )
    seat = models.PositiveSmallIntegerField(pgettext_lazy("turn", "seat"), null=True, blank=True)
    why = models.CharField(_("why"), max_length=12, choices=Why)
    begun_at = models.DateTimeField(_("since"), default=timezone.now)
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    noted_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("entered by"))

    objects = OutageQuerySet.as_manager()

    class Meta:
        verbose_name = _("outage")
        verbose_name_plural = _("outages")
        ordering = ["-begun_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(seat=None) | Q(amenity__isnull=False, seat__gte=1),
                name="a_broken_seat_is_of_an_amenity",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gt=models.F("begun_at")),
                name="outages_end_after_they_begin",
            ),
            models.UniqueConstraint(
                fields=["amenity", "seat"], condition=Q(ended_at=None), name="a_seat_breaks_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_why_display())
