"""Shelters, groups, rooms, beds."""

from typing import Any, ClassVar, TypeVar

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from accounts.api.requests import MemberRequest
from accounts.rights import Right
from core.api.fields import Choice, Id
from core.api.filters import Filters
from core.api.freshness import CAPACITY
from core.api.views import VisibleRows
from shelters.actions import availability, houses
from shelters.api.orders.houses import (
    BedChange,
    BedsOrder,
    BedStateOrder,
    CloseOrder,
    RoomChange,
    RoomOrder,
    ShelterChange,
    ShelterOrder,
)
from shelters.api.serializers.houses import BedSerializer, GroupSerializer, RoomSerializer, ShelterSerializer
from shelters.models import FEATURES, Bed, Group, Room, Shelter, Stay

Row = TypeVar("Row", Shelter, Room, Bed)


class ShelterFilters(Filters):
    """By owner, state and way of counting."""

    organization = Id(required=False)
    state = Choice(choices=Shelter.State.choices, required=False)
    mode = Choice(choices=Shelter.Mode.choices, required=False)


@extend_schema_view(
    list=extend_schema(summary="The shelters of your network"), retrieve=extend_schema(summary="One shelter")
)
class ShelterViewSet(ListModelMixin, RetrieveModelMixin, VisibleRows):
    """The shelters of the network; own ones can be changed."""

    queryset = Shelter.objects.all()
    serializer_class = ShelterSerializer
    filters = ShelterFilters
    needs = Right.SEE_NETWORK
    cache_control: ClassVar[str] = CAPACITY

    def get_queryset(self) -> QuerySet[Shelter]:
        """Reads reach the network, writes only own houses."""
        if self.action in {"list", "retrieve"} and not getattr(self, "swagger_fake_view", False):
            known: QuerySet[Shelter] = Shelter.objects.in_network_of(self.request.member)
            return known
        own: QuerySet[Shelter] = super().get_queryset()
        return own

    @extend_schema(summary="Add a shelter", request=ShelterOrder, responses={201: ShelterSerializer})
    def create(self, request: MemberRequest) -> Response:
        """A new house of your organization. Its address is hidden unless you say otherwise."""
        shelter = Shelter(organization=request.member.organization, **self.ordered(ShelterOrder))
        houses.save_shelter(shelter, by=request.member)
        return Response(self.get_serializer(shelter).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="Change a shelter", request=ShelterChange, responses=ShelterSerializer)
    def partial_update(self, request: MemberRequest, pk: Any) -> Response:
        """Facts of an own house."""
        shelter = changed(self.get_object(), self.ordered(ShelterChange))
        houses.save_shelter(shelter, by=request.member)
        return Response(self.get_serializer(shelter).data)

    @extend_schema(summary="Confirm the figures of a shelter", request=None, responses=ShelterSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: MemberRequest, pk: Any) -> Response:
        """Somebody looked, and the figures are right: they are as of now."""
        shelter = self.get_object()
        availability.confirm_figures(shelter, by=request.member)
        return Response(self.get_serializer(shelter).data)


@extend_schema_view(
    list=extend_schema(summary="The groups that rooms can have"), retrieve=extend_schema(summary="One group")
)
class GroupViewSet(ListModelMixin, RetrieveModelMixin, VisibleRows):
    """Who may sleep where: built-in groups and own ones of the network."""

    queryset = Group.objects.all()
    serializer_class = GroupSerializer
    needs = Right.SEE_NETWORK
    cache_control: ClassVar[str] = CAPACITY


class RoomFilters(Filters):
    """By house and group."""

    shelter = Id(required=False)
    group = Id(required=False)


@extend_schema_view(
    list=extend_schema(summary="The rooms of your shelters"), retrieve=extend_schema(summary="One room")
)
class RoomViewSet(ListModelMixin, RetrieveModelMixin, VisibleRows):
    """The rooms of own shelters."""

    queryset = Room.objects.select_related("shelter__organization")
    serializer_class = RoomSerializer
    filters = RoomFilters
    cache_control: ClassVar[str] = CAPACITY

    @extend_schema(summary="Add a room", request=RoomOrder, responses={201: RoomSerializer})
    def create(self, request: MemberRequest) -> Response:
        """A new room of an own house."""
        room = houses.save_room(Room(**self.ordered(RoomOrder)), by=request.member)
        return Response(RoomSerializer(room).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="Change a room", request=RoomChange, responses=RoomSerializer)
    def partial_update(self, request: MemberRequest, pk: Any) -> Response:
        """Facts of a room; its group only while nobody sleeps there."""
        room = houses.save_room(changed(self.get_object(), self.ordered(RoomChange)), by=request.member)
        return Response(RoomSerializer(room).data)

    @extend_schema(summary="Close a room", request=CloseOrder, responses=RoomSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: MemberRequest, pk: Any) -> Response:
        """Its free beds are out of service; people in it stay until they are moved."""
        order = self.ordered(CloseOrder)
        return Response(RoomSerializer(houses.close_room(self.get_object(), by=request.member, **order)).data)

    @extend_schema(summary="Open a room again", request=None, responses=RoomSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: MemberRequest, pk: Any) -> Response:
        """The room can be used again."""
        return Response(RoomSerializer(houses.reopen_room(self.get_object(), by=request.member)).data)

    @extend_schema(summary="Add beds to a room", request=BedsOrder, responses={201: BedSerializer(many=True)})
    @action(detail=True, methods=["post"], pagination_class=None, filter_backends=[])
    def beds(self, request: MemberRequest, pk: Any) -> Response:
        """Many at once: "20 bunks in Room 3"."""
        made = houses.add_beds(self.get_object(), by=request.member, **self.ordered(BedsOrder))
        rows = with_occupancy(Bed.objects.visible_to(request.member)).filter(pk__in=[bed.pk for bed in made])
        return Response(BedSerializer(rows, many=True).data, status=status.HTTP_201_CREATED)


class BedFilters(Filters):
    """By house, room, kind and state."""

    shelter = Id(required=False, source="room__shelter")
    room = Id(required=False)
    kind = Choice(choices=Bed.Kind.choices, required=False)
    state = Choice(choices=Bed.State.choices, required=False)


@extend_schema_view(
    list=extend_schema(summary="The beds of your shelters"), retrieve=extend_schema(summary="One bed")
)
class BedViewSet(ListModelMixin, RetrieveModelMixin, VisibleRows):
    """The beds of own shelters, and whether they are given; never to whom."""

    queryset = Bed.objects.present()
    serializer_class = BedSerializer
    filters = BedFilters
    cache_control: ClassVar[str] = CAPACITY

    def get_queryset(self) -> QuerySet[Bed]:
        """With what each bed's occupancy is read from."""
        return with_occupancy(super().get_queryset())

    @extend_schema(summary="Change a bed", request=BedChange, responses=BedSerializer)
    def partial_update(self, request: MemberRequest, pk: Any) -> Response:
        """Its label and what it offers."""
        facts = self.ordered(BedChange)
        features = facts.pop("features", None)
        if features is not None:
            facts |= {name: name in features for name in FEATURES}
        houses.save_bed(changed(self.get_object(), facts), by=request.member)
        return self._shown()

    @extend_schema(summary="Say whether a bed can be used", request=BedStateOrder, responses=BedSerializer)
    @action(detail=True, methods=["post"])
    def state(self, request: MemberRequest, pk: Any) -> Response:
        """Cleaning, broken, blocked with a reason; or ready again."""
        houses.set_bed_state(self.get_object(), by=request.member, **self.ordered(BedStateOrder))
        return self._shown()

    @extend_schema(summary="Remove a bed", request=None, responses={204: None})
    def destroy(self, request: MemberRequest, pk: Any) -> Response:
        """The bed is gone from the house; nobody may be in it."""
        houses.retire_bed(self.get_object(), by=request.member)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _shown(self) -> Response:
        return Response(BedSerializer(self.get_object()).data)


def with_occupancy(beds: QuerySet[Bed]) -> QuerySet[Bed]:
    """Beds with their room and their open stay, in three queries whatever their number."""
    open_stays = Prefetch("stays", queryset=Stay.objects.open(), to_attr="open_stays")
    return beds.select_related("room__shelter__organization").prefetch_related(open_stays)


def changed(row: Row, facts: dict[str, Any]) -> Row:
    """The row with these facts, not saved: that is the action's part."""
    for name, value in facts.items():
        setattr(row, name, value)
    return row
