"""What partners read: whether there are places, and whom to call. No figures, no people."""

from rest_framework import serializers

from appointments.models import Appointment
from core.api.examples import shown
from core.codes import show_code
from partners.actions.bands import by_phone_only
from partners.actions.consented import Agreed
from partners.models import PublishedBand
from shelters.models import Group, Shelter


class PartnerShelterSerializer(serializers.ModelSerializer[Shelter]):
    """A shelter that approved the key."""

    address = serializers.SerializerMethodField(help_text="As far as the shelter publishes it.")
    ask_by_phone = serializers.BooleanField(
        source="is_hidden", read_only=True, help_text="This shelter answers callers only."
    )

    class Meta:
        model = Shelter
        fields = ["id", "name", "state", "address", "phone", "ask_by_phone"]

    def get_address(self, shelter: Shelter) -> str:
        """Address, area or nothing."""
        return shelter.address_for(self.context["request"].member)


class PartnerGroupSerializer(serializers.ModelSerializer[Group]):
    """Who may sleep there."""

    class Meta:
        model = Group
        fields = ["id", "code", "name"]


class BandSerializer(serializers.ModelSerializer[PublishedBand]):
    """Whether a party of some size would find places, with a margin, as of the last half hour."""

    shelter = serializers.UUIDField(source="shelter_id")
    group = PartnerGroupSerializer()
    as_of = serializers.DateTimeField(help_text="Rounded down to the half hour.")
    ask_by_phone = serializers.SerializerMethodField()
    has_places = serializers.SerializerMethodField(
        help_text="For the party that was asked for; empty where only a call tells."
    )

    class Meta:
        model = PublishedBand
        fields = ["id", "shelter", "group", "has_places", "ask_by_phone", "is_stale", "as_of"]

    def get_ask_by_phone(self, band: PublishedBand) -> bool:
        """Hidden and specialised houses answer callers only."""
        return by_phone_only(band.shelter, band.group)

    def get_has_places(self, band: PublishedBand) -> bool | None:
        """Yes or no, with a margin of three places."""
        if by_phone_only(band.shelter, band.group):
            return None
        return band.largest_party >= int(self.context["size"])


@shown(
    id="5f1d9a52-5d7c-4f0c-9b1f-0d6c8a2f7e11",
    code="7K2M-9QXD-4TRW-C",
    programme="comar",
    programme_name="COMAR: first interview",
    starts_at="2026-12-01T17:00:00Z",
    zone="America/Tijuana",
    local="2026-12-01T09:00:00-08:00",
    place="COMAR Tijuana",
    status="confirmed",
    persons=[1, 2, 3],
    household_size=4,
    missing=[4],
    interpreter="needed",
    interpreter_language="ht",
    companion="not_needed",
)
class ConsentedAppointmentSerializer(serializers.Serializer[Agreed]):
    """An appointment of a family that agreed that your organization reads it. No name exists here."""

    id = serializers.UUIDField(source="row.pk")
    code = serializers.SerializerMethodField(help_text="As printed on the family's own card.")
    programme = serializers.CharField(source="row.programme.code")
    programme_name = serializers.SerializerMethodField()
    starts_at = serializers.DateTimeField(source="row.starts_at", help_text="The instant.")
    zone = serializers.CharField(source="row.zone", help_text="The office's time zone.")
    local = serializers.SerializerMethodField(help_text="The instant by the office's clock.")
    place = serializers.SerializerMethodField()
    status = serializers.ChoiceField(source="row.status", choices=Appointment.Status.choices)
    persons = serializers.SerializerMethodField(help_text="Numbers of the persons who are on it.")
    household_size = serializers.IntegerField(source="coverage.size")
    missing = serializers.SerializerMethodField(help_text="Numbers of the persons who should be on it.")
    interpreter = serializers.ChoiceField(source="row.interpreter", choices=Appointment.Help.choices)
    interpreter_language = serializers.CharField(source="row.interpreter_language")
    companion = serializers.ChoiceField(source="row.companion", choices=Appointment.Help.choices)

    def get_code(self, each: Agreed) -> str:
        """In groups."""
        return show_code(each.row.household.code)

    def get_programme_name(self, each: Agreed) -> str:
        """In the language of the request, or with the tag of another one."""
        return str(each.row.programme)

    def get_local(self, each: Agreed) -> str:
        """With its offset."""
        return each.row.local.isoformat()

    def get_place(self, each: Agreed) -> str:
        """Its name, or nothing."""
        return str(each.row.place) if each.row.place else ""

    def get_persons(self, each: Agreed) -> list[int]:
        """In their order."""
        return sorted(cover.person.number for cover in each.row.covers.all())

    def get_missing(self, each: Agreed) -> list[int]:
        """In their order."""
        return [person.number for person in each.coverage.missing]
