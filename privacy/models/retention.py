"""What an organization keeps for a shorter time than it could, and what was erased when."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Row


class RetentionChoice(Row):
    """Fewer hours than the rule allows. `longest` is what the rule allowed when this was chosen."""

    organization_id = models.UUIDField(_("organization"))
    rule = models.CharField(_("what"), max_length=40)
    hours = models.PositiveIntegerField(_("hours"))
    longest = models.PositiveIntegerField(_("at most"))

    class Meta:
        verbose_name = _("shorter time")
        verbose_name_plural = _("shorter times")
        ordering = ["rule"]
        constraints = [
            models.UniqueConstraint(fields=["organization_id", "rule"], name="one_choice_per_rule"),
            models.CheckConstraint(
                condition=Q(hours__gt=0, hours__lte=F("longest")), name="keeping_is_only_ever_shortened"
            ),
        ]

    def __str__(self) -> str:
        return self.rule


class Tally(Row):
    """Rows erased since the last receipt. Written with each batch, so that a killed run loses no count."""

    organization_id = models.UUIDField(_("organization"))
    rule = models.CharField(_("what"), max_length=40)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = [
            models.UniqueConstraint(fields=["organization_id", "rule"], name="one_tally_per_rule"),
        ]

    def __str__(self) -> str:
        return self.rule


class Canary(Row):
    """A made-up text that is erased like everything else, so that its bytes can be looked for."""

    organization_id = models.UUIDField(_("organization"))
    text = models.CharField(_("text"), max_length=80)
    planted_at = models.DateTimeField(_("planted"), default=timezone.now)

    class Meta:
        verbose_name = _("canary")
        verbose_name_plural = _("canaries")

    def __str__(self) -> str:
        return str(self.pk)
