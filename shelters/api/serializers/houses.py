"""Houses, rooms, beds and counted places as the API shows them."""

from typing import Any

from rest_framework import serializers

from core.api.fields import Clock
from shelters.models import FEATURES, Bed, BusCount, Change, Group, OverCapacity, Places, Room, Shelter, Stay

# What a hidden house of another organization shows: enough to call it, nothing to find it.
SHOWN_OF_HIDDEN = frozenset({"id", "organization", "name", "state", "phone", "address_visibility", "is_own"})


class GroupSerializer(serializers.ModelSerializer[Group]):
    """Who may sleep in a room of this group."""

    name = serializers.SerializerMethodField(
        help_text="In your language; the code where nobody translated it."
    )

    class Meta:
        model = Group
        fields = [
            "id",
            "organization",
            "code",
            "name",
            "admits_women",
            "admits_men",
            "admits_lgbtq",
            "admits_minors",
            "needs_minor",
            "smallest_party",
            "hand_over_only",
        ]

    def get_name(self, group: Group) -> str:
        """The translated name."""
        return group.name or group.code


class ShelterSerializer(serializers.ModelSerializer[Shelter]):
    """A shelter of the network. The address is shown as far as the shelter allows."""

    address = serializers.SerializerMethodField(help_text="Address, area or empty, as the shelter decided.")
    is_own = serializers.SerializerMethodField(help_text="Whether it belongs to your organization.")
    doors_open = Clock(read_only=True, allow_null=True, format="%H:%M")
    doors_close = Clock(read_only=True, allow_null=True, format="%H:%M")

    class Meta:
        model = Shelter
        fields = [
            "id",
            "organization",
            "is_own",
            "name",
            "mode",
            "state",
            "opens_on",
            "time_zone",
            "address",
            "area",
            "address_visibility",
            "phone",
            "doors_open",
            "doors_close",
            "languages",
            "house_rules",
            "services",
            "accepts_holds",
            "hold_minutes",
            "cleaning_minutes",
        ]

    def get_fields(self) -> dict[str, Any]:
        """Everything that a hidden house keeps back can be empty."""
        fields = super().get_fields()
        for name in set(fields) - SHOWN_OF_HIDDEN:
            fields[name].allow_null = True
        return fields

    def get_address(self, shelter: Shelter) -> str | None:
        """What the reader may know about the place."""
        return shelter.address_for(self.context["request"].member)

    def get_is_own(self, shelter: Shelter) -> bool:
        """Whether the reader's organization runs it."""
        return bool(shelter.organization_id == self.context["request"].member.organization_id)

    def to_representation(self, shelter: Shelter) -> dict[str, Any]:
        shown = super().to_representation(shelter)
        if shelter.is_hidden and not shown["is_own"]:
            return {name: value if name in SHOWN_OF_HIDDEN else None for name, value in shown.items()}
        return shown


class RoomSerializer(serializers.ModelSerializer[Room]):
    """A room of an own shelter."""

    class Meta:
        model = Room
        fields = ["id", "shelter", "name", "group", "floor", "position", "closed_reason", "closed_until"]


class BedSerializer(serializers.ModelSerializer[Bed]):
    """A bed of an own shelter. `occupancy` says whether it is given; never to whom."""

    shelter = serializers.UUIDField(source="room.shelter_id", read_only=True)
    occupancy = serializers.SerializerMethodField(help_text="free, or the state of its open stay.")
    features = serializers.SerializerMethodField()

    class Meta:
        model = Bed
        fields = [
            "id",
            "shelter",
            "room",
            "label",
            "kind",
            "state",
            "state_reason",
            "state_until",
            "occupancy",
            "features",
        ]

    def get_occupancy(self, bed: Bed) -> str:
        """From the open stays that the view prefetched."""
        open_stays: list[Stay] = bed.open_stays  # type: ignore[attr-defined]
        return open_stays[0].state if open_stays else "free"

    def get_features(self, bed: Bed) -> list[str]:
        """In the fixed order of the list of features."""
        return [name for name in FEATURES if name in bed.features]


class PlacesSerializer(serializers.ModelSerializer[Places]):
    """The counted places of one group. `installed` and `free` are empty where no capacity is stated."""

    free = serializers.IntegerField(read_only=True, allow_null=True)
    over = serializers.IntegerField(read_only=True)

    class Meta:
        model = Places
        fields = [
            "id",
            "shelter",
            "group",
            "installed",
            "mats",
            "out_of_service",
            "in_use",
            "held",
            "free",
            "over",
            "counted_at",
        ]


class OverCapacitySerializer(serializers.ModelSerializer[OverCapacity]):
    """An act that opened places beyond capacity."""

    class Meta:
        model = OverCapacity
        fields = ["id", "shelter", "group", "room", "places", "reason", "opened_at", "ends_at", "closed_at"]


class BusCountSerializer(serializers.ModelSerializer[BusCount]):
    """A group that was counted on arrival, and how many of it still wait for a bed."""

    class Meta:
        model = BusCount
        fields = [
            "id",
            "shelter",
            "arrived_at",
            "men",
            "women",
            "children",
            "men_waiting",
            "women_waiting",
            "children_waiting",
            "closed_at",
        ]


class ChangeSerializer(serializers.ModelSerializer[Change]):
    """Something that was done; within a day it can be undone."""

    deed = serializers.CharField(source="get_verb_display", read_only=True)

    class Meta:
        model = Change
        fields = ["id", "shelter", "household", "verb", "deed", "by", "at", "undone_at", "undone_by"]
