"""Amenities of the own organization, their days, and what is free."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from accounts.api.requests import MemberRequest
from accounts.rights import Right
from appointments import days
from core.api.fields import Choice, Day, Id
from core.api.filters import Filters, read_filters
from core.api.views import VisibleRows
from schedules.actions import day_plans
from schedules.api.shapes import AmenitySerializer, DayPlanSerializer, FreeWindowSerializer
from schedules.models import Amenity, Kind


class AmenityFilters(Filters):
    """By house and kind."""

    shelter = Id(required=False, source="shelter_id")
    kind = Choice(choices=Kind.choices, required=False)


class DayFilters(Filters):
    """Which day of the house; today, unless said."""

    day = Day(required=False)


@extend_schema_view(
    list=extend_schema(summary="What is shared out in turns"), retrieve=extend_schema(summary="One amenity")
)
class AmenityViewSet(ListModelMixin, RetrieveModelMixin, VisibleRows):
    """Sockets, devices, Wi-Fi links and what else houses share out. They are set up on their pages."""

    queryset = Amenity.objects.select_related("shelter")
    serializer_class = AmenitySerializer
    filters = AmenityFilters
    needs = Right.SEE_TURNS

    def get_queryset(self) -> QuerySet[Any]:
        """Those that were not taken away."""
        rows: Any = super().get_queryset()
        in_service: QuerySet[Any] = rows.in_service()
        return in_service

    @extend_schema(
        summary="The plan of one day", parameters=[DayFilters], responses=DayPlanSerializer, filters=False
    )
    @action(detail=True, methods=["get"], pagination_class=None)
    def plan(self, request: MemberRequest, pk: Any) -> Response:
        """Windows, free seats, and short codes as they hang on the wall. Each look is written down."""
        amenity = self.get_object()
        plan: Any = day_plans.of_day(amenity, self._day(amenity), by=request.member)
        return Response(DayPlanSerializer(plan).data)

    @extend_schema(
        summary="Free places of one day",
        parameters=[DayFilters],
        responses=FreeWindowSerializer(many=True),
        filters=False,
    )
    @action(detail=True, methods=["get"], pagination_class=None)
    def free(self, request: MemberRequest, pk: Any) -> Response:
        """Windows that are not over and have a free seat. They can be given at once where nobody waits."""
        amenity = self.get_object()
        windows: Any = day_plans.free_windows(amenity, self._day(amenity), by=request.member)
        return Response(FreeWindowSerializer(windows, many=True).data)

    def _day(self, amenity: Amenity) -> date:
        asked = read_filters(self.request, DayFilters, paged=False).validated_data.get("day")
        day: date = asked or days.today_in(amenity.shelter, timezone.now())
        return day
