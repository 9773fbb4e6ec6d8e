"""Appointments and registrations, for the staff of their own house. Keys read them elsewhere, by consent."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api.requests import MemberRequest
from accounts.rights import Right
from appointments import checklists, conflicts, gap
from appointments.actions import appointments, gap_steps, histories, trackings
from appointments.actions.appointments import NEEDS, Meeting
from appointments.actions.trackings import Told
from appointments.api import shapes
from appointments.api.shapes import AppointmentSerializer, TrackingSerializer
from appointments.models import Appointment, Tracking
from core.api.fields import Choice, Id, Moment, Truth
from core.api.filters import Filters
from core.errors import BadInput
from shelters.api.views.people import OfHouseholds
from shelters.errors import CannotUndo


class AppointmentFilters(Filters):
    """By household, programme, status, time, and whether it is still open."""

    household = Id(required=False)
    programme = Id(required=False)
    status = Choice(choices=Appointment.Status.choices, required=False)
    open = Truth(required=False)
    starts_after = Moment(required=False)
    starts_before = Moment(required=False)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those that are asked for."""
        asked: dict[str, Any] = dict(self.validated_data)
        names = {"starts_after": "starts_at__gte", "starts_before": "starts_at__lt"}
        is_open = asked.pop("open", None)
        if is_open is not None:
            rows = rows.open() if is_open else rows.exclude(status__in=Appointment.OPEN)  # type: ignore[attr-defined]
        return rows.filter(**{names.get(name, name): value for name, value in asked.items()})


class OneHouseholdOrAll(OfHouseholds):
    """Of one household for every desk; a list over all families is for those who see tomorrow."""

    @property
    def needs(self) -> Right:
        """The right that the request takes."""
        is_list = self.action == "list" and "household" not in self.request.query_params
        return Right.SEE_TOMORROW if is_list else Right.KEEP_APPOINTMENTS


@extend_schema_view(
    list=extend_schema(summary="Appointments"), retrieve=extend_schema(summary="One appointment")
)
class AppointmentViewSet(OneHouseholdOrAll):
    """When a household must be where, who of it is listed, and who is missing."""

    queryset = Appointment.objects.select_related("household", "programme").prefetch_related("covers__person")
    serializer_class = AppointmentSerializer
    filters = AppointmentFilters

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """With the gaps and conflicts of all rows that are shown."""
        if args:
            rows = list(args[0]) if kwargs.get("many") else [args[0]]
            context = {"coverages": gap.coverages(rows), "conflicts": conflicts.among(rows)}
            kwargs["context"] = {**self.get_serializer_context(), **context}
        return super().get_serializer(*args, **kwargs)

    @extend_schema(
        summary="Enter an appointment",
        request=shapes.AppointmentOrder,
        responses={201: AppointmentSerializer},
    )
    def create(self, request: MemberRequest) -> Response:
        """Whoever is missing on it is told in `coverage`; that is no refusal."""
        order = self.ordered(shapes.AppointmentOrder)
        place, zone = order.get("place"), order.get("zone", "")
        if place is None and not zone:
            raise BadInput({"zone": ""})
        meeting = Meeting(
            programme=order["programme"],
            starts_at=order["starts_at"],
            zone=zone,
            persons=order["persons"],
            place=place,
            lead_minutes=order.get("lead_minutes"),
            status=order.get("status", Appointment.Status.CONFIRMED),
            needs={name: order[name] for name in NEEDS if name in order},
        )
        row = appointments.enter(order["household"], meeting, by=request.member)
        return self._told(row, status.HTTP_201_CREATED)

    @extend_schema(
        summary="Correct an appointment", request=shapes.AppointmentChange, responses=AppointmentSerializer
    )
    def partial_update(self, request: MemberRequest, pk: Any) -> Response:
        """What is left out stays."""
        order = self.ordered(shapes.AppointmentChange)
        return self._told(appointments.change(self.get_object(), by=request.member, **order))

    @extend_schema(
        summary="Move an appointment", request=shapes.AppointmentMove, responses={201: AppointmentSerializer}
    )
    @action(detail=True, methods=["post"])
    def move(self, request: MemberRequest, pk: Any) -> Response:
        """The office gave another time: the answer is the new appointment."""
        to = self.ordered(shapes.AppointmentMove)["starts_at"]
        return self._told(appointments.move(self.get_object(), to=to, by=request.member), 201)

    @extend_schema(summary="How it went", request=shapes.OutcomeOrder, responses=AppointmentSerializer)
    @action(detail=True, methods=["post"])
    def outcome(self, request: MemberRequest, pk: Any) -> Response:
        """It ends nobody's stay and frees no bed."""
        order = self.ordered(shapes.OutcomeOrder)
        return self._told(appointments.end(self.get_object(), by=request.member, **order))

    @extend_schema(summary="Take a step", request=shapes.StepOrder, responses={201: AppointmentSerializer})
    @action(detail=True, methods=["post"])
    def steps(self, request: MemberRequest, pk: Any) -> Response:
        """No step makes an incomplete family complete."""
        row = self.get_object()
        gap_steps.take(row, by=request.member, **self.ordered(shapes.StepOrder))
        return self._told(row, status.HTTP_201_CREATED)

    @extend_schema(
        summary="Documents to bring", responses=shapes.DocumentSerializer(many=True), filters=False
    )
    @action(detail=True, methods=["get"], pagination_class=None)
    def documents(self, request: MemberRequest, pk: Any) -> Response:
        """What the programme's rule asks for, line by line, and which are ready. No document is kept."""
        return self._listed(self.get_object())

    @extend_schema(
        summary="Say which documents are ready",
        request=shapes.ReadyOrder,
        responses=shapes.DocumentSerializer(many=True),
    )
    @documents.mapping.put
    def ready(self, request: MemberRequest, pk: Any) -> Response:
        """Lines that are left out are not ready. Sent twice, it changes nothing."""
        row = self.get_object()
        appointments.set_ready(row, lines=self.ordered(shapes.ReadyOrder)["ready"], by=request.member)
        return self._listed(row)

    @extend_schema(summary="Undo the last change", request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def undo(self, request: MemberRequest, pk: Any) -> Response:
        """Within 24 hours. Undoing an entry takes the appointment away."""
        last = histories.undoable(self.get_object(), by=request.member)
        if last is None:
            raise CannotUndo
        appointments.undo(last, by=request.member)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _listed(self, row: Appointment) -> Response:
        rows: Any = checklists.of(row)
        return Response(shapes.DocumentSerializer(rows, many=True).data)

    def _told(self, row: Appointment, code: int = status.HTTP_200_OK) -> Response:
        fresh = self.get_queryset().get(pk=row.pk)
        return Response(self.get_serializer(fresh).data, status=code)


class TrackingFilters(Filters):
    """By household, programme and state."""

    household = Id(required=False)
    programme = Id(required=False)
    state = Choice(choices=Tracking.State.choices, required=False)


@extend_schema_view(
    list=extend_schema(summary="Registrations"), retrieve=extend_schema(summary="One registration")
)
class TrackingViewSet(OneHouseholdOrAll):
    """How far households are in programmes."""

    queryset = Tracking.objects.select_related("household").prefetch_related("covers__person")
    serializer_class = TrackingSerializer
    filters = TrackingFilters

    @extend_schema(
        summary="Write a registration down", request=shapes.TrackingOrder, responses={201: TrackingSerializer}
    )
    def create(self, request: MemberRequest) -> Response:
        """Begins it, or changes the one that is there."""
        order = self.ordered(shapes.TrackingOrder)
        household, programme = order.pop("household"), order.pop("programme")
        row = trackings.write(household, programme, Told(**order), by=request.member)
        return Response(TrackingSerializer(self.get_queryset().get(pk=row.pk)).data, status=201)
