"""Appointments and registrations as the API shows them to the staff of their own house, and takes them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from appointments import checklists, conflicts, gap
from appointments.actions.appointments import OUTCOMES
from appointments.models import Appointment, GapStep, Programme, ProgrammePlace, Tracking
from appointments.words import LONGEST_MESSAGE, LONGEST_REFERENCE
from core.api.examples import shown
from core.api.fields import Choice, Day, Moment, RowOf, Strict, Text, Truth, Whole
from core.codes import show_code
from shelters.api.orders.houses import ZONES
from shelters.languages import LANGUAGES
from shelters.models import Household

MOST_LINES = 200  # of a list of documents
MOST = 80  # persons of a household, with those who left their number behind
OPEN_STATUSES = [choice for choice in Appointment.Status.choices if choice[0] in Appointment.OPEN]


class CoverageSerializer(serializers.Serializer[gap.Coverage]):
    """Whom of the household the appointment covers. Computed; nobody can declare it complete."""

    size = serializers.IntegerField(help_text="Persons in the household.")
    needed = serializers.IntegerField(help_text="How many of them must be listed.")
    covered = serializers.IntegerField(help_text="How many of those are.")
    missing = serializers.SerializerMethodField(help_text="Numbers of the persons who are missing.")
    is_single = serializers.BooleanField(help_text="Each slot is for one person.")
    children_go_alone = serializers.BooleanField(help_text="A child is on it, an adult is not.")
    is_complete = serializers.BooleanField()
    sentence = serializers.CharField(help_text="The same in words, in the language of the request.")

    def get_missing(self, found: gap.Coverage) -> list[int]:
        """In their order."""
        return [person.number for person in found.missing]


class ConflictSerializer(serializers.Serializer[conflicts.Conflict]):
    """One thing that stands in the way."""

    kind = serializers.ChoiceField(choices=[(kind.value, kind.value) for kind in conflicts.Kind])
    text = serializers.CharField()


class AppointmentSerializer(serializers.ModelSerializer[Appointment]):
    """One moment at one place. `starts_at` is an instant; `zone` is the office's clock."""

    code = serializers.SerializerMethodField(help_text="The household's code, as printed on its card.")
    leaves_at = serializers.DateTimeField(read_only=True, help_text="When they must leave the house.")
    persons = serializers.SerializerMethodField(help_text="Numbers of the persons who are on it.")
    coverage = serializers.SerializerMethodField()
    conflicts = serializers.SerializerMethodField()

    class Meta:
        model = Appointment
        fields = [
            "id",
            "household",
            "code",
            "programme",
            "place",
            "starts_at",
            "zone",
            "lead_minutes",
            "leaves_at",
            "status",
            "status_since",
            "persons",
            "coverage",
            "conflicts",
            "interpreter",
            "interpreter_language",
            "companion",
            "needs_charging",
            "bed_kept_until",
            "moved_from",
            "made_at",
            "version",
        ]

    def get_code(self, row: Appointment) -> str:
        """In groups of four."""
        return show_code(row.household.code)

    def get_persons(self, row: Appointment) -> list[int]:
        """In their order."""
        return sorted(cover.person.number for cover in row.covers.all())

    @extend_schema_field(CoverageSerializer)
    def get_coverage(self, row: Appointment) -> Any:
        """Found by the view for all rows at once."""
        return CoverageSerializer(self.context["coverages"][row.pk]).data

    @extend_schema_field(ConflictSerializer(many=True))
    def get_conflicts(self, row: Appointment) -> Any:
        """Found by the view for all rows at once."""
        return ConflictSerializer(self.context["conflicts"][row.pk], many=True).data


class TrackingSerializer(serializers.ModelSerializer[Tracking]):
    """How far a household is in a programme. The reference is shown on the page only."""

    code = serializers.SerializerMethodField(help_text="The household's code, as printed on its card.")
    persons = serializers.SerializerMethodField(help_text="Numbers of the persons who are registered.")
    has_reference = serializers.SerializerMethodField(help_text="Whether a reference is kept, sealed.")

    class Meta:
        model = Tracking
        fields = [
            "id",
            "household",
            "code",
            "programme",
            "state",
            "state_since",
            "begun_on",
            "begun_in",
            "persons",
            "has_reference",
        ]

    def get_code(self, row: Tracking) -> str:
        """In groups of four."""
        return show_code(row.household.code)

    def get_persons(self, row: Tracking) -> list[int]:
        """In their order."""
        return sorted(cover.person.number for cover in row.covers.all())

    def get_has_reference(self, row: Tracking) -> bool:
        """Not what it is."""
        return row.reference is not None


class DetailsOrder(Strict):
    """What may be said of an appointment; what is left out stays, or is what the rule says."""

    place = RowOf(ProgrammePlace.objects.visible_to, required=False, allow_null=True)
    zone = Choice(choices=ZONES, required=False, help_text="Needed where no place is given.")
    lead_minutes = Whole(required=False, min_value=0, max_value=2880)
    status = Choice(choices=OPEN_STATUSES, required=False)
    interpreter = Choice(choices=Appointment.Help.choices, required=False)
    interpreter_language = Choice(choices=LANGUAGES, required=False, allow_blank=True)
    companion = Choice(choices=Appointment.Help.choices, required=False)
    needs_charging = Truth(required=False)


@shown(
    household="8f7a2c4e-5b1d-4f6a-9c3e-2d1b0a9f8e7d",
    programme="1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f",
    starts_at="2026-12-01T09:00:00-08:00",
    zone="America/Tijuana",
    persons=[1, 2, 3],
)
class AppointmentOrder(DetailsOrder):
    """A new appointment of a household, with the numbers of the persons who are on it."""

    household = RowOf(Household.objects.visible_to)
    programme = RowOf(Programme.objects.visible_to)
    starts_at = Moment()
    persons = serializers.ListField(child=Whole(min_value=1, max_value=MOST), min_length=1, max_length=MOST)


class AppointmentChange(DetailsOrder):
    """Corrected answers."""

    starts_at = Moment(required=False)
    persons = serializers.ListField(
        child=Whole(min_value=1, max_value=MOST), min_length=1, max_length=MOST, required=False
    )


class AppointmentMove(Strict):
    """The time that the office gave instead."""

    starts_at = Moment()


class OutcomeOrder(Strict):
    """How it went, or that it was cancelled."""

    outcome = Choice(choices=[choice for choice in Appointment.Status.choices if choice[0] in OUTCOMES])


class DocumentSerializer(serializers.Serializer[checklists.Document]):
    """One document that the programme's rule asks for: whether it is ready, never the document itself."""

    line = serializers.IntegerField(help_text="Its number on the list.")
    text = serializers.CharField(help_text="In the language of the request, or another one with its tag.")
    is_ready = serializers.BooleanField()


@shown(ready=[1, 3])
class ReadyOrder(Strict):
    """The lines that are ready; all others are not."""

    ready = serializers.ListField(child=Whole(min_value=1, max_value=MOST_LINES), max_length=MOST_LINES)


class StepOrder(Strict):
    """A step for a missing person, and what came of it."""

    kind = Choice(choices=GapStep.Kind.choices)
    result = Choice(choices=GapStep.Result.choices)
    message = Text(
        required=False,
        default="",
        allow_blank=True,
        max_length=LONGEST_MESSAGE,
        help_text="With `add` only: what the screen said. It becomes an entry of the barrier log.",
    )


@shown(
    household="8f7a2c4e-5b1d-4f6a-9c3e-2d1b0a9f8e7d",
    programme="1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f",
    state="registered",
    persons=[1, 2, 3, 4],
)
class TrackingOrder(Strict):
    """How far the household is; what is left out stays. Written again, it changes the same row."""

    household = RowOf(Household.objects.visible_to)
    programme = RowOf(Programme.objects.visible_to)
    state = Choice(choices=Tracking.State.choices, required=False)
    persons = serializers.ListField(
        child=Whole(min_value=1, max_value=MOST), min_length=1, max_length=MOST, required=False
    )
    begun_on = Day(required=False)
    begun_in = Text(required=False, allow_blank=True, max_length=6)
    reference = Text(required=False, allow_blank=True, max_length=LONGEST_REFERENCE)
