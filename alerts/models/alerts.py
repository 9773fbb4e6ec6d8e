"""Alerts: what a network warns of, in reviewed words, until a date."""

from typing import Self
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Membership, Network
from accounts.rights import Right
from accounts.tenancy import Tenant, TenantModel, TenantQuerySet
from alerts.models.words import Channel, Mark, Tactic
from core.codes import new_code
from privacy import retention

CODE_LETTERS = 8
UNVERIFIED_DAYS = 14
LONGEST_DAYS = 90


def new_alert_code() -> str:
    """What an alert is called in addresses, on paper and aloud: random, so it tells no number of alerts."""
    code = new_code(CODE_LETTERS)
    return code if code.isalnum() else new_alert_code()


class Level(models.TextChoices):
    """How sure it is."""

    UNVERIFIED = "unverified", _("not verified")
    CONFIRMED = "confirmed", _("confirmed by two independent organizations")
    OFFICIAL = "official", _("official")


class AlertQuerySet(TenantQuerySet["Alert"]):
    """Alerts of a network."""

    def visible_to(self, member: Membership) -> Self:
        """Those in force that the mark lets the member read; to a second person also those that wait for
        one; to those who moderate, all of the network."""
        own = self.filter(self.own_time(member.organization_id), network=member.organization.network_id)
        if member.may(Right.MODERATE_ALERTS):
            return own
        strict = Q(mark=Mark.AMBER_STRICT, organization=member.organization_id)
        marked = own.filter(Q(mark__in=[Mark.AMBER, Mark.GREEN, Mark.CLEAR]) | strict)
        if member.may(Right.REVIEW_ALERTS):
            waiting = Q(state__in=[Alert.State.IN_REVIEW, Alert.State.UNDER_REVIEW])
            return marked.filter(self.now_in_force() | waiting)
        return marked.in_force()

    def in_force(self) -> Self:
        """Published, not hidden, not past their day."""
        return self.filter(self.now_in_force())

    def now_in_force(self) -> Q:
        """The same as a condition."""
        return Q(state=Alert.State.PUBLISHED, expires_at__gt=timezone.now())

    def for_everybody(self) -> Self:
        """In force, and marked for the public."""
        return self.in_force().filter(mark=Mark.CLEAR)

    def own_time(self, tenant: UUID) -> Q:
        """Without those that ended long ago: the readers' side of the rules in alerts/retention.py."""
        ended = retention.before(tenant, "ended_alerts")
        return Q(ended_at=None) | Q(ended_at__gt=ended)


class Alert(TenantModel):
    """A warning, a myth and its fact, or an official notice: about conduct and contact points, never about a
    private person, never about a guest.

    `organization` is the office of the network. Who drafted and who reviewed is kept as keyed hashes
    (alerts/blind.py): enough for "never the same person", not enough to learn from a row which house is busy
    with alerts just now. The audit trail of each one's own organization has the deed.
    """

    class Kind(models.TextChoices):
        """What it is; each looks different (R21)."""

        FRAUD = "fraud", _("warning about fraud")
        IMPERSONATION = "impersonation", _("somebody uses the name of a real helper")
        SAFETY = "safety", _("warning about safety")
        MYTH = "myth", _("myth and fact")
        RUMOUR = "rumour", _("rumour")
        NOTICE = "notice", _("official notice")

    class State(models.TextChoices):
        """Where it is on its way."""

        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("waits for a second person")
        PUBLISHED = "published", _("published")
        UNDER_REVIEW = "under_review", _("under review, hidden everywhere")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", pgettext_lazy("alert", "expired")
        DISCARDED = "discarded", _("discarded")

    # They rest on a source, and on nobody's judgement how sure something is.
    FACTS = (Kind.MYTH, Kind.NOTICE)
    ENDED = (State.WITHDRAWN, State.EXPIRED, State.DISCARDED)

    network = models.ForeignKey(Network, models.PROTECT, related_name="+", editable=False)
    code = models.CharField(
        _("code"), max_length=CODE_LETTERS + 1, unique=True, default=new_alert_code, editable=False
    )
    kind = models.CharField(_("kind"), max_length=13, choices=Kind, default=Kind.FRAUD)
    level = models.CharField(_("how sure"), max_length=10, choices=Level, default=Level.UNVERIFIED)
    mark = models.CharField(_("who may read it"), max_length=12, choices=Mark, default=Mark.CLEAR)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT, editable=False)
    tactic = models.CharField(_("tactic"), max_length=20, choices=Tactic, blank=True)
    channel = models.CharField(_("through what"), max_length=10, choices=Channel, blank=True)
    price_from = models.DecimalField(
        _("price from"),
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    price_to = models.DecimalField(
        _("price up to"),
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    area = models.CharField(_("area, never an address"), max_length=120, blank=True)
    # Myths and official notices say where they are from; a warning may.
    source_name = models.CharField(_("source"), max_length=120, blank=True)
    source_url = models.URLField(_("address of the source"), blank=True)
    source_on = models.DateField(_("date of the source"), null=True, blank=True)
    # Frozen when it is published or renewed, so that nobody watches a counter to learn who reports when.
    confirmations = models.PositiveSmallIntegerField(
        _("independent organizations"), default=0, editable=False
    )
    lasts_days = models.PositiveSmallIntegerField(
        _("days until it ends"),
        default=UNVERIFIED_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_DAYS)],
    )
    drafted_by = models.CharField(_("drafted by, blinded"), max_length=64, blank=True, editable=False)
    drafted_house = models.CharField(
        _("organization of the draft, blinded"), max_length=64, editable=False, blank=True
    )
    drafted_role = models.CharField(_("role of the draft"), max_length=12, blank=True, editable=False)
    reviewed_by = models.CharField(_("reviewed by, blinded"), max_length=64, blank=True, editable=False)
    reviewed_house = models.CharField(
        _("organization of the review, blinded"), max_length=64, editable=False, blank=True
    )
    reviewed_role = models.CharField(_("role of the review"), max_length=12, blank=True, editable=False)
    made_at = models.DateTimeField(_("begun"), default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("ends"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    # Of the act on a programme that drafted it (appointments.Notice PRE_ALERT): once each.
    notice = models.UUIDField(_("message that it came from"), null=True, unique=True, editable=False)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-changed_at"]
        indexes = [models.Index(fields=["network", "state", "expires_at"], name="alerts_in_force")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["published", "under_review", "expired", "withdrawn"])
                | (~Q(reviewed_by="") & ~Q(reviewed_by=F("drafted_by"))),
                name="no_alert_without_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by="")
                | ~Q(reviewed_house=F("drafted_house"))
                | ~Q(reviewed_role=F("drafted_role")),
                name="the_second_person_is_of_another_house_or_role",
            ),
            models.CheckConstraint(
                condition=Q(lasts_days__gte=1, lasts_days__lte=UNVERIFIED_DAYS)
                | (~Q(level="unverified") & Q(lasts_days__gte=1, lasts_days__lte=LONGEST_DAYS)),
                name="alerts_end",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "under_review"])
                | Q(expires_at__isnull=False, published_at__isnull=False),
                name="published_alerts_have_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(level="confirmed") | ~Q(state="published") | Q(confirmations__gte=2),
                name="confirmed_means_two_organizations",
            ),
            models.CheckConstraint(
                condition=Q(price_from=None) | ~Q(currency=""), name="an_alerts_price_has_a_currency"
            ),
            models.CheckConstraint(
                condition=Q(price_to=None) | Q(price_to__gte=F("price_from")), name="prices_go_up"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["myth", "notice"])
                | Q(state__in=["draft", "discarded"])
                | (~Q(source_name="") & Q(source_on__isnull=False)),
                name="facts_have_a_source",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class OfAlertQuerySet(TenantQuerySet[Tenant]):
    """Rows that hang on an alert."""

    def visible_to(self, member: Membership) -> Self:
        """Those of the alerts that the member may read."""
        return self.filter(alert__in=Alert.objects.visible_to(member))
