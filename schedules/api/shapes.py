"""Amenities, requests and turns as the API shows them to the staff of their own house, and takes them."""

from collections.abc import Collection
from datetime import time
from typing import Any

from rest_framework import serializers

from core.api.examples import shown
from core.api.fields import Choice, Clock, Day, Id, RowOf, Strict, Text, Whole
from core.codes import show_code
from schedules.actions.day_plans import DayPlan, PlannedWindow, Taken
from schedules.actions.turns import LONGEST_REASON
from schedules.models import Amenity, Draw, Priority, Turn, TurnRequest, TurnWindow
from shelters.models import Household

AMENITY, WINDOW = "0192f0c1-7a51-7c7e-9a52-6f0d3c1b2a20", "0192f0c1-7a51-7c7e-9a52-6f0d3c1b2a21"
HOUSEHOLD, TURN = "0192f0c1-7a51-7c7e-9a52-6f0d3c1b2a22", "0192f0c1-7a51-7c7e-9a52-6f0d3c1b2a23"
REQUEST, SHELTER = "0192f0c1-7a51-7c7e-9a52-6f0d3c1b2a24", "0192f0c1-7a51-7c7e-9a52-6f0d3c1b2a25"
SHOWN_WINDOW = {
    "id": WINDOW,
    "starts_at": "2026-11-24T14:00:00Z",
    "ends_at": "2026-11-24T15:00:00Z",
    "seats": 8,
    "free": [3, 4, 5, 6, 7, 8],
}


@shown(
    id=AMENITY,
    shelter=SHELTER,
    zone="America/Tijuana",
    kind="charging",
    name="Enchufes",
    seats=8,
    slot_minutes=60,
    rule="least_served",
    sentence="Who had a turn longest ago comes first; equals are drawn by lot.",
    draws_at="20:00",
    ask_days_ahead=3,
    turns_a_day=1,
    offer_minutes=0,
    parents_have_two=False,
    uplink_mbit=None,
    access_points=None,
)
class AmenitySerializer(serializers.ModelSerializer[Amenity]):
    """What a house shares out in turns. `seats` is how many at once: for Wi-Fi, a safe number of users."""

    zone = serializers.CharField(source="shelter.time_zone", read_only=True, help_text="Clock of the house.")
    draws_at = Clock(read_only=True, format="%H:%M", help_text="Clock of the house, on the evening before.")
    sentence = serializers.CharField(
        read_only=True, help_text="The rule in one sentence, in the language of the request."
    )

    class Meta:
        model = Amenity
        fields = [
            "id",
            "shelter",
            "zone",
            "kind",
            "name",
            "seats",
            "slot_minutes",
            "rule",
            "sentence",
            "draws_at",
            "ask_days_ahead",
            "turns_a_day",
            "offer_minutes",
            "parents_have_two",
            "uplink_mbit",
            "access_points",
        ]


class DrawSerializer(serializers.ModelSerializer[Draw]):
    """The draw of the day. Until it is done one may ask, and asking early gives no advantage."""

    class Meta:
        model = Draw
        fields = ["id", "rule", "draws_at", "seed_hash", "done_at", "asked", "given"]


class TakenSerializer(serializers.Serializer[Taken]):
    """One seat and who has it, as on the wall: a short code and two pictures, never a whole code."""

    number = serializers.IntegerField(help_text="Of the seat.")
    state = serializers.ChoiceField(choices=Turn.State.choices)
    called = serializers.CharField(source="called.short", help_text="The end of the card's code.")
    signs = serializers.SerializerMethodField(help_text="Names of the two pictures.")

    def get_signs(self, taken: Taken) -> list[str]:
        """In their order."""
        return [sign.name for sign in taken.called.signs]


@shown(**SHOWN_WINDOW)
class FreeWindowSerializer(serializers.Serializer[PlannedWindow]):
    """A window that is not over, and its free seats."""

    id = serializers.UUIDField(source="window.pk")
    starts_at = serializers.DateTimeField(source="window.starts_at")
    ends_at = serializers.DateTimeField(source="window.ends_at")
    seats = serializers.IntegerField(source="window.seats")
    free = serializers.ListField(
        child=serializers.IntegerField(), help_text="Numbers neither taken nor out of use."
    )


class PlannedWindowSerializer(FreeWindowSerializer):
    """A window with its free seats, and with who has the others."""

    taken = TakenSerializer(many=True)


@shown(
    amenity=AMENITY,
    day="2026-11-24",
    as_of="2026-11-23T18:00:00Z",
    draw={
        "id": "0192f0c1-7a51-7c7e-9a52-6f0d3c1b2a26",
        "rule": "least_served",
        "draws_at": "2026-11-24T04:00:00Z",
        "seed_hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "done_at": None,
        "asked": 0,
        "given": 0,
    },
    windows=[
        SHOWN_WINDOW
        | {"taken": [{"number": 1, "state": "given", "called": "7KQ2", "signs": ["sun", "boat"]}]},
    ],
)
class DayPlanSerializer(serializers.Serializer[DayPlan]):
    """One day of one amenity, a day of its house."""

    amenity = serializers.UUIDField(source="amenity.pk")
    day = serializers.DateField()
    as_of = serializers.DateTimeField()
    draw = DrawSerializer(allow_null=True)
    windows = PlannedWindowSerializer(many=True)


@shown(
    id=REQUEST,
    household=HOUSEHOLD,
    code="7KQ2-M4XZ-0RTW-P",
    amenity=AMENITY,
    day="2026-11-24",
    ticket="4F9K2M",
    way="desk",
    earliest="07:00",
    latest=None,
    slots=1,
    priority=None,
    asked_at="2026-11-23T17:05:00Z",
    withdrawn_at=None,
    place=None,
    outcome="",
)
class TurnRequestSerializer(serializers.ModelSerializer[TurnRequest]):
    """A household asks for one amenity on one day. `place` and `outcome` are what the draw said."""

    code = serializers.SerializerMethodField(help_text="The household's code, as printed on its card.")
    amenity = serializers.UUIDField(source="draw.amenity_id", read_only=True)
    day = serializers.DateField(source="draw.day", read_only=True)
    earliest = Clock(read_only=True, allow_null=True, format="%H:%M", help_text="Clock of the house.")
    latest = Clock(read_only=True, allow_null=True, format="%H:%M", help_text="Clock of the house.")
    # Empty until the draw.
    outcome = serializers.ChoiceField(choices=TurnRequest.Outcome.choices, allow_blank=True, read_only=True)

    class Meta:
        model = TurnRequest
        fields = [
            "id",
            "household",
            "code",
            "amenity",
            "day",
            "ticket",
            "way",
            "earliest",
            "latest",
            "slots",
            "priority",
            "asked_at",
            "withdrawn_at",
            "place",
            "outcome",
        ]

    def get_code(self, row: TurnRequest) -> str:
        """In groups of four."""
        return show_code(row.household.code)


def request_shown(row: TurnRequest) -> dict[str, Any]:
    """What `TurnRequestSerializer` says of a request with its household and draw, at a tenth of its price:
    before the draw of a day everybody asks."""
    moment = serializers.DateTimeField().to_representation
    return {
        "id": row.pk,
        "household": row.household_id,
        "code": show_code(row.household.code),
        "amenity": row.draw.amenity_id,
        "day": row.draw.day,
        "ticket": row.ticket,
        "way": row.way,
        "earliest": _clock(row.earliest),
        "latest": _clock(row.latest),
        "slots": row.slots,
        "priority": row.priority_id,
        "asked_at": moment(row.asked_at),
        "withdrawn_at": row.withdrawn_at and moment(row.withdrawn_at),
        "place": row.place,
        "outcome": row.outcome,
    }


def _clock(hour: time | None) -> str | None:
    return f"{hour:%H:%M}" if hour else None


@shown(
    id=TURN,
    household=HOUSEHOLD,
    code="7KQ2-M4XZ-0RTW-P",
    amenity=AMENITY,
    kind="charging",
    starts_at="2026-11-24T14:00:00Z",
    ends_at="2026-11-24T15:00:00Z",
    seats=[1],
    state="given",
    state_since="2026-11-24T04:00:00Z",
    offered_until=None,
    request=REQUEST,
    moved_from=None,
    told_at=None,
)
class TurnSerializer(serializers.ModelSerializer[Turn]):
    """One household, one amenity, from when to when. `seats` are numbers, in the order of the windows."""

    code = serializers.SerializerMethodField(help_text="The household's code, as printed on its card.")
    seats = serializers.SerializerMethodField(help_text="Empty where the seat is free again.")

    class Meta:
        model = Turn
        fields = [
            "id",
            "household",
            "code",
            "amenity",
            "kind",
            "starts_at",
            "ends_at",
            "seats",
            "state",
            "state_since",
            "offered_until",
            "request",
            "moved_from",
            "told_at",
        ]

    def get_code(self, row: Turn) -> str:
        """In groups of four."""
        return show_code(row.household.code)

    def get_seats(self, row: Turn) -> list[int]:
        """Prefetched by the view."""
        held: Collection[tuple[object, int]] = [
            (seat.window.starts_at, seat.number) for seat in row.seats.all()
        ]
        return [number for _begins, number in sorted(held, key=str)]


@shown(household=HOUSEHOLD, amenity=AMENITY, day="2026-11-24", way="desk", earliest="07:00", slots=1)
class TurnRequestOrder(Strict):
    """Ask ahead. The hour of asking does not matter; `earliest` and `latest` are clocks of the house."""

    household = Id()
    amenity = Id()
    day = Day(help_text="A day of the house, within the days ahead that the amenity allows.")
    way = Choice(choices=TurnRequest.Way.choices, required=False, default=TurnRequest.Way.DESK)
    earliest = Clock(required=False)
    latest = Clock(required=False)
    slots = Whole(min_value=1, max_value=2, required=False, default=1)
    priority = RowOf(Priority.objects.visible_to, required=False)


@shown(household=HOUSEHOLD, window=WINDOW, slots=1)
class TurnOrder(Strict):
    """Give a free place. While others wait, only coordinators may, and with a reason."""

    household = RowOf(Household.objects.visible_to)
    window = RowOf(TurnWindow.objects.visible_to)
    slots = Whole(min_value=1, max_value=2, required=False, default=1)
    reason = Text(required=False, allow_blank=True, max_length=LONGEST_REASON, default="")


@shown(window=WINDOW)
class TurnMove(Strict):
    """To another window of the same kind of thing."""

    window = RowOf(TurnWindow.objects.visible_to)
    reason = Text(required=False, allow_blank=True, max_length=LONGEST_REASON, default="")
