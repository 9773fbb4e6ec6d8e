"""Shapes of what is asked for households, holds and stays."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.models import Membership
from core.api.examples import shown
from core.api.fields import Choice, Id, RowOf, Strict, Text, Truth, Whole, Words
from core.errors import BadInput, NotHere
from shelters.actions.households import MOST_PEOPLE
from shelters.actions.seating import NUMBERS, Into, Seats, Split
from shelters.languages import LANGUAGES
from shelters.models import FEATURES, Bed, Household, Person, Places, Shelter, SplitNote, Stay
from shelters.parties import Party, PersonAnswer

NEEDS = [(name, name) for name in FEATURES]


class PersonOrder(Strict):
    """One person, as asked at the door."""

    age_band = Choice(choices=Person.AgeBand.choices, default=Person.AgeBand.NOT_STATED)
    gender = Choice(choices=Person.Gender.choices, default=Person.Gender.NOT_STATED)
    needs = Words(choices=NEEDS, default=list)
    sleeps_with_parent = Truth(
        default=False, help_text="Only children up to 11, with an adult in the household."
    )


class PersonChange(Strict):
    """Corrected answers about one person; what is left out stays."""

    age_band = Choice(choices=Person.AgeBand.choices, required=False)
    gender = Choice(choices=Person.Gender.choices, required=False)
    needs = Words(choices=NEEDS, required=False)
    sleeps_with_parent = Truth(required=False)


@shown(
    persons=[
        {"age_band": "18-59", "gender": "woman", "needs": ["lower"]},
        {"age_band": "18-59", "gender": "man"},
        {"age_band": "12-17", "gender": "woman"},
        {"age_band": "5-11"},
        {"age_band": "0-4", "sleeps_with_parent": True},
    ],
    language="es",
)
class PartyOrder(Strict):
    """People who stay together, in the order in which they get their numbers."""

    persons = serializers.ListField(child=PersonOrder(), min_length=1, max_length=MOST_PEOPLE)
    language = Choice(choices=LANGUAGES, default="", allow_blank=True)


class QuestionOrder(PartyOrder):
    """A party, and the house where it stands."""

    at = RowOf(Shelter.objects.visible_to, required=False)


class PlacementOrder(Strict):
    """A bed for the person with this number."""

    person = Whole(min_value=1, max_value=MOST_PEOPLE * 2)
    bed = Id()


class AdultOrder(Strict):
    """Which adult is with which child, by their numbers."""

    child = Whole(min_value=1, max_value=MOST_PEOPLE * 2)
    adult = Whole(min_value=1, max_value=MOST_PEOPLE * 2)


class SplitOrder(Strict):
    """Why a family sleeps apart, and who is with each child."""

    reason = Choice(choices=SplitNote.Reason.choices)
    adults = serializers.ListField(child=AdultOrder(), max_length=MOST_PEOPLE, default=list)


class KnowinglyOrder(Strict):
    """What may have to be confirmed before a household goes into a house, or leaves."""

    confirmed = serializers.ListField(
        child=Text(max_length=40),
        max_length=10,
        default=list,
        help_text="Codes of concerns that somebody has read and confirms, for example state_line.",
    )


class IntoOrder(Strict):
    """Where: beds for persons, or counted places. Exactly one of the two."""

    exactly_one: ClassVar[tuple[str, ...]] = ("placements", "places")

    placements = serializers.ListField(
        child=PlacementOrder(), min_length=1, max_length=MOST_PEOPLE, required=False
    )
    places = RowOf(Places.objects.visible_to, required=False)
    split = SplitOrder(required=False, help_text="Needed where several rooms are used.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("placements" in attrs) == ("places" in attrs):
            raise serializers.ValidationError({"placements": [_("Give either placements or places.")]})
        return attrs


@shown(
    household="5b0c2a8e-6a0e-4c37-9a3b-1d1f0c6f7c11",
    placements=[
        {"person": 1, "bed": "0f9f3c9e-50a5-4a8b-8a55-2f6a4c7d1e01"},
        {"person": 2, "bed": "0f9f3c9e-50a5-4a8b-8a55-2f6a4c7d1e02"},
    ],
    split={"reason": "no_room", "adults": [{"child": 2, "adult": 1}]},
    late_reason="travel",
)
class CheckInOrder(IntoOrder, KnowinglyOrder):
    """A household arrives. It is looked up under the lock of its house only."""

    household = Id()
    late_reason = Choice(choices=Stay.LateReason.choices, default="", allow_blank=True)


class MoveOrder(IntoOrder, KnowinglyOrder):
    """A household goes to other beds or another house."""

    household = RowOf(Household.objects.visible_to)


class CheckOutOrder(KnowinglyOrder):
    """A household leaves; nobody has to say where it goes."""

    household = RowOf(Household.objects.visible_to)
    reason = Choice(choices=Stay.EndReason.choices[:4], default=Stay.EndReason.NOT_STATED)


@shown(
    shelter="9c5d5b8f-0f0b-4d0f-b0d4-6e0d7c7a2b10",
    persons=[{"age_band": "18-59", "gender": "woman"}, {"age_band": "5-11"}],
    language="ht",
)
class HoldOrder(PartyOrder):
    """A party, and the house of the network that should keep places for it."""

    shelter = RowOf(Shelter.objects.in_network_of)
    family_agrees = serializers.BooleanField(
        default=False,
        help_text="Required true where the house is another organization's: the family was asked.",
    )


class ArriveOrder(KnowinglyOrder):
    """The household of a hold is here."""

    split = SplitOrder(required=False, help_text="Needed where several rooms are used.")
    late_reason = Choice(choices=Stay.LateReason.choices, default="", allow_blank=True)


class MergeOrder(Strict):
    """The household into which this one goes."""

    into = RowOf(Household.objects.visible_to)


class SplitOffOrder(Strict):
    """Who leaves, why, and which adult stays with each child of both halves."""

    persons = serializers.ListField(
        child=Whole(min_value=1, max_value=MOST_PEOPLE * 2), min_length=1, max_length=MOST_PEOPLE
    )
    reason = Choice(choices=SplitNote.Reason.choices)
    adults = serializers.ListField(child=AdultOrder(), max_length=MOST_PEOPLE, default=list)


def party_of(order: Mapping[str, Any]) -> Party:
    """The party of an order."""
    persons = tuple(
        PersonAnswer(
            person["age_band"], person["gender"], frozenset(person["needs"]), person["sleeps_with_parent"]
        )
        for person in order["persons"]
    )
    return Party(persons, order["language"])


def seats_of(order: Mapping[str, Any]) -> Seats | Places:
    """The beds of an order by the number of the person, or its counted places.

    Raises: BadInput (a number twice).
    """
    if "places" in order:
        places: Places = order["places"]
        return places
    beds = {line["person"]: line["bed"] for line in order["placements"]}
    if len(beds) < len(order["placements"]):
        raise BadInput({"person": [NUMBERS]})
    return Seats(beds)


def into_of(order: Mapping[str, Any], household: Household, *, by: Membership) -> Into:
    """The beds of an order by person, or its counted places.

    Raises: BadInput (a number twice or unknown), NotHere (a foreign or absent bed).
    """
    if "places" in order:
        places: Places = order["places"]
        return places
    wanted: list[dict[str, Any]] = order["placements"]
    persons = persons_of(household, [line["person"] for line in wanted])
    beds: dict[UUID, Bed] = Bed.objects.visible_to(by).in_bulk([line["bed"] for line in wanted])
    if any(line["bed"] not in beds for line in wanted):
        raise NotHere
    return {person: beds[line["bed"]] for person, line in zip(persons, wanted, strict=True)}


def persons_of(household: Household, numbers: list[int]) -> list[Person]:
    """The persons with these numbers, in this order.

    Raises: BadInput.
    """
    known = {person.number: person for person in household.persons.all()}
    if len(set(numbers)) < len(numbers) or not set(numbers) <= set(known):
        raise BadInput({"person": [NUMBERS]})
    return [known[number] for number in numbers]


def adults_of(order: Mapping[str, Any]) -> dict[int, int]:
    """Child's number to adult's number."""
    return {line["child"]: line["adult"] for line in order["adults"]}


def split_of(order: Mapping[str, Any]) -> Split | None:
    """The note of an order, if it has one."""
    split = order.get("split")
    return Split(split["reason"], adults_of(split)) if split else None
