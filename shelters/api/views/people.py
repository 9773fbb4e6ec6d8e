"""Households, holds, stays: only for those who may see people, never for keys."""

from contextlib import suppress
from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from accounts.api.requests import MemberRequest
from accounts.rights import Right
from core.api.fields import Choice, Id, Text, Truth
from core.api.filters import Filters
from core.api.views import FramedView, VisibleRows
from core.codes import BadCode, read_code
from core.errors import NotHere
from shelters import placement
from shelters.actions import holds, households, lookups, stays
from shelters.api.orders import people as orders
from shelters.api.serializers.people import (
    HoldSerializer,
    HouseholdSerializer,
    OptionSerializer,
    PersonSerializer,
    ReferralSerializer,
    StaySerializer,
    stays_shown,
)
from shelters.models import FEATURES, Hold, Household, Referral, Stay


class PlacementsView(FramedView):
    """Where could this party sleep tonight?"""

    needs = Right.PLACE

    @extend_schema(
        summary="Find places for a party",
        request=orders.QuestionOrder,
        responses={200: OptionSerializer(many=True)},
        operation_id="placements_find",
    )
    def post(self, request: MemberRequest) -> Response:
        """The best placements, best first. Nothing is written down and nothing is held."""
        order = self.ordered(orders.QuestionOrder)
        options = placement.find_places(orders.party_of(order), by=request.member, at=order.get("at"))
        return Response(OptionSerializer(cast("Any", options), many=True).data)


class HouseholdFilters(Filters):
    """By code, language, and whether it is still here."""

    code = Text(required=False, max_length=40, help_text="Exactly, as printed on the card or without dashes.")
    present = Truth(required=False, source="left_at__isnull")

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        asked = dict(self.validated_data)
        if "code" in asked:
            asked["code"] = as_read(asked["code"])
        return rows.filter(**asked)


class HouseholdViewSet(ListModelMixin, RetrieveModelMixin, VisibleRows):
    """People who stay together. Every look at one is written down."""

    queryset = Household.objects.prefetch_related("persons")
    serializer_class = HouseholdSerializer
    filters = HouseholdFilters

    @property
    def needs(self) -> Right:
        """Opening one by its code is for every desk; listing them is not."""
        is_list = self.action == "list" and "code" not in self.request.query_params
        return Right.LIST_HOUSEHOLDS if is_list else Right.SEE_HOUSEHOLD

    @extend_schema(summary="Households, or the one with a code")
    def list(self, request: MemberRequest, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        answer = super().list(request, *args, **kwargs)
        if "code" not in request.query_params:
            lookups.listed(Household, by=request.member)
            return answer
        with suppress(NotHere):
            lookups.by_code(request.query_params["code"], by=request.member)
        return answer

    @extend_schema(summary="One household")
    def retrieve(self, request: MemberRequest, pk: Any) -> Response:  # type: ignore[override]
        return Response(HouseholdSerializer(lookups.by_id(pk, by=request.member)).data)

    @extend_schema(
        summary="Write a household down", request=orders.PartyOrder, responses={201: HouseholdSerializer}
    )
    def create(self, request: MemberRequest) -> Response:
        """A new household without a bed yet."""
        party = orders.party_of(self.ordered(orders.PartyOrder))
        household = households.open_household(party, by=request.member)
        return Response(HouseholdSerializer(household).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="Correct a person", request=orders.PersonChange, responses=PersonSerializer)
    @action(detail=True, methods=["patch"], url_path="persons/<int:number>")
    def person(self, request: MemberRequest, pk: Any, number: int) -> Response:
        """Corrected answers about one person, by the number in the household."""
        person = self.get_object().persons.filter(number=number).first()
        if person is None:
            raise NotHere
        answers = self.ordered(orders.PersonChange)
        if "needs" in answers:
            needs = answers.pop("needs")
            answers |= {name: name in needs for name in FEATURES}
        return Response(PersonSerializer(households.change_person(person, by=request.member, **answers)).data)

    @extend_schema(summary="Somebody joins", request=orders.PersonOrder, responses={201: PersonSerializer})
    @action(detail=True, methods=["post"])
    def persons(self, request: MemberRequest, pk: Any) -> Response:
        """One more person; where the household sleeps is changed by moving it."""
        order = self.ordered(orders.PersonOrder)
        answer = orders.party_of({"persons": [order], "language": ""}).persons[0]
        person = households.add_person(self.get_object(), answer, by=request.member)
        return Response(PersonSerializer(person).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="Hold own places", request=orders.IntoOrder, responses={201: HoldSerializer})
    @action(detail=True, methods=["post"])
    def hold(self, request: MemberRequest, pk: Any) -> Response:
        """Keep chosen beds or places of an own house for this household."""
        household, order = self.get_object(), self.ordered(orders.IntoOrder)
        into = orders.into_of(order, household, by=request.member)
        held = holds.hold_household(household, into=into, split=orders.split_of(order), by=request.member)
        return Response(HoldSerializer(held).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="Join two households", request=orders.MergeOrder, responses=HouseholdSerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request: MemberRequest, pk: Any) -> Response:
        """Two entries are one family: the persons of this one go into the other."""
        into = households.merge(self.get_object(), by=request.member, **self.ordered(orders.MergeOrder))
        return Response(HouseholdSerializer(into).data)

    @extend_schema(summary="Undo a join", request=None, responses=HouseholdSerializer)
    @action(detail=True, methods=["post"])
    def unmerge(self, request: MemberRequest, pk: Any) -> Response:
        """They were two families after all."""
        return Response(HouseholdSerializer(households.unmerge(self.get_object(), by=request.member)).data)

    @extend_schema(
        summary="Split a household", request=orders.SplitOffOrder, responses={201: HouseholdSerializer}
    )
    @action(detail=True, methods=["post"])
    def split(self, request: MemberRequest, pk: Any) -> Response:
        """A second household of some persons, with a note about every child."""
        household, order = self.get_object(), self.ordered(orders.SplitOffOrder)
        other = households.split_off(
            household,
            persons=orders.persons_of(household, order["persons"]),
            reason=order["reason"],
            adults=orders.adults_of(order),
            by=request.member,
        )
        return Response(HouseholdSerializer(other).data, status=status.HTTP_201_CREATED)


class OfHouseholds(ListModelMixin, RetrieveModelMixin, VisibleRows):
    """Rows that name their household. Showing some is written down: as its opening, or as a list."""

    def list(self, request: MemberRequest, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        answer = super().list(request, *args, **kwargs)
        if "household" not in request.query_params:
            lookups.listed(self.get_queryset().model, by=request.member)
            return answer
        with suppress(NotHere):
            lookups.by_id(UUID(request.query_params["household"]), by=request.member)
        return answer

    def retrieve(self, request: MemberRequest, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        row = self.get_object()
        lookups.by_id(row.household_id, by=request.member)
        return Response(self.get_serializer(row).data)


class HoldFilters(Filters):
    """By house, and whether it goes on."""

    shelter = Id(required=False)
    open = Truth(required=False, source="ended_at__isnull")


@extend_schema_view(
    list=extend_schema(summary="Who is on the way"), retrieve=extend_schema(summary="One hold")
)
class HoldViewSet(OfHouseholds):
    """Households on their way to own shelters."""

    queryset = Hold.objects.select_related("household")
    serializer_class = HoldSerializer
    filters = HoldFilters

    @property
    def needs(self) -> Right:
        """One hold is for every desk; a list of codes is not."""
        return Right.LIST_HOUSEHOLDS if self.action == "list" else Right.SEE_HOUSEHOLD

    @extend_schema(
        summary="Hold places in a house of the network",
        request=orders.HoldOrder,
        responses={201: HoldSerializer},
    )
    def create(self, request: MemberRequest) -> Response:
        """The house may be a neighbour's; the best places are chosen there. The code goes on the card."""
        order = self.ordered(orders.HoldOrder)
        held = holds.hold(
            orders.party_of(order),
            at=order["shelter"],
            by=request.member,
            family_agrees=order["family_agrees"],
        )
        return Response(HoldSerializer(held).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="Let held places go", request=None, responses=HoldSerializer)
    @action(detail=True, methods=["post"])
    def release(self, request: MemberRequest, pk: Any) -> Response:
        """The household does not come."""
        return Response(HoldSerializer(holds.release(self.get_object(), by=request.member)).data)

    @extend_schema(
        summary="The household is here", request=orders.ArriveOrder, responses=StaySerializer(many=True)
    )
    @action(detail=True, methods=["post"], pagination_class=None, filter_backends=[])
    def arrive(self, request: MemberRequest, pk: Any) -> Response:
        """What was held is now in use."""
        order = self.ordered(orders.ArriveOrder)
        split, late_reason = orders.split_of(order), order["late_reason"]
        begun = holds.arrive(
            self.get_object(),
            by=request.member,
            split=split,
            late_reason=late_reason,
            confirmed=order["confirmed"],
        )
        return Response(StaySerializer(begun, many=True).data)


@extend_schema_view(
    list=extend_schema(summary="Holds asked of neighbours"),
    retrieve=extend_schema(summary="One hold asked of a neighbour"),
)
class ReferralViewSet(ListModelMixin, RetrieveModelMixin, VisibleRows):
    """What the own organization asked of neighbours: counts and outcomes, no people."""

    queryset = Referral.objects.all()
    serializer_class = ReferralSerializer
    filters = HoldFilters
    needs = Right.HOLD_IN_NETWORK

    @extend_schema(summary="Take the question back", request=None, responses=ReferralSerializer)
    @action(detail=True, methods=["post"])
    def release(self, request: MemberRequest, pk: Any) -> Response:
        """The neighbour's places are free again."""
        return Response(ReferralSerializer(holds.release_referral(self.get_object(), by=request.member)).data)


class StayFilters(Filters):
    """By household, house, state, and whether it goes on."""

    household = Id(required=False)
    shelter = Id(required=False)
    state = Choice(choices=Stay.State.choices, required=False)
    open = Truth(required=False, source="ended_at__isnull")


@extend_schema_view(
    list=extend_schema(summary="Who has which place"), retrieve=extend_schema(summary="One stay")
)
class StayViewSet(OfHouseholds):
    """Who has which place in own shelters."""

    queryset = Stay.objects.select_related("person")
    serializer_class = StaySerializer
    filters = StayFilters

    @property
    def needs(self) -> Right:
        """The places of one household are for every desk; a list of people is not."""
        is_list = self.action == "list" and "household" not in self.request.query_params
        return Right.LIST_HOUSEHOLDS if is_list else Right.SEE_HOUSEHOLD

    @extend_schema(
        summary="Check a household in",
        request=orders.CheckInOrder,
        responses={201: StaySerializer(many=True)},
    )
    def create(self, request: MemberRequest) -> Response:
        """Give the household these beds or places now, whole or not at all."""
        order = self.ordered(orders.CheckInOrder)
        begun = stays.check_in(
            order["household"],
            into=orders.seats_of(order),
            split=orders.split_of(order),
            late_reason=order["late_reason"],
            confirmed=order["confirmed"],
            by=request.member,
        )
        return Response(stays_shown(begun), status=status.HTTP_201_CREATED)

    @extend_schema(summary="Move a household", request=orders.MoveOrder, responses=StaySerializer(many=True))
    @action(detail=False, methods=["post"], pagination_class=None, filter_backends=[])
    def move(self, request: MemberRequest) -> Response:
        """To other beds or another own house."""
        order = self.ordered(orders.MoveOrder)
        into = orders.into_of(order, order["household"], by=request.member)
        moved = stays.move(
            order["household"],
            into=into,
            split=orders.split_of(order),
            confirmed=order["confirmed"],
            by=request.member,
        )
        return Response(StaySerializer(moved, many=True).data)

    @extend_schema(
        summary="Check a household out", request=orders.CheckOutOrder, responses=StaySerializer(many=True)
    )
    @action(detail=False, methods=["post"], url_path="check-out", pagination_class=None, filter_backends=[])
    def check_out(self, request: MemberRequest) -> Response:
        """The whole household leaves."""
        ended = stays.check_out(by=request.member, **self.ordered(orders.CheckOutOrder))
        rows = self.get_queryset().filter(pk__in=[stay.pk for stay in ended])
        return Response(StaySerializer(rows, many=True).data)


def as_read(text: str) -> str:
    """The canonical form of a typed code, or a code that nobody has."""
    try:
        return read_code(text)
    except BadCode:
        return ""
