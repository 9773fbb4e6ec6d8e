"""What partners read: whether there are places, and whom to call. No figures, no people."""

from rest_framework import serializers

from partners.actions.bands import by_phone_only
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
