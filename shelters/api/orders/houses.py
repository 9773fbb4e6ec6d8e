"""Shapes of what is asked for houses, rooms, beds and counts."""

import zoneinfo
from typing import Any

from rest_framework import serializers

from core.api.examples import shown
from core.api.fields import Choice, Clock, Day, Moment, RowOf, Strict, Text, Truth, Whole, Words
from shelters.actions.capacity import MOST_PLACES
from shelters.actions.counts import MOST
from shelters.api.orders.people import NEEDS
from shelters.models import Bed, Group, OverCapacity, Room, Shelter

MOST_ON_A_BUS = 300
ZONES = [(name, name) for name in sorted(zoneinfo.available_timezones())]


def groups_for(member: Any) -> Any:
    """Groups that the member's organization may use."""
    return Group.objects.usable_by(member.organization_id)


class ShelterChange(Strict):
    """Facts of an own shelter; what is left out stays. Texts are in the language of the request."""

    name = Text(max_length=120, required=False)
    mode = Choice(choices=Shelter.Mode.choices, required=False)
    time_zone = Choice(choices=ZONES, required=False)
    state = Choice(choices=Shelter.State.choices, required=False)
    opens_on = Day(required=False, allow_null=True)
    address = Text(max_length=200, required=False, allow_blank=True)
    area = Text(max_length=80, required=False, allow_blank=True)
    address_visibility = Choice(choices=Shelter.AddressVisibility.choices, required=False)
    phone = Text(max_length=40, required=False, allow_blank=True)
    doors_open = Clock(required=False, allow_null=True)
    doors_close = Clock(required=False, allow_null=True)
    languages = serializers.ListField(child=Text(max_length=12), max_length=40, required=False)
    house_rules = Text(max_length=5000, required=False, allow_blank=True)
    services = Text(max_length=5000, required=False, allow_blank=True)
    accepts_holds = Truth(required=False)
    hold_minutes = Whole(min_value=30, max_value=480, required=False)
    cleaning_minutes = Whole(max_value=1440, required=False)


class ShelterOrder(ShelterChange):
    """A new shelter of the own organization."""

    name = Text(max_length=120)
    time_zone = Choice(choices=ZONES)


class RoomChange(Strict):
    """Facts of a room; what is left out stays."""

    name = Text(max_length=60, required=False)
    group = RowOf(groups_for, required=False)
    floor = Whole(min_value=-9, max_value=200, required=False)
    position = Whole(max_value=1000, required=False)


class RoomOrder(RoomChange):
    """A new room of an own shelter."""

    shelter = RowOf(Shelter.objects.visible_to)
    name = Text(max_length=60)
    group = RowOf(groups_for)


class CloseOrder(Strict):
    """Why a room closes, and until when."""

    reason = Choice(choices=Room.ClosedReason.choices)
    until = Moment(required=False, allow_null=True, default=None)


@shown(count=20, bunks=True)
class BedsOrder(Strict):
    """Many beds at once, labelled on from the last number."""

    count = Whole(min_value=1, max_value=100)
    kind = Choice(choices=Bed.Kind.choices[:3], default=Bed.Kind.BED)
    bunks = Truth(default=False, help_text="Each bunk bed is two places: a lower and an upper one.")
    features = Words(choices=NEEDS, default=list)


class BedChange(Strict):
    """Facts of a bed; what is left out stays."""

    label = Text(max_length=20, required=False)  # type: ignore[assignment]
    features = Words(choices=NEEDS, required=False)


class BedStateOrder(Strict):
    """Whether the bed can be used; out of service needs a reason."""

    state = Choice(choices=Bed.State.choices)
    reason = Choice(choices=Bed.Reason.choices, default="", allow_blank=True)
    until = Moment(required=False, allow_null=True, default=None)


class PlacesOrder(Strict):
    """How many places a house that only counts has for a group."""

    shelter = RowOf(Shelter.objects.visible_to)
    group = RowOf(groups_for)
    installed = Whole(max_value=MOST, allow_null=True, help_text="Empty: no capacity is stated.")
    mats = Whole(max_value=MOST, default=0)
    out_of_service = Whole(max_value=MOST, default=0)


@shown(in_use=34, confirmed=False)
class CountOrder(Strict):
    """Heads that somebody counted."""

    in_use = Whole(max_value=MOST)
    confirmed = Truth(default=False, help_text="Say true after surprising_count, if the number is right.")


@shown(
    shelter="9c5d5b8f-0f0b-4d0f-b0d4-6e0d7c7a2b10",
    group="2d4a7c55-3f1e-4f0d-8f7a-5a4e9c1b6d20",
    places=6,
    reason="cold",
    ends_at="2026-11-23T09:00:00-08:00",
)
class OverCapacityOrder(Strict):
    """More places than there are: why, and until when."""

    shelter = RowOf(Shelter.objects.visible_to)
    group = RowOf(groups_for)
    room = RowOf(Room.objects.visible_to, required=False, help_text="Needed in houses with rooms.")
    places = Whole(min_value=1, max_value=MOST_PLACES)
    reason = Choice(choices=OverCapacity.Reason.choices)
    ends_at = Moment()


@shown(shelter="9c5d5b8f-0f0b-4d0f-b0d4-6e0d7c7a2b10", men=40, women=30, children=20)
class BusOrder(Strict):
    """A group that arrived."""

    shelter = RowOf(Shelter.objects.visible_to)
    men = Whole(max_value=MOST_ON_A_BUS, default=0)
    women = Whole(max_value=MOST_ON_A_BUS, default=0)
    children = Whole(max_value=MOST_ON_A_BUS, default=0)
