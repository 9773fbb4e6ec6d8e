"""Counted places, places over capacity, arriving groups, and the history of a house."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from accounts.api.requests import MemberRequest
from accounts.rights import Right
from core.api.fields import Id, Truth
from core.api.filters import Filters
from core.api.freshness import CAPACITY
from core.api.views import VisibleRows
from shelters.actions import capacity, changes, counts, lookups
from shelters.api.orders.houses import BusOrder, CountOrder, OverCapacityOrder, PlacesOrder
from shelters.api.orders.people import PartyOrder, party_of
from shelters.api.serializers.houses import (
    BusCountSerializer,
    ChangeSerializer,
    OverCapacitySerializer,
    PlacesSerializer,
)
from shelters.api.serializers.people import HouseholdSerializer
from shelters.models import BusCount, Change, OverCapacity, Places


class HouseFilters(Filters):
    """By house."""

    shelter = Id(required=False)


class OpenFilters(HouseFilters):
    """By house, and whether it goes on."""

    open = Truth(required=False, source="closed_at__isnull")


@extend_schema_view(
    list=extend_schema(summary="The counted places of your shelters"),
    retrieve=extend_schema(summary="The counted places of one group"),
)
class PlacesViewSet(ListModelMixin, RetrieveModelMixin, VisibleRows):
    """Places per group of own shelters that only count."""

    queryset = Places.objects.all()
    serializer_class = PlacesSerializer
    filters = HouseFilters
    cache_control: ClassVar[str] = CAPACITY

    @extend_schema(
        summary="State the places of a group", request=PlacesOrder, responses={201: PlacesSerializer}
    )
    def create(self, request: MemberRequest) -> Response:
        """How many there are; stating them again replaces the former numbers."""
        places = counts.set_places(by=request.member, **self.ordered(PlacesOrder))
        return Response(PlacesSerializer(places).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="Count heads", request=CountOrder, responses=PlacesSerializer)
    @action(detail=True, methods=["post"])
    def count(self, request: MemberRequest, pk: Any) -> Response:
        """This many are in use now. A large jump is refused once: send it again with confirmed."""
        places = counts.count_places(self.get_object(), by=request.member, **self.ordered(CountOrder))
        return Response(PlacesSerializer(places).data)


@extend_schema_view(
    list=extend_schema(summary="Places over capacity in your shelters"),
    retrieve=extend_schema(summary="One act over capacity"),
)
class OverCapacityViewSet(ListModelMixin, RetrieveModelMixin, VisibleRows):
    """Acts that opened places beyond capacity."""

    queryset = OverCapacity.objects.all()
    serializer_class = OverCapacitySerializer
    filters = OpenFilters
    cache_control: ClassVar[str] = CAPACITY

    @extend_schema(
        summary="Open places over capacity",
        request=OverCapacityOrder,
        responses={201: OverCapacitySerializer},
    )
    def create(self, request: MemberRequest) -> Response:
        """An explicit act with a reason and an end, at most 31 days away."""
        act = capacity.open_over_capacity(by=request.member, **self.ordered(OverCapacityOrder))
        return Response(OverCapacitySerializer(act).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="Close places over capacity", request=None, responses=OverCapacitySerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: MemberRequest, pk: Any) -> Response:
        """End the act early; only when nobody is in its places."""
        act = capacity.close_over_capacity(self.get_object(), by=request.member)
        return Response(OverCapacitySerializer(act).data)


@extend_schema_view(
    list=extend_schema(summary="Groups that arrived"),
    retrieve=extend_schema(summary="One group that arrived"),
)
class BusCountViewSet(ListModelMixin, RetrieveModelMixin, VisibleRows):
    """Groups that were counted on arrival, before anybody was written down."""

    queryset = BusCount.objects.all()
    serializer_class = BusCountSerializer
    filters = OpenFilters
    needs = Right.PLACE

    @extend_schema(summary="Count an arriving group", request=BusOrder, responses={201: BusCountSerializer})
    def create(self, request: MemberRequest) -> Response:
        """90: 40 men, 30 women, 20 children. Households are made from it later."""
        bus = counts.count_bus(by=request.member, **self.ordered(BusOrder))
        return Response(BusCountSerializer(bus).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="A household of the group", request=PartyOrder, responses={201: HouseholdSerializer}
    )
    @action(detail=True, methods=["post"])
    def households(self, request: MemberRequest, pk: Any) -> Response:
        """Write a household of the group down; fewer people wait."""
        party = party_of(self.ordered(PartyOrder))
        household = counts.from_bus(self.get_object(), party, by=request.member)
        return Response(HouseholdSerializer(household).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="Nobody of the group waits", request=None, responses=BusCountSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: MemberRequest, pk: Any) -> Response:
        """They went on, or were counted in a group."""
        return Response(BusCountSerializer(counts.close_bus(self.get_object(), by=request.member)).data)


class ChangeFilters(HouseFilters):
    """By house and household."""

    household = Id(required=False)


class ChangeViewSet(ListModelMixin, RetrieveModelMixin, VisibleRows):
    """What was done in own shelters; within a day it can be undone. It names households, so every look is
    written down: as a list, or as the opening of one."""

    queryset = Change.objects.all()
    serializer_class = ChangeSerializer
    filters = ChangeFilters

    @property
    def needs(self) -> Right:
        """Reading the history takes more than taking back one's own deed."""
        return Right.PLACE if self.action == "undo" else Right.SEE_HISTORY

    @extend_schema(summary="What was done")
    def list(self, request: MemberRequest, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        answer = super().list(request, *args, **kwargs)
        lookups.listed(Change, by=request.member)
        return answer

    @extend_schema(summary="One deed")
    def retrieve(self, request: MemberRequest, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        deed = self.get_object()
        if deed.household_id:
            lookups.by_id(deed.household_id, by=request.member)
        return Response(self.get_serializer(deed).data)

    @extend_schema(summary="Undo", request=None, responses=ChangeSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: MemberRequest, pk: Any) -> Response:
        """Take one deed back within 24 hours, wholly or not at all."""
        return Response(ChangeSerializer(changes.undo(self.get_object(), by=request.member)).data)
