"""A programme is data: CBP One changed its rules eight times and vanished overnight."""

from datetime import datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Membership, Network
from accounts.models.organizations import known_zone
from accounts.tenancy import Tenant, TenantModel, TenantQuerySet

if TYPE_CHECKING:
    from accounts.models import Membership as Member


def in_own_words(row: models.Model, name: str, *, otherwise: str = "") -> str:
    """A translated text in the reader's language, else in another one with its tag: no silent fallback."""
    text = getattr(row, name)
    if text:
        return str(text)
    texts = ((code, getattr(row, f"{name}_{code}")) for code in settings.MODELTRANSLATION_LANGUAGES)
    return next((f"{text} [{code}]" for code, text in texts if text), otherwise)


class SharedQuerySet(TenantQuerySet[Tenant]):
    """Rows that an organization writes for itself, or a network coordinator for the whole network."""

    def visible_to(self, member: "Member") -> Self:
        """The organization's own ones and those of its network."""
        return self.filter(Q(organization=member.organization_id) | Q(network=member.organization.network_id))

    def of_network(self, network: Network) -> Self:
        """Those that the whole network knows, for whoever reads without belonging to it."""
        return self.filter(network=network)


class ProgrammeQuerySet(SharedQuerySet["Programme"]):
    """Programmes."""

    def with_state(self, now: datetime | None = None) -> Self:
        """Each with `state_now` and `state_since`; empty before its first state."""
        latest = ProgrammeState.objects.filter(programme=OuterRef("pk"), since__lte=now or timezone.now())
        newest = latest.order_by("-since")
        return self.annotate(
            state_now=Subquery(newest.values("state")[:1]), state_since=Subquery(newest.values("since")[:1])
        )


class Programme(TenantModel):  # type: ignore[django-manager-missing]  # of modeltranslation's models
    """One way to an appointment: who runs it, through what, and what families must know about it.

    Without a network it is known to its own organization only (a clinic, a school).
    """

    class Kind(models.TextChoices):
        """What the appointment is."""

        SCREENING = "screening", _("screening at the border")
        ASYLUM = "asylum", _("asylum procedure")
        CARD = "card", _("humanitarian card or permit")
        COURT = "court", _("immigration court")
        CHECK_IN = "check_in", _("check-in with an authority")
        INTERVIEW = "interview", _("interview with an organization")
        CONSULATE = "consulate", _("consulate")
        REGISTRY = "registry", _("civil registry")
        CLINIC = "clinic", _("clinic")
        LEGAL_AID = "legal_aid", _("legal aid")
        SCHOOL = "school", _("school")
        WORK = "work", _("work")
        OTHER = "other", _("something else")

    network = models.ForeignKey(
        Network,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("known to the network"),
    )
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    explanation = models.CharField(_("what it is, in one sentence"), max_length=240, blank=True)
    channel = models.CharField(_("official channel"), max_length=200, blank=True)
    channel_url = models.URLField(_("address of the official channel"), blank=True)
    help_line = models.CharField(_("help line"), max_length=120, blank=True)
    # COMAR: whoever moves to another state without an authorization loses the procedure.
    is_tied_to_state = models.BooleanField(_("tied to the state in which it was begun"), default=False)
    leads_to_departure = models.BooleanField(_("families usually leave after it"), default=False)
    # Languages in which a second person has read the texts; all others say that nobody has yet.
    reviewed_languages = models.JSONField(_("languages reviewed"), default=list, blank=True)
    writers = models.JSONField(_("written by, in each language"), default=dict, blank=True, editable=False)
    changed_by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    objects = ProgrammeQuerySet.as_manager()  # type: ignore[django-manager-missing]  # modeltranslation

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["kind", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "code"], name="one_programme_of_a_code_per_organization"
            ),
            # Of the network, whoever writes it: two offices cannot both run "comar".
            models.UniqueConstraint(
                fields=["network", "code"],
                condition=Q(network__isnull=False),
                name="one_programme_of_a_code_per_network",
            ),
        ]

    def __str__(self) -> str:
        return in_own_words(self, "name", otherwise=self.code)


class ProgrammeState(TenantModel):
    """From this moment on the programme is announced, open, suspended or closed. Rows are only added."""

    class State(models.TextChoices):
        """Whether families can ask for appointments."""

        ANNOUNCED = "announced", _("announced")
        OPEN = "open", pgettext_lazy("programme", "open")
        SUSPENDED = "suspended", _("suspended")
        CLOSED = "closed", pgettext_lazy("programme", "closed")

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="states", verbose_name=_("programme")
    )
    network = models.ForeignKey(Network, models.PROTECT, related_name="+", null=True, editable=False)
    since = models.DateTimeField(_("since"))
    zone = models.CharField(_("time zone of the announcement"), max_length=64, validators=[known_zone])
    state = models.CharField(_("state"), max_length=10, choices=State)
    reason = models.CharField(_("reason"), max_length=240, blank=True)
    source_url = models.URLField(_("source"), blank=True)
    by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )

    objects = SharedQuerySet["ProgrammeState"].as_manager()  # type: ignore[django-manager-missing]  # modeltranslation

    class Meta:
        verbose_name = _("state of a programme")
        verbose_name_plural = _("states of programmes")
        ordering = ["programme", "-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "since"], name="one_state_of_a_programme_at_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_state_display())


class RuleQuerySet(SharedQuerySet["ProgrammeRule"]):
    """Rules with the moment from which they hold."""

    def in_force(self, programme_id: UUID, at: datetime) -> Self:
        """The one that holds at this moment: the last that began, if any."""
        return self.filter(programme=programme_id, valid_from__lte=at).order_by("-valid_from")[:1]


class ProgrammeRule(TenantModel):
    """How a programme works from a moment on, until the next rule begins."""

    class Listed(models.TextChoices):
        """Who must be on the appointment."""

        EACH = "each", _("each person, babies too")
        HEAD = "head", _("one adult for the family")

    class Slots(models.TextChoices):
        """What one appointment holds."""

        FAMILY = "family", _("the whole family in one")
        SINGLE = "single", _("one person in each")

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="rules", verbose_name=_("programme")
    )
    network = models.ForeignKey(Network, models.PROTECT, related_name="+", null=True, editable=False)
    valid_from = models.DateTimeField(_("holds from"))
    summary = models.CharField(_("what changed, in one sentence"), max_length=240, blank=True)
    source_url = models.URLField(_("source"), blank=True)
    who_is_listed = models.CharField(
        _("who must be listed"), max_length=4, choices=Listed, default=Listed.EACH
    )
    slots = models.CharField(_("an appointment is for"), max_length=6, choices=Slots, default=Slots.FAMILY)
    # All clock times of a rule are in its zone: "08:00 in Mexico City".
    zone = models.CharField(_("time zone of these times"), max_length=64, validators=[known_zone])
    requests_from = models.TimeField(_("requests from"), null=True, blank=True)
    requests_until = models.TimeField(_("requests until"), null=True, blank=True)
    rush_from = models.TimeField(_("rush from"), null=True, blank=True)
    rush_until = models.TimeField(_("rush until"), null=True, blank=True)
    confirm_within_hours = models.PositiveSmallIntegerField(
        _("hours to confirm"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    horizon_days = models.PositiveSmallIntegerField(_("days ahead at most"), null=True, blank=True)
    places_a_day = models.PositiveIntegerField(_("places a day"), null=True, blank=True)
    lead_minutes = models.PositiveSmallIntegerField(
        _("minutes before that one must leave"), default=60, validators=[MaxValueValidator(2880)]
    )
    cost = models.DecimalField(
        _("official cost"), max_digits=9, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    interview_languages = models.JSONField(_("languages of the interview"), default=list, blank=True)
    # One document a line; the n-th line is the same document in every language.
    documents = models.TextField(_("documents to bring, one a line"), blank=True)

    objects = RuleQuerySet.as_manager()  # type: ignore[django-manager-missing]  # modeltranslation

    class Meta:
        verbose_name = _("rule of a programme")
        verbose_name_plural = _("rules of programmes")
        ordering = ["programme", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "valid_from"], name="one_rule_from_a_moment"),
            models.CheckConstraint(
                condition=Q(requests_from=None, requests_until=None)
                | Q(requests_from__isnull=False, requests_until__isnull=False),
                name="a_request_window_has_two_ends",
            ),
            models.CheckConstraint(
                condition=Q(rush_from=None, rush_until=None)
                | Q(rush_from__isnull=False, rush_until__isnull=False),
                name="a_rush_window_has_two_ends",
            ),
            models.CheckConstraint(condition=Q(cost=0) | ~Q(currency=""), name="a_cost_has_a_currency"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.valid_from:%Y-%m-%d}"

    @property
    def is_free(self) -> bool:
        """Nobody may take money for it."""
        return not self.cost


class ProgrammePlace(TenantModel):
    """Where appointments of a programme happen."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="places", verbose_name=_("programme")
    )
    network = models.ForeignKey(Network, models.PROTECT, related_name="+", null=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=200, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, validators=[known_zone])
    # A sign of our own that people who do not read know again on paper (core pictograms).
    sign = models.CharField(_("picture"), max_length=20, blank=True)
    used_from = models.DateField(_("used from"), null=True, blank=True)
    used_until = models.DateField(_("used until"), null=True, blank=True)

    objects = SharedQuerySet["ProgrammePlace"].as_manager()

    class Meta:
        verbose_name = _("place of a programme")
        verbose_name_plural = _("places of programmes")
        ordering = ["programme", "name"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="one_place_of_a_name_per_programme"),
        ]

    def __str__(self) -> str:
        return self.name


class Closure(TenantModel):
    """Days on which a programme's offices are closed; duties move on (COMAR until 5 January)."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="closures", verbose_name=_("programme")
    )
    network = models.ForeignKey(Network, models.PROTECT, related_name="+", null=True, editable=False)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=120, blank=True)
    source_url = models.URLField(_("source"), blank=True)

    objects = SharedQuerySet["Closure"].as_manager()  # type: ignore[django-manager-missing]  # modeltranslation

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ["programme", "first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="closures_end_after_they_begin"
            ),
            models.UniqueConstraint(fields=["programme", "first_day"], name="one_closure_from_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} - {self.last_day}"
