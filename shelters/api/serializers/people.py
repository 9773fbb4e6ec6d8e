"""Households and where they sleep, as the API shows them to those who may see people."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.codes import show_code
from shelters.models import FEATURES, Hold, Household, Person, Referral, Stay
from shelters.placement import Option


class PersonSerializer(serializers.ModelSerializer[Person]):
    """One person: an age band, a group for rooms, needs of a bed."""

    needs = serializers.SerializerMethodField()

    class Meta:
        model = Person
        fields = ["number", "age_band", "gender", "needs", "sleeps_with_parent"]

    def get_needs(self, person: Person) -> list[str]:
        """In the fixed order of the list of features."""
        return [name for name in FEATURES if name in person.features]


class HouseholdSerializer(serializers.ModelSerializer[Household]):
    """People who stay together, known by a random code."""

    code = serializers.SerializerMethodField(help_text="As printed on the card.")
    persons = PersonSerializer(many=True, read_only=True)

    class Meta:
        model = Household
        fields = ["id", "code", "language", "opened_at", "left_at", "merged_into", "split_from", "persons"]

    def get_code(self, household: Household) -> str:
        """In groups of four."""
        return show_code(household.code)


class HoldSerializer(serializers.ModelSerializer[Hold]):
    """Places kept until `held_until`."""

    code = serializers.SerializerMethodField(help_text="The household's code, as printed on its card.")

    class Meta:
        model = Hold
        fields = [
            "id",
            "shelter",
            "household",
            "code",
            "asked_by",
            "begun_at",
            "held_until",
            "ended_at",
            "outcome",
        ]

    def get_code(self, hold: Hold) -> str:
        """In groups of four."""
        return show_code(hold.household.code)


class ReferralSerializer(serializers.ModelSerializer[Referral]):
    """The asking side's half of a hold elsewhere: a count and an outcome."""

    class Meta:
        model = Referral
        fields = ["id", "shelter", "people", "begun_at", "held_until", "ended_at", "outcome"]


class StaySerializer(serializers.ModelSerializer[Stay]):
    """One person's place, by the person's number in the household."""

    person = serializers.IntegerField(source="person.number", read_only=True)

    class Meta:
        model = Stay
        fields = [
            "id",
            "household",
            "person",
            "shelter",
            "bed",
            "places",
            "shares_bed",
            "state",
            "hold",
            "starts_at",
            "ended_at",
            "end_reason",
            "late_reason",
        ]


def stays_shown(stays: Iterable[Stay]) -> list[dict[str, Any]]:
    """What `StaySerializer` says, at a tenth of its price: desks wait for it (design.md, section 4)."""
    moment = serializers.DateTimeField().to_representation
    return [
        {
            "id": stay.pk,
            "household": stay.household_id,
            "person": stay.person.number,
            "shelter": stay.shelter_id,
            "bed": stay.bed_id,
            "places": stay.places_id,
            "shares_bed": stay.shares_bed,
            "state": stay.state,
            "hold": stay.hold_id,
            "starts_at": moment(stay.starts_at),
            "ended_at": stay.ended_at and moment(stay.ended_at),
            "end_reason": stay.end_reason,
            "late_reason": stay.late_reason,
        }
        for stay in stays
    ]


class SeatSerializer(serializers.Serializer[tuple[int, object]]):
    """A bed for a person, by the person's number in the order of the question."""

    person = serializers.IntegerField(min_value=1)
    bed = serializers.UUIDField()


class OptionSerializer(serializers.Serializer[Option]):
    """Where the party could sleep, best first, and why."""

    kind = serializers.CharField(
        help_text="one_room, counted, adjacent_rooms, other_shelter, by_phone, hand_over"
    )
    shelter = serializers.UUIDField(source="shelter.pk")
    shelter_name = serializers.CharField(source="shelter.name")
    group = serializers.UUIDField(source="group.pk")
    is_own = serializers.BooleanField()
    together = serializers.BooleanField()
    splits = serializers.BooleanField(
        help_text="Whether a note is needed: why, and which adult with which child."
    )
    why = serializers.CharField()
    free = serializers.IntegerField(allow_null=True)
    as_of = serializers.DateTimeField(allow_null=True)
    is_stale = serializers.BooleanField()
    phone = serializers.CharField(allow_blank=True)
    placements = serializers.SerializerMethodField()
    places = serializers.UUIDField(source="places_id", allow_null=True)

    @extend_schema_field(SeatSerializer(many=True))
    def get_placements(self, option: Option) -> list[dict[str, object]]:
        """Own houses with rooms: a bed for each person."""
        return [{"person": index + 1, "bed": bed} for index, bed in option.beds]
