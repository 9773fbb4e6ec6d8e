"""What became of alerts: decisions, sightings, replies, and every message that was told."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Network
from accounts.tenancy import TenantModel
from alerts.models.alerts import Alert, OfAlertQuerySet
from alerts.models.words import Mark


class Decision(TenantModel):
    """What was decided about an alert, when and why, for all who moderate. By which role; never by whom."""

    class What(models.TextChoices):
        """The closed list."""

        DRAFTED = "drafted", _("drafted")
        SUBMITTED = "submitted", _("given to a second person")
        SENT_BACK = "sent_back", _("sent back")
        PUBLISHED = "published", _("published")
        CHANGED = "changed", _("changed")
        RENEWED = "renewed", _("renewed")
        HIDDEN = "hidden", _("put under review, hidden everywhere")
        SHOWN = "shown", _("shown again")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", pgettext_lazy("decision", "ended by itself")
        DISCARDED = "discarded", _("discarded")
        REPLY = "reply", _("a reply came in")
        TEXT_REVIEWED = "text_reviewed", _("words read by a second person")

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="decisions", verbose_name=_("alert"))
    network = models.ForeignKey(Network, models.PROTECT, related_name="+", editable=False)
    what = models.CharField(_("what"), max_length=13, choices=What)
    role = models.CharField(_("by a"), max_length=12)
    reason = models.CharField(_("reason"), max_length=240, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = OfAlertQuerySet["Decision"].as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["alert", "at"]

    def __str__(self) -> str:
        return str(self.get_what_display())


class Sighting(TenantModel):
    """That a contact point of an alert was met again, or that somebody says it is a false alarm.

    Once for each organization and day, as a blinded token. Marks of guests (alerts/actions/marks.py) are of a
    kind of their own: theirs is the token of the form, so that a form sent twice counts once.
    """

    class Kind(models.TextChoices):
        """What was seen."""

        SEEN = "seen", _("seen again")
        FALSE_ALARM = "false_alarm", _("false alarm")

    FROM_EVERYBODY = "public"

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="sightings", verbose_name=_("alert"))
    kind = models.CharField(
        _("kind"), max_length=11, choices=[*Kind.choices, (FROM_EVERYBODY, _("happened to somebody too"))]
    )
    on = models.DateField(_("day"))
    token = models.CharField(_("blinded token"), max_length=64, editable=False)

    objects = OfAlertQuerySet["Sighting"].as_manager()

    class Meta:
        verbose_name = _("sighting")
        verbose_name_plural = _("sightings")
        ordering = ["alert", "-on"]
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "kind", "on", "token"], name="one_sighting_a_day_per_organization"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Reply(TenantModel):
    """What somebody who says to be wronged by an alert answers: the right of reply."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="replies", verbose_name=_("alert"))
    words = models.CharField(_("words"), max_length=1000)
    way = models.CharField(_("how to reach who replies"), max_length=160, blank=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    answered_at = models.DateTimeField(_("dealt with"), null=True, blank=True)
    asked = models.UUIDField(_("question"), null=True, unique=True, editable=False)

    objects = OfAlertQuerySet["Reply"].as_manager()

    class Meta:
        verbose_name = _("reply to an alert")
        verbose_name_plural = _("replies to alerts")
        ordering = ["answered_at", "received_at"]

    def __str__(self) -> str:
        return str(self.received_at.date())


class Message(TenantModel):
    """One thing that was told about an alert to the world, exactly as it was told: the CAP chain.

    `content` is the form of alerts/published.py as JSON; feeds, webhooks, CAP and STIX come from it. Numbers
    of an alert count 1, 2, 3 ... and each but the first refers to those before it.
    """

    class Kind(models.TextChoices):
        """CAP 1.2 msgType."""

        ALERT = "Alert", _("alert")
        UPDATE = "Update", _("update")
        CANCEL = "Cancel", _("withdrawal")

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="messages", verbose_name=_("alert"))
    network = models.ForeignKey(Network, models.PROTECT, related_name="+", editable=False)
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    mark = models.CharField(_("who may read it"), max_length=12, choices=Mark)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    content = models.JSONField(_("content"), default=dict)

    objects = OfAlertQuerySet["Message"].as_manager()

    class Meta:
        verbose_name = _("message of an alert")
        verbose_name_plural = _("messages of alerts")
        ordering = ["alert", "number"]
        constraints = [
            models.UniqueConstraint(fields=["alert", "number"], name="one_message_of_a_number"),
            models.CheckConstraint(
                condition=Q(number=1, kind="Alert") | Q(number__gt=1, kind__in=["Update", "Cancel"]),
                name="the_first_message_is_the_alert",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.number}"
