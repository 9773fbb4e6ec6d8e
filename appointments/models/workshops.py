"""Workshops: one teacher, one card table, more than twenty people with children (R37)."""

from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Network, Organization
from accounts.tenancy import TenantModel, TenantQuerySet
from appointments.models.families import OfHouseholdQuerySet
from appointments.models.programmes import Programme, SharedQuerySet, in_own_words
from privacy import retention
from shelters.models import Household, Shelter
from shelters.models.families import kept_longer

if TYPE_CHECKING:
    from accounts.models import Membership as Member


class WorkshopQuerySet(TenantQuerySet["Workshop"]):
    """Workshops of the houses in which a member works."""

    def visible_to(self, member: "Member") -> Self:
        """The own ones, until their time is over."""
        return self.filter(
            organization=member.organization_id,
            shelter__in=Shelter.objects.visible_to(member),
            starts_at__gt=retention.before(member.organization_id, "workshops"),
        )

    def told_to(self, member: "Member") -> Self:
        """Those of the own houses, and the network's that take visitors. An office of an authority is not
        told where and when families from everywhere come together.
        """
        own = self.visible_to(member)
        if member.organization.kind == Organization.Kind.MUNICIPAL:
            return own
        open_to_all = Q(
            network=member.organization.network_id,
            takes_day_visitors=True,
            starts_at__gt=retention.before(member.organization_id, "workshops"),
        )
        return self.filter(Q(pk__in=own.values("pk")) | open_to_all)

    def held(self) -> Self:
        """Not cancelled."""
        return self.filter(cancelled_at=None)


class Workshop(TenantModel):
    """One session. A series is sessions that share `series`."""

    class Topic(models.TextChoices):
        """What it is about."""

        REGISTER = "register", _("registering with a programme")
        APPOINTMENT = "appointment", _("preparing for an appointment")
        RIGHTS = "rights", _("rights")
        SCAMS = "scams", _("scams and fake lawyers")
        PAPERS = "papers", _("papers and documents")
        PHONE = "phone", _("using the phone")
        OTHER = "other", _("something else")

    shelter = models.ForeignKey(Shelter, models.PROTECT, related_name="workshops", verbose_name=_("shelter"))
    network = models.ForeignKey(Network, models.PROTECT, related_name="+", editable=False)
    series = models.UUIDField(_("series"), null=True, blank=True, editable=False)
    topic = models.CharField(_("topic"), max_length=12, choices=Topic)
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("programme")
    )
    starts_at = models.DateTimeField(_("at"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=90, validators=[MinValueValidator(10), MaxValueValidator(480)]
    )
    seats = models.PositiveSmallIntegerField(
        _("seats"), default=24, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    languages = models.JSONField(_("languages"), default=list, blank=True)
    has_child_corner = models.BooleanField(_("child corner"), default=False)
    takes_day_visitors = models.BooleanField(_("people who live elsewhere may come"), default=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("entered by"))

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "starts_at"],
                condition=Q(series__isnull=False),
                name="a_series_has_one_session_at_a_moment",
            ),
            models.CheckConstraint(condition=Q(seats__gte=1), name="workshops_have_seats"),
        ]
        indexes = [models.Index(fields=["network", "starts_at"], name="workshops_by_time")]

    def __str__(self) -> str:
        return str(self.get_topic_display())


class SeatQuerySet(OfHouseholdQuerySet["Seat"]):
    """Seats of households that the member may open."""

    def own_time(self, tenant: UUID) -> Q:
        """Those of sessions of the last day: the readers' side of the rule in appointments/retention.py."""
        lately = Q(workshop__starts_at__gt=retention.before(tenant, "seats"))
        held = kept_longer(tenant)
        return lately | Q(household__in=held) if held else lately


class Seat(TenantModel):
    """One seat of a session. Numbers count from one, so no race gives more than there are."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="taken", verbose_name=_("workshop"))
    number = models.PositiveSmallIntegerField(_("seat"))
    household = models.ForeignKey(
        Household, models.CASCADE, related_name="seats", verbose_name=_("household")
    )
    came = models.BooleanField(_("came"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["workshop", "number"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "number"], name="one_household_per_seat"),
            models.CheckConstraint(condition=Q(number__gte=1), name="seats_count_from_one"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class HandCountQuerySet(TenantQuerySet["HandCount"]):
    """Shows of hands of one organization."""

    def visible_to(self, member: "Member") -> Self:
        """The own ones, until their time is over."""
        before = retention.before(member.organization_id, "hands")
        return super().visible_to(member).filter(workshop__starts_at__gt=before)


class HandCount(TenantModel):
    """So many hands went up: numbers only, a question from the list."""

    class Question(models.TextChoices):
        """What is asked in the room."""

        NO_PHONE = "no_phone", _("no working phone")
        NO_EMAIL = "no_email", _("no e-mail address")
        CANNOT_READ = "cannot_read", _("would like it read aloud")
        REGISTERED = "registered", _("registered already")
        ERROR = "error", _("had an error")
        MEMBER_MISSING = "member_missing", _("somebody of the family is not listed")
        HAS_APPOINTMENT = "has_appointment", _("have an appointment")
        PAID = "paid", _("were asked for money")

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="hands", verbose_name=_("workshop"))
    question = models.CharField(_("question"), max_length=16, choices=Question)
    hands = models.PositiveSmallIntegerField(_("hands"))

    objects = HandCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("show of hands")
        verbose_name_plural = _("shows of hands")
        ordering = ["workshop", "question"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "question"], name="a_question_is_counted_once"),
        ]

    def __str__(self) -> str:
        return str(self.get_question_display())


class AnswerCard(TenantModel):
    """One question that everybody asks, with its answer, to be shown and printed again and again."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="+", null=True, blank=True)
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="cards", null=True, blank=True, verbose_name=_("programme")
    )
    topic = models.CharField(_("topic"), max_length=12, choices=Workshop.Topic)
    question = models.CharField(_("question"), max_length=160)
    answer = models.TextField(_("answer"), blank=True)
    valid_until = models.DateField(_("shown until"))
    written_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("written by"))
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    reviewed_by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("reviewed by")
    )
    reviewed_languages = models.JSONField(_("languages reviewed"), default=list, blank=True)
    writers = models.JSONField(_("written by, in each language"), default=dict, blank=True, editable=False)

    objects = SharedQuerySet["AnswerCard"].as_manager()  # type: ignore[django-manager-missing]  # modeltranslation

    class Meta:
        verbose_name = _("answer card")
        verbose_name_plural = _("answer cards")
        ordering = ["topic", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=models.F("written_by")),
                name="cards_are_reviewed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return in_own_words(self, "question", otherwise="?")
