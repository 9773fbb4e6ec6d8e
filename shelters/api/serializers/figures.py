"""The shape of the figures, for the OpenAPI document. The rows themselves come from `figures`."""

from typing import Any

from rest_framework import serializers

from core.api.examples import shown
from shelters.api.figures import FIGURES
from shelters.models import Shelter


class FigureShelterSerializer(serializers.Serializer[Any]):
    """The house of a figure."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    organization = serializers.UUIDField()
    is_own = serializers.BooleanField()
    state = serializers.ChoiceField(choices=Shelter.State.choices)
    area = serializers.CharField(allow_null=True, allow_blank=True)
    phone = serializers.CharField(allow_blank=True)


class FigureGroupSerializer(serializers.Serializer[Any]):
    """The group of a figure."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField(help_text="In your language; the code where nobody translated it.")


class FigureSerializer(serializers.Serializer[Any]):
    """One house and group. installed + mats + over = free + held + in_use + out_of_service.

    Figures are empty for hidden shelters of other organizations; `installed` and `free` also
    where a house states no capacity.
    """

    id = serializers.UUIDField()
    shelter = FigureShelterSerializer()
    group = FigureGroupSerializer()
    has_places = serializers.BooleanField(allow_null=True)
    ask_by_phone = serializers.BooleanField()
    as_of = serializers.DateTimeField()
    is_stale = serializers.BooleanField(help_text="Older than twelve hours.")

    def get_fields(self) -> dict[str, Any]:
        numbers = {name: serializers.IntegerField(allow_null=True, min_value=0) for name in FIGURES}
        return super().get_fields() | numbers


@shown(
    results=[
        {
            "id": "1f3b8a52-7f9d-4a41-9c29-5f1d0b2c3d4e",
            "shelter": {
                "id": "9c5d5b8f-0f0b-4d0f-b0d4-6e0d7c7a2b10",
                "name": "Casa Norte",
                "organization": "6a1d9b3e-8c2f-4b7a-9e5d-3c4b5a697887",
                "is_own": True,
                "state": "open",
                "area": "Zona Norte",
                "phone": "+52 664 000 0000",
            },
            "group": {"id": "2d4a7c55-3f1e-4f0d-8f7a-5a4e9c1b6d20", "code": "families", "name": "Families"},
            "has_places": True,
            "ask_by_phone": False,
            "installed": 40,
            "mats": 10,
            "free": 5,
            "held": 3,
            "in_use": 40,
            "out_of_service": 2,
            "over": 0,
            "largest_room": 3,
            "free_lower": 2,
            "free_ground_floor": 5,
            "free_cot": 0,
            "free_near_bathroom": 1,
            "free_quiet": 0,
            "as_of": "2026-11-22T23:40:00Z",
            "is_stale": False,
        }
    ],
    next=None,
)
class FigurePageSerializer(serializers.Serializer[Any]):
    """One page of figures."""

    results = FigureSerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="Address of the next page, if there is one.")


class TotalsSerializer(serializers.Serializer[Any]):
    """Free and over, side by side, and how far they reach."""

    free = serializers.IntegerField()
    over = serializers.IntegerField()
    reported = serializers.IntegerField(help_text="Shelters with a figure of the last twelve hours.")
    shelters = serializers.IntegerField(help_text="Shelters with any figure.")
    by_phone = serializers.IntegerField(help_text="Hidden shelters of others: not in the sums.")
