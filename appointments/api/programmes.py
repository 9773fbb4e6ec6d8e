"""Programmes: what they are, which rules held when, whether they are open. Nothing about a family."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from accounts.api.requests import MemberRequest
from appointments.api.public import InLanguages, PublicRows
from appointments.models import Closure, Programme, ProgrammePlace, ProgrammeRule, ProgrammeState
from core.api.fields import Choice, Clock, Text
from core.api.filters import Filters

CLOCK: dict[str, Any] = {"read_only": True, "allow_null": True, "format": "%H:%M"}


class ProgrammeSerializer(serializers.ModelSerializer[Programme]):
    """A programme and its state now. Texts are objects by language, as somebody wrote them."""

    name = InLanguages()
    explanation = InLanguages()
    channel = InLanguages()
    state = serializers.ChoiceField(
        source="state_now", choices=ProgrammeState.State.choices, read_only=True, allow_null=True
    )
    state_since = serializers.DateTimeField(read_only=True, allow_null=True)
    is_for_network = serializers.SerializerMethodField(help_text="false: of your own organization only.")
    reviewed_languages = serializers.ListField(
        child=serializers.CharField(),
        read_only=True,
        help_text="A second person has read the texts in these; in all others nobody has.",
    )

    class Meta:
        model = Programme
        fields = [
            "id",
            "code",
            "kind",
            "is_for_network",
            "state",
            "state_since",
            "name",
            "explanation",
            "channel",
            "channel_url",
            "help_line",
            "is_tied_to_state",
            "leads_to_departure",
            "reviewed_languages",
            "changed_at",
        ]

    def get_is_for_network(self, programme: Programme) -> bool:
        """Whether the whole network knows it."""
        return programme.network_id is not None


class ProgrammeStateSerializer(serializers.ModelSerializer[ProgrammeState]):
    """From `since` on; `zone` is that of the announcement."""

    reason = InLanguages()

    class Meta:
        model = ProgrammeState
        fields = ["id", "since", "zone", "state", "reason", "source_url"]


class ProgrammeRuleSerializer(serializers.ModelSerializer[ProgrammeRule]):
    """From `valid_from` until the next rule begins. Clock times are in `zone`; a window that ends at an
    earlier time than it begins ends on the next day. `documents`: one a line, the same line in each language.
    """

    summary = InLanguages()
    documents = InLanguages()
    requests_from, requests_until = Clock(**CLOCK), Clock(**CLOCK)
    rush_from, rush_until = Clock(**CLOCK), Clock(**CLOCK)
    interview_languages = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = ProgrammeRule
        fields = [
            "id",
            "valid_from",
            "summary",
            "source_url",
            "who_is_listed",
            "slots",
            "zone",
            "requests_from",
            "requests_until",
            "rush_from",
            "rush_until",
            "confirm_within_hours",
            "horizon_days",
            "places_a_day",
            "lead_minutes",
            "cost",
            "currency",
            "is_free",
            "interview_languages",
            "documents",
        ]


class ProgrammePlaceSerializer(serializers.ModelSerializer[ProgrammePlace]):
    """Where appointments are; times of an appointment are said in its `zone`."""

    class Meta:
        model = ProgrammePlace
        fields = ["id", "name", "address", "zone", "sign", "used_from", "used_until"]


class ClosureSerializer(serializers.ModelSerializer[Closure]):
    """Days without office, the first and the last included."""

    reason = InLanguages()

    class Meta:
        model = Closure
        fields = ["id", "first_day", "last_day", "reason", "source_url"]


class ProgrammeFilters(Filters):
    """By kind, state and network."""

    kind = Choice(choices=Programme.Kind.choices, required=False)
    state = Choice(choices=ProgrammeState.State.choices, required=False, source="state_now")
    network = Text(
        required=False,
        max_length=40,
        source="network__code__iexact",
        help_text="Code of a network. Needed without signing in.",
    )


@extend_schema_view(
    list=extend_schema(summary="The programmes of a network"), retrieve=extend_schema(summary="One programme")
)
class ProgrammeViewSet(ListModelMixin, RetrieveModelMixin, PublicRows):
    """Ways to an appointment. Without signing in: `?network=` and the network's code with every address."""

    queryset = Programme.objects.all()
    serializer_class = ProgrammeSerializer
    filters = ProgrammeFilters

    def get_queryset(self) -> QuerySet[Programme]:
        """Each with its state now."""
        rows: Any = super().get_queryset()
        known: QuerySet[Programme] = rows.with_state()
        return known

    @extend_schema(
        summary="Every rule that a programme had, the newest first",
        responses=ProgrammeRuleSerializer(many=True),
    )
    @action(detail=True, pagination_class=None, filter_backends=[])
    def rules(self, request: MemberRequest, pk: Any) -> Response:
        """What holds is the first whose `valid_from` has come."""
        return self._parts(ProgrammeRuleSerializer, "rules")

    @extend_schema(
        summary="Every state that a programme had, the newest first",
        responses=ProgrammeStateSerializer(many=True),
    )
    @action(detail=True, pagination_class=None, filter_backends=[])
    def states(self, request: MemberRequest, pk: Any) -> Response:
        """With their reasons and sources."""
        return self._parts(ProgrammeStateSerializer, "states")

    @extend_schema(
        summary="Where the appointments of a programme are", responses=ProgrammePlaceSerializer(many=True)
    )
    @action(detail=True, pagination_class=None, filter_backends=[])
    def places(self, request: MemberRequest, pk: Any) -> Response:
        """Places that are used, were used or will be."""
        return self._parts(ProgrammePlaceSerializer, "places")

    @extend_schema(
        summary="When the offices of a programme are closed", responses=ClosureSerializer(many=True)
    )
    @action(detail=True, pagination_class=None, filter_backends=[])
    def closures(self, request: MemberRequest, pk: Any) -> Response:
        """Past and coming ones."""
        return self._parts(ClosureSerializer, "closures")

    def _parts(self, shape: type[serializers.BaseSerializer[Any]], name: str) -> Response:
        rows = getattr(self.get_object(), name).all()
        return Response(shape(rows, many=True).data)
