"""Requests and turns, for the staff of their own house, never for keys."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api.requests import MemberRequest
from accounts.rights import Right
from core.api.fields import Choice, Day, Id, Moment, Truth
from core.api.filters import Filters
from schedules.actions import requests, turns
from schedules.actions.requests import DayOf
from schedules.api import shapes
from schedules.api.shapes import TurnRequestSerializer, TurnSerializer
from schedules.models import Kind, Turn, TurnRequest
from shelters.api.views.people import OfHouseholds


class OneHouseholdOrAll(OfHouseholds):
    """Of one household for every desk; a list over all families is for those who may list them."""

    @property
    def needs(self) -> Right:
        """The right that the request takes."""
        is_list = self.action == "list" and "household" not in self.request.query_params
        return Right.LIST_HOUSEHOLDS if is_list else Right.KEEP_TURNS


class TurnRequestFilters(Filters):
    """By household, amenity, day, and whether it still stands."""

    household = Id(required=False)
    amenity = Id(required=False, source="draw__amenity")
    day = Day(required=False, source="draw__day")
    standing = Truth(required=False, source="withdrawn_at__isnull")


@extend_schema_view(
    list=extend_schema(summary="Requests for turns"), retrieve=extend_schema(summary="One request for a turn")
)
class TurnRequestViewSet(OneHouseholdOrAll):
    """What households ask for ahead, and what the draw said."""

    queryset = TurnRequest.objects.select_related("household", "draw")
    serializer_class = TurnRequestSerializer
    filters = TurnRequestFilters

    @extend_schema(
        summary="Ask for a turn", request=shapes.TurnRequestOrder, responses={201: TurnRequestSerializer}
    )
    def create(self, request: MemberRequest) -> Response:
        """Before the draw of that day, at any hour: nobody has to be first."""
        order = self.ordered(shapes.TurnRequestOrder)
        household, amenity, day = (order.pop(name) for name in ("household", "amenity", "day"))
        row = requests.ask(household, DayOf(amenity, day), by=request.member, **order)
        return Response(shapes.request_shown(row), status.HTTP_201_CREATED)

    @extend_schema(summary="Take a request back", request=None, responses=TurnRequestSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: MemberRequest, pk: Any) -> Response:
        """The household does not want it any more. Doing it again changes nothing."""
        return self._told(requests.withdraw(self.get_object(), by=request.member))

    def _told(self, row: TurnRequest) -> Response:
        return Response(TurnRequestSerializer(self.get_queryset().get(pk=row.pk)).data)


class TurnFilters(Filters):
    """By household, amenity, kind, state, time, and whether it is still open."""

    household = Id(required=False)
    amenity = Id(required=False)
    kind = Choice(choices=Kind.choices, required=False)
    state = Choice(choices=Turn.State.choices, required=False)
    open = Truth(required=False)
    starts_after = Moment(required=False, source="starts_at__gte")
    starts_before = Moment(required=False, source="starts_at__lt")

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those that are asked for."""
        asked = dict(self.validated_data)
        is_open = asked.pop("open", None)
        if is_open is not None:
            rows = rows.open() if is_open else rows.exclude(state__in=Turn.OPEN)  # type: ignore[attr-defined]
        return rows.filter(**asked)


@extend_schema_view(list=extend_schema(summary="Turns"), retrieve=extend_schema(summary="One turn"))
class TurnViewSet(OneHouseholdOrAll):
    """Which household has which place when, and whether it came."""

    queryset = Turn.objects.select_related("household").prefetch_related("seats__window")
    serializer_class = TurnSerializer
    filters = TurnFilters

    @extend_schema(summary="Give a free place", request=shapes.TurnOrder, responses={201: TurnSerializer})
    def create(self, request: MemberRequest) -> Response:
        """The lowest free seat of the window. Nothing is given beyond its seats, whoever asks at once."""
        order = self.ordered(shapes.TurnOrder)
        household, window = order.pop("household"), order.pop("window")
        return self._told(turns.give(household, window, by=request.member, **order), 201)

    @extend_schema(summary="Take what was offered", request=None, responses=TurnSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: MemberRequest, pk: Any) -> Response:
        """Before the offer runs out."""
        return self._told(turns.accept(self.get_object(), by=request.member))

    @extend_schema(summary="Cancel a turn", request=None, responses=TurnSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: MemberRequest, pk: Any) -> Response:
        """The seat is free for the next one; the household keeps its standing."""
        return self._told(turns.cancel(self.get_object(), by=request.member))

    @extend_schema(summary="The household came", request=None, responses=TurnSerializer)
    @action(detail=True, methods=["post"])
    def came(self, request: MemberRequest, pk: Any) -> Response:
        """From then on it was served today."""
        return self._told(turns.came(self.get_object(), by=request.member))

    @extend_schema(summary="The household did not come", request=None, responses=TurnSerializer)
    @action(detail=True, methods=["post"])
    def missed(self, request: MemberRequest, pk: Any) -> Response:
        """It keeps its standing: next time it is not last."""
        return self._told(turns.missed(self.get_object(), by=request.member))

    @extend_schema(summary="Move a turn", request=shapes.TurnMove, responses={201: TurnSerializer})
    @action(detail=True, methods=["post"])
    def move(self, request: MemberRequest, pk: Any) -> Response:
        """The answer is the new turn."""
        order = self.ordered(shapes.TurnMove)
        return self._told(turns.move(self.get_object(), by=request.member, **order), 201)

    @extend_schema(summary="Undo the last mark", request=None, responses=TurnSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: MemberRequest, pk: Any) -> Response:
        """Within 24 hours, while the seat is free."""
        return self._told(turns.undo(self.get_object(), by=request.member))

    def _told(self, row: Turn, code: int = status.HTTP_200_OK) -> Response:
        return Response(TurnSerializer(self.get_queryset().get(pk=row.pk)).data, status=code)
