"""How far a household has come in a programme."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.tenancy import TenantModel
from appointments.models.families import OfHouseholdQuerySet, OwnKey
from appointments.models.programmes import Programme
from privacy import retention
from privacy.sealed import SealedField
from shelters.models import Household, Person
from shelters.models.families import kept_longer


class TrackingQuerySet(OfHouseholdQuerySet["Tracking"]):
    """Which households try which programme."""


class Tracking(OwnKey, TenantModel):
    """One household in one programme: the state, since when, who is covered, perhaps a reference."""

    class State(models.TextChoices):
        """Steps that every programme has in some form."""

        WANTED = "wanted", _("wants to begin")
        REGISTERED = "registered", pgettext_lazy("household in a programme", "registered")
        ASKING = "asking", _("asks for an appointment")
        WAITING = "waiting", _("waits for an answer")
        SCHEDULED = "scheduled", _("has an appointment")
        ADMITTED = "admitted", _("admitted or granted")
        REFUSED = "refused", pgettext_lazy("household in a programme", "refused")
        STOPPED = "stopped", _("stopped by the family")
        ENDED = "ended", _("ended by the programme")

    OVER = (State.ADMITTED, State.REFUSED, State.STOPPED, State.ENDED)

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="trackings", verbose_name=_("household")
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="trackings", verbose_name=_("programme")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WANTED)
    begun_on = models.DateField(_("begun on"), null=True, blank=True)
    state_since = models.DateTimeField(_("since"), default=timezone.now)
    # ISO 3166-2 of the state in which a procedure was begun that is tied to it, e.g. MX-BCN.
    begun_in = models.CharField(_("begun in the state"), max_length=6, blank=True)
    # The wait until the first appointment was counted, without the household (actions/waiting.py).
    is_counted = models.BooleanField(_("wait counted"), default=False, editable=False)
    # A number of the office that the family needs; never a document, never a password.
    reference = SealedField(_("reference"))

    objects = TrackingQuerySet.as_manager()

    class Meta:
        verbose_name = _("tracking")
        verbose_name_plural = _("trackings")
        ordering = ["-state_since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "programme"], name="a_household_is_tracked_once_in_a_programme"
            ),
        ]
        indexes = [models.Index(fields=["organization", "programme", "state"], name="tracked_by_programme")]

    def __str__(self) -> str:
        return str(self.household)

    @property
    def is_over(self) -> bool:
        """Nothing more is expected of it."""
        return self.state in self.OVER


class TrackedPersonQuerySet(OfHouseholdQuerySet["TrackedPerson"]):
    """Who is on a registration."""

    path = "tracking__household__"


class TrackedPerson(TenantModel):
    """This person is on the family's registration with the programme."""

    tracking = models.ForeignKey(Tracking, models.CASCADE, related_name="covers", verbose_name=_("tracking"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("person"))

    objects = TrackedPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person on a registration")
        verbose_name_plural = _("persons on registrations")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["tracking", "person"], name="a_registration_lists_a_person_once"),
        ]

    def __str__(self) -> str:
        return str(self.person)


class ConsentQuerySet(OfHouseholdQuerySet["Consent"]):
    """Consents of households that the member may open."""

    def own_time(self, tenant: UUID) -> Q:
        """Those that were not taken back, or not long ago: the readers' side of the rule in
        appointments/retention.py."""
        readable = Q(withdrawn_at=None) | Q(withdrawn_at__gt=retention.before(tenant, "consents"))
        held = kept_longer(tenant)
        return readable | Q(household__in=held) if held else readable


class Consent(TenantModel):
    """The household agrees that this partner reads its appointments. Without it nothing is told."""

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="consents", verbose_name=_("household")
    )
    partner = models.ForeignKey(
        "accounts.Organization", models.PROTECT, related_name="+", verbose_name=_("partner")
    )
    given_at = models.DateTimeField(_("given"), default=timezone.now)
    given_to = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", verbose_name=_("written down by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "partner"],
                condition=Q(withdrawn_at=None),
                name="one_open_consent_per_household_and_partner",
            ),
        ]

    def __str__(self) -> str:
        return str(self.household)
