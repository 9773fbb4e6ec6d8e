"""The words of alerts, written and spoken."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Network
from accounts.tenancy import TenantModel
from alerts.models.alerts import Alert, OfAlertQuerySet


class AlertText(TenantModel):
    """The words of an alert in one language. Nothing but reviewed words leaves the network's moderators."""

    class State(models.TextChoices):
        """Who has read it."""

        DRAFT = "draft", _("draft")
        MACHINE = "machine", _("translated by a machine")
        REVIEWED = "reviewed", _("read by a second person")

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="texts", verbose_name=_("alert"))
    network = models.ForeignKey(Network, models.PROTECT, related_name="+", editable=False)
    language = models.CharField(_("language"), max_length=8)
    headline = models.CharField(_("headline"), max_length=120)
    said = models.CharField(_("what is said or promised"), max_length=600)
    react = models.CharField(_("what to do"), max_length=600)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    written_by = models.CharField(_("written by, blinded"), max_length=64, editable=False)
    # Whose organization and role together are one pair of eyes (alerts/blind.py); empty in older rows.
    written_pair = models.CharField(
        _("organization and role of the writer, blinded"), max_length=64, blank=True, editable=False
    )
    reviewed_by = models.CharField(_("read by, blinded"), max_length=64, blank=True, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    objects = OfAlertQuerySet["AlertText"].as_manager()

    class Meta:
        verbose_name = _("words of an alert")
        verbose_name_plural = _("words of alerts")
        ordering = ["alert", "language"]
        constraints = [
            models.UniqueConstraint(fields=["alert", "language"], name="one_text_of_an_alert_per_language"),
            models.CheckConstraint(
                condition=~Q(state="reviewed") | (~Q(reviewed_by="") & ~Q(reviewed_by=F("written_by"))),
                name="words_are_read_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return self.headline


class Recording(TenantModel):
    """The words of an alert, spoken: for languages that are heard and not read."""

    LARGEST = 60 * 1024

    class Voice(models.TextChoices):
        """Who speaks."""

        HUMAN = "human", _("a person")
        SYNTHETIC = "synthetic", _("a machine, as a draft")

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="recordings", verbose_name=_("alert"))
    network = models.ForeignKey(Network, models.PROTECT, related_name="+", editable=False)
    language = models.CharField(_("language"), max_length=8)
    voice = models.CharField(_("voice"), max_length=9, choices=Voice)
    sound = models.BinaryField(_("recording"))
    size = models.PositiveIntegerField(_("bytes"))
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    made_by = models.CharField(_("made by, blinded"), max_length=64, blank=True, editable=False)
    made_pair = models.CharField(
        _("organization and role of the maker, blinded"), max_length=64, blank=True, editable=False
    )
    # Spoken words leave the moderators like written ones: after a second person. A machine's too.
    heard_by = models.CharField(_("heard by, blinded"), max_length=64, blank=True, editable=False)
    # Fingerprint of the written words that it says: once those change, it says something else.
    says = models.CharField(_("fingerprint of the words"), max_length=64, blank=True, editable=False)

    objects = OfAlertQuerySet["Recording"].as_manager()

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        ordering = ["alert", "language"]
        constraints = [
            models.UniqueConstraint(fields=["alert", "language"], name="one_recording_per_language"),
            models.CheckConstraint(
                condition=Q(size__gte=1, size__lte=60 * 1024), name="recordings_are_small"
            ),
            models.CheckConstraint(
                condition=Q(heard_by="") | (~Q(made_by="") & ~Q(heard_by=F("made_by"))),
                name="recordings_are_heard_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return self.language
