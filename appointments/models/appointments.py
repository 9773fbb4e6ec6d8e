"""An appointment of a family: when, where, for whom of them, and how it went."""

from datetime import datetime, timedelta
from typing import Self
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Membership
from accounts.models.organizations import known_zone
from accounts.tenancy import Tenant, TenantModel
from appointments.models.families import OfHouseholdQuerySet, appointment_in_time
from appointments.models.programmes import Programme, ProgrammePlace
from privacy.models.verbs import VerbField
from shelters.languages import LANGUAGES
from shelters.models import Household, Person


class AppointmentQuerySet(OfHouseholdQuerySet["Appointment"]):
    """Appointments of households that the member may open."""

    def own_time(self, tenant: UUID) -> Q:
        """Those whose own time is not over yet."""
        return appointment_in_time(tenant)

    def open(self) -> Self:
        """Planned or confirmed, whether or not the moment has passed."""
        return self.filter(status__in=Appointment.OPEN)

    def coming(self, now: datetime | None = None) -> Self:
        """Still ahead."""
        return self.open().filter(starts_at__gt=now or timezone.now())

    def without_outcome(self, now: datetime | None = None) -> Self:
        """The moment is past and nobody has said how it went."""
        return self.open().filter(starts_at__lte=now or timezone.now())


class Appointment(TenantModel):
    """One moment at one place for some or all persons of a household."""

    class Status(models.TextChoices):
        """How far it is, and how it went. Not coming never ends anybody's stay (R15)."""

        PLANNED = "planned", pgettext_lazy("appointment", "planned")
        CONFIRMED = "confirmed", pgettext_lazy("appointment", "confirmed")
        ATTENDED = "attended", _("attended")
        NOT_ADMITTED = "not_admitted", _("attended - not admitted")
        TURNED_BACK = "turned_back", _("turned back - member missing")
        MISSED_TRANSPORT = "missed_transport", _("missed - transport")
        MISSED_ILLNESS = "missed_illness", _("missed - illness")
        MISSED_POLICE = "missed_police", _("missed - stopped by police")
        MISSED = "missed", _("missed - not stated")
        BY_PROGRAMME = "by_programme", _("cancelled by the programme")
        BY_FAMILY = "by_family", _("cancelled by the family")
        MOVED = "moved", _("moved to another time")

    OPEN = (Status.PLANNED, Status.CONFIRMED)

    class Help(models.TextChoices):
        """Whether somebody is needed, and found."""

        NOT_NEEDED = "not_needed", pgettext_lazy("somebody who helps", "not needed")
        NEEDED = "needed", pgettext_lazy("somebody who helps", "needed")
        FOUND = "found", pgettext_lazy("somebody who helps", "found")

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="appointments", verbose_name=_("household")
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="appointments", verbose_name=_("programme")
    )
    place = models.ForeignKey(
        ProgrammePlace, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("place")
    )
    starts_at = models.DateTimeField(_("at"))
    # The zone in which the office says the time; the place's own, kept because places may change.
    zone = models.CharField(_("time zone"), max_length=64, validators=[known_zone])
    lead_minutes = models.PositiveSmallIntegerField(
        _("minutes before that one must leave"), default=60, validators=[MaxValueValidator(2880)]
    )
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.PLANNED)
    status_since = models.DateTimeField(_("since"), default=timezone.now)
    interpreter = models.CharField(_("interpreter"), max_length=10, choices=Help, default=Help.NOT_NEEDED)
    interpreter_language = models.CharField(
        _("language of the interpreter"), max_length=12, blank=True, choices=LANGUAGES
    )
    companion = models.CharField(_("companion"), max_length=10, choices=Help, default=Help.NOT_NEEDED)
    needs_charging = models.BooleanField(_("a charged device is needed"), default=False)
    # The bed is theirs until then, though they are away (R15). Computed when saved: end of the day after.
    bed_kept_until = models.DateTimeField(_("bed kept until"), null=True, blank=True, editable=False)
    moved_from = models.OneToOneField(
        "self",
        models.SET_NULL,
        related_name="moved_to",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("moved from"),
    )
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    made_at = models.DateTimeField(_("entered"), default=timezone.now)
    # Counts changes of time, place or status: the SEQUENCE of the calendar.
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "programme", "starts_at"],
                condition=Q(status__in=["planned", "confirmed"]),
                name="one_open_appointment_at_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "starts_at"], name="appointments_by_day"),
            models.Index(
                fields=["programme", "starts_at"],
                condition=Q(status__in=["planned", "confirmed"]),
                name="open_appointments",
            ),
        ]

    def __str__(self) -> str:
        return str(self.household)

    @property
    def is_open(self) -> bool:
        """Planned or confirmed."""
        return self.status in self.OPEN

    @property
    def leaves_at(self) -> datetime:
        """When the family must leave the shelter: elapsed minutes, whatever the clocks do that night."""
        return self.starts_at - timedelta(minutes=self.lead_minutes)

    @property
    def local(self) -> datetime:
        """The moment as the office's clock shows it."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))


class OfAppointmentQuerySet(OfHouseholdQuerySet[Tenant]):
    """Rows that hang on an appointment."""

    path = "appointment__household__"

    def own_time(self, tenant: UUID) -> Q:
        """Those of appointments whose own time is not over yet."""
        return appointment_in_time(tenant, "appointment__")


class AppointmentPerson(TenantModel):
    """This person is on the appointment. Who is not, is missing: the family gap (R13)."""

    appointment = models.ForeignKey(
        Appointment, models.CASCADE, related_name="covers", verbose_name=_("appointment")
    )
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("person"))

    objects = OfAppointmentQuerySet["AppointmentPerson"].as_manager()

    class Meta:
        verbose_name = _("person on an appointment")
        verbose_name_plural = _("persons on appointments")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "person"], name="an_appointment_lists_a_person_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class ChecklistItem(TenantModel):
    """One document of the programme's rule, and whether it is ready. `line` counts in the rule's list."""

    appointment = models.ForeignKey(
        Appointment, models.CASCADE, related_name="checklist", verbose_name=_("appointment")
    )
    line = models.PositiveSmallIntegerField(_("line"))
    is_ready = models.BooleanField(_("ready"), default=False)

    objects = OfAppointmentQuerySet["ChecklistItem"].as_manager()

    class Meta:
        verbose_name = _("document of an appointment")
        verbose_name_plural = _("documents of appointments")
        ordering = ["appointment", "line"]
        constraints = [
            models.UniqueConstraint(fields=["appointment", "line"], name="a_document_is_listed_once"),
        ]

    def __str__(self) -> str:
        return str(self.line)


class GapStep(TenantModel):
    """One step towards an appointment for the whole family, and what came of it (J2)."""

    class Kind(models.TextChoices):
        """The four steps."""

        CALL = "call", _("call the legal partner")
        ADD = "add", _("try to add the missing person")
        CERTIFICATE = "certificate", _("ask for help with the birth certificate")
        DECIDE = "decide", _("decide with the family")

    class Result(models.TextChoices):
        """What came of it."""

        DONE = "done", pgettext_lazy("step", "done")
        REFUSED = "refused", pgettext_lazy("step", "refused")
        NO_ANSWER = "no_answer", _("no answer")
        GO = "go", _("the family goes as listed")
        STAY = "stay", _("the family does not go without everybody")

    appointment = models.ForeignKey(
        Appointment, models.CASCADE, related_name="steps", verbose_name=_("appointment")
    )
    kind = models.CharField(_("step"), max_length=12, choices=Kind)
    result = models.CharField(_("result"), max_length=10, choices=Result)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("by"))

    objects = OfAppointmentQuerySet["GapStep"].as_manager()

    class Meta:
        verbose_name = _("step for a missing person")
        verbose_name_plural = _("steps for missing persons")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class AppointmentChange(TenantModel):
    """What an appointment was before somebody, or an act on its programme, changed it: ids and times."""

    appointment = models.ForeignKey(
        Appointment, models.CASCADE, related_name="history", verbose_name=_("appointment")
    )
    verb = VerbField(_("deed"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("by"))
    # Which share of an act did this; then undoing the act takes it back.
    share = models.ForeignKey(
        "appointments.ActShare",
        models.SET_NULL,
        related_name="changes",
        null=True,
        blank=True,
        verbose_name=_("part of"),
    )
    before = models.JSONField(_("before"), default=dict)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    objects = OfAppointmentQuerySet["AppointmentChange"].as_manager()

    class Meta:
        verbose_name = _("change of an appointment")
        verbose_name_plural = _("changes of appointments")
        ordering = ["-at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["share", "appointment"],
                condition=Q(share__isnull=False),
                name="an_act_changes_an_appointment_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_verb_display())
