"""Devices and loans, for the staff of their own house, never for keys."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from accounts.api.requests import MemberRequest
from accounts.rights import Right
from core.api.fields import Choice, Id, Truth
from core.api.filters import Filters
from core.api.views import VisibleRows
from schedules.actions import devices, loans
from schedules.actions.devices import Wiped
from schedules.api import loan_shapes as shapes
from schedules.api.loan_shapes import LentDeviceSerializer, LoanSerializer
from schedules.models import LentDevice, LentKind, Loan
from shelters.api.views.people import OfHouseholds


class LentDeviceFilters(Filters):
    """By house and kind, and whether it may go out now."""

    shelter = Id(required=False)
    kind = Choice(choices=LentKind.choices, required=False)
    ready = Truth(required=False)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those that are asked for."""
        asked = dict(self.validated_data)
        is_ready = asked.pop("ready", None)
        if is_ready is not None:
            ready = rows.ready()  # type: ignore[attr-defined]
            rows = ready if is_ready else rows.exclude(pk__in=ready.values("pk"))
        return rows.filter(**asked)


@extend_schema_view(
    list=extend_schema(summary="Devices that houses lend"), retrieve=extend_schema(summary="One device")
)
class LentDeviceViewSet(ListModelMixin, RetrieveModelMixin, VisibleRows):
    """Tablets, telephones, chargers. They are set up on their pages."""

    queryset = LentDevice.objects.all()
    serializer_class = LentDeviceSerializer
    filters = LentDeviceFilters
    needs = Right.LEND

    def get_queryset(self) -> QuerySet[Any]:
        """Those that were not taken away."""
        rows: QuerySet[Any] = super().get_queryset()
        return rows.filter(retired_at=None)

    @extend_schema(summary="Wipe a device", request=shapes.WipeOrder, responses=LentDeviceSerializer)
    @action(detail=True, methods=["post"])
    def wipe(self, request: MemberRequest, pk: Any) -> Response:
        """The whole list: before that nobody else gets it. Done again, it changes nothing."""
        wiped = Wiped(**self.ordered(shapes.WipeOrder))
        return Response(LentDeviceSerializer(devices.wipe(self.get_object(), wiped, by=request.member)).data)


class LoanFilters(Filters):
    """By household, device and kind, and whether it is still out."""

    household = Id(required=False)
    device = Id(required=False)
    kind = Choice(choices=LentKind.choices, required=False)
    out = Truth(required=False)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those that are asked for."""
        asked = dict(self.validated_data)
        is_out = asked.pop("out", None)
        if is_out is not None:
            out = rows.out()  # type: ignore[attr-defined]
            rows = out if is_out else rows.exclude(pk__in=out.values("pk"))
        return rows.filter(**asked)


@extend_schema_view(list=extend_schema(summary="Loans"), retrieve=extend_schema(summary="One loan"))
class LoanViewSet(OfHouseholds):
    """Which household has which device until when. Gone a day after it is over."""

    queryset = Loan.objects.select_related("household", "device", "organization")
    serializer_class = LoanSerializer
    filters = LoanFilters

    @property
    def needs(self) -> Right:
        """Of one household for every desk; over all families for those who may list them."""
        is_list = self.action == "list" and "household" not in self.request.query_params
        return Right.LIST_HOUSEHOLDS if is_list else Right.LEND

    @extend_schema(summary="Hand a device out", request=shapes.LoanOrder, responses={201: LoanSerializer})
    def create(self, request: MemberRequest) -> Response:
        """One loan of a device, one device of a kind in the hands of a household."""
        order = self.ordered(shapes.LoanOrder)
        device, household = order.pop("device"), order.pop("household")
        loan = loans.hand_out(device, household, by=request.member, **order)
        return self._told(loan, status.HTTP_201_CREATED)

    @extend_schema(summary="Take a device back", request=shapes.ConditionOrder, responses=LoanSerializer)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: MemberRequest, pk: Any) -> Response:
        """What remembers waits until `devices/{id}/wipe/`. Done again, it changes nothing."""
        order = self.ordered(shapes.ConditionOrder)
        return self._told(loans.take_back(self.get_object(), by=request.member, **order))

    @extend_schema(summary="Give a device up for lost", request=None, responses=LoanSerializer)
    @action(detail=True, methods=["post"])
    def lost(self, request: MemberRequest, pk: Any) -> Response:
        """Nobody pays, and the household may have another one. Done again, it changes nothing."""
        return self._told(loans.lost(self.get_object(), by=request.member))

    @extend_schema(
        summary="A lost device is here again", request=shapes.ConditionOrder, responses=LoanSerializer
    )
    @action(detail=True, methods=["post"], url_path="found-again")
    def found_again(self, request: MemberRequest, pk: Any) -> Response:
        """It is wiped like everything that comes back."""
        order = self.ordered(shapes.ConditionOrder)
        return self._told(loans.found_again(self.get_object(), by=request.member, **order))

    @extend_schema(summary="Undo the last step", request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def undo(self, request: MemberRequest, pk: Any) -> Response:
        """Within 24 hours. Undoing a loan that just began takes it away."""
        loans.undo(self.get_object(), by=request.member)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _told(self, row: Loan, code: int = status.HTTP_200_OK) -> Response:
        return Response(LoanSerializer(self.get_queryset().get(pk=row.pk)).data, status=code)
