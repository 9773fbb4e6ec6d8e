"""Known problems: the words of an error, and what helps (R32). No image is ever uploaded."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Network
from accounts.tenancy import TenantModel
from appointments.models.programmes import Programme, SharedQuerySet, in_own_words
from shelters.languages import LANGUAGES


class ProblemQuerySet(SharedQuerySet["KnownProblem"]):
    """Known problems."""

    def published(self) -> Self:
        """Read by a second person."""
        return self.filter(published_at__isnull=False, withdrawn_at=None)


class KnownProblem(TenantModel):
    """What a programme's screen says, and what to do about it."""

    class Status(models.TextChoices):
        """How sure it is that something helps."""

        OPEN = "open", _("nothing known that helps")
        HELPED = "helped", _("something helps")
        SOLVED = "solved", _("solved by the programme")

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="problems", verbose_name=_("programme")
    )
    network = models.ForeignKey(Network, models.PROTECT, related_name="+", null=True, editable=False)
    code = models.CharField(_("code of the error"), max_length=40, blank=True)
    message = models.CharField(_("words on the screen"), max_length=240)
    language = models.CharField(_("language of the screen"), max_length=12, blank=True, choices=LANGUAGES)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    helps = models.TextField(_("what helps"), blank=True)
    does_not_help = models.TextField(_("what does not help"), blank=True)
    last_confirmed_on = models.DateField(_("last confirmed"))
    written_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("written by"))
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    reviewed_by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("reviewed by")
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    reviewed_languages = models.JSONField(_("languages reviewed"), default=list, blank=True)
    writers = models.JSONField(_("written by, in each language"), default=dict, blank=True, editable=False)

    objects = ProblemQuerySet.as_manager()  # type: ignore[django-manager-missing]  # modeltranslation

    class Meta:
        verbose_name = _("known problem")
        verbose_name_plural = _("known problems")
        ordering = ["-last_confirmed_on", "id"]
        constraints = [
            # Nobody publishes the own text.
            models.CheckConstraint(
                condition=Q(published_at=None)
                | (Q(reviewed_by__isnull=False) & ~Q(reviewed_by=models.F("written_by"))),
                name="problems_are_published_by_two",
            ),
        ]
        indexes = [models.Index(fields=["programme", "published_at"], name="problems_of_a_programme")]

    def __str__(self) -> str:
        return self.message

    @property
    def advice(self) -> str:
        """What helps, in the reader's language or with its tag."""
        return in_own_words(self, "helps")


class ProblemTrial(TenantModel):
    """Somebody tried the advice: it worked or did not. One a day and colleague."""

    problem = models.ForeignKey(
        KnownProblem, models.CASCADE, related_name="trials", verbose_name=_("known problem")
    )
    network = models.ForeignKey(Network, models.PROTECT, related_name="+", null=True, editable=False)
    worked = models.BooleanField(_("worked"))
    on = models.DateField(_("on"))
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("by"))

    objects = SharedQuerySet["ProblemTrial"].as_manager()

    class Meta:
        verbose_name = _("trial of an advice")
        verbose_name_plural = _("trials of advice")
        ordering = ["-on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["problem", "by", "on"], name="one_trial_a_day_and_colleague"),
        ]

    def __str__(self) -> str:
        return str(self.on)
