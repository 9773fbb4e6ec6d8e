"""Known problems, waiting times and workshops of a network: read by its members and by partner keys."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from accounts.api.permissions import HoldsRight
from accounts.rights import Right
from appointments.actions import problems
from appointments.actions.waiting import WINDOWS
from appointments.api.public import InLanguages
from appointments.models import KnownProblem, WaitingTime, Workshop
from core.api.examples import shown
from core.api.fields import Choice, Id, Text
from core.api.filters import Filters
from core.api.permissions import HasMember
from core.api.views import VisibleRows
from shelters.languages import LANGUAGES

PROGRAMME = "0192f0c1-7a51-7c7e-9a52-6f0d3c1b2a10"
ROW = "0192f0c1-7a51-7c7e-9a52-6f0d3c1b2a11"


@shown(
    id=ROW,
    programme=PROGRAMME,
    code="502",
    message="Error 502: conexión perdida",
    language="es",
    status="helped",
    helps={"es": "Cerrar la aplicación y esperar diez minutos."},
    does_not_help={"es": "Borrar la cuenta."},
    reviewed_languages=["es"],
    last_confirmed_on="2026-11-20",
    worked=14,
    failed=3,
    worked_on="2026-11-21",
)
class KnownProblemSerializer(serializers.ModelSerializer[KnownProblem]):
    """What a screen says, and what helps. Texts are objects by language, as somebody wrote them."""

    helps = InLanguages()
    does_not_help = InLanguages()
    reviewed_languages = serializers.ListField(
        child=serializers.CharField(),
        read_only=True,
        help_text="A second person read these texts.",
    )
    worked = serializers.IntegerField(read_only=True, help_text="How often colleagues say that it worked.")
    failed = serializers.IntegerField(read_only=True, help_text="How often it did not.")
    worked_on = serializers.DateField(read_only=True, allow_null=True, help_text="When it worked last.")

    class Meta:
        model = KnownProblem
        fields = [
            "id",
            "programme",
            "code",
            "message",
            "language",
            "status",
            "helps",
            "does_not_help",
            "reviewed_languages",
            "last_confirmed_on",
            "worked",
            "failed",
            "worked_on",
        ]


class KnownProblemFilters(Filters):
    """By programme, status, language of the screen, and by what somebody typed."""

    programme = Id(required=False, source="programme_id")
    status = Choice(choices=KnownProblem.Status.choices, required=False)
    language = Choice(choices=LANGUAGES, required=False)
    text = Text(
        required=False,
        max_length=problems.LONGEST_SOUGHT,
        help_text="Words or code on the screen. Accents, capitals and typing errors do not matter; at most "
        "10 rows come back, not in the order of their likeness.",
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that were asked for."""
        wanted = dict(self.validated_data)
        text = wanted.pop("text", None)
        found = rows.filter(**wanted)
        if text is None:
            return found
        near = problems.nearest(text, found[: problems.MOST_LOOKED_AT])
        return found.filter(pk__in=[match.problem.pk for match in near])


@shown(
    id=ROW,
    programme=PROGRAMME,
    window_days=90,
    households=212,
    median_days=187,
    lower_days=96,
    upper_days=241,
    still_waiting=340,
    as_of="2026-11-22T06:00:00Z",
)
class WaitingTimeSerializer(serializers.ModelSerializer[WaitingTime]):
    """From the beginning in a programme to the first appointment, in days, over all houses of the network.

    null: fewer than five households, or one house could be read from it. Households that still wait, that
    gave up or whose beginning nobody wrote down are not in it, and one may be counted in two houses.
    """

    class Meta:
        model = WaitingTime
        fields = [
            "id",
            "programme",
            "window_days",
            "households",
            "median_days",
            "lower_days",
            "upper_days",
            "still_waiting",
            "as_of",
        ]


class WaitingTimeFilters(Filters):
    """By programme and window."""

    programme = Id(required=False, source="programme_id")
    window_days = Choice(choices=[(str(days), str(days)) for days in WINDOWS], required=False)


@shown(
    id=ROW,
    shelter="0192f0c1-7a51-7c7e-9a52-6f0d3c1b2a12",
    series=None,
    topic="scams",
    programme=None,
    starts_at="2026-11-26T18:00:00Z",
    zone="America/Tijuana",
    minutes=90,
    seats=24,
    languages=["es", "ht"],
    has_child_corner=True,
    takes_day_visitors=True,
    is_cancelled=False,
)
class WorkshopSerializer(serializers.ModelSerializer[Workshop]):
    """One session; those of a series share `series`. Who has seats is told to nobody here."""

    zone = serializers.CharField(source="shelter.time_zone", read_only=True, help_text="Clock of the house.")
    languages = serializers.ListField(child=serializers.CharField(), read_only=True)
    is_cancelled = serializers.SerializerMethodField()

    class Meta:
        model = Workshop
        fields = [
            "id",
            "shelter",
            "series",
            "topic",
            "programme",
            "starts_at",
            "zone",
            "minutes",
            "seats",
            "languages",
            "has_child_corner",
            "takes_day_visitors",
            "is_cancelled",
        ]

    def get_is_cancelled(self, workshop: Workshop) -> bool:
        """Whether it does not take place."""
        return workshop.cancelled_at is not None


class WorkshopFilters(Filters):
    """By house, topic and programme."""

    shelter = Id(required=False, source="shelter_id")
    programme = Id(required=False, source="programme_id")
    topic = Choice(choices=Workshop.Topic.choices, required=False)


class NetworkRows(ListModelMixin, RetrieveModelMixin, VisibleRows):
    """What everybody in a network may read, with a partner key of any scope too."""

    # Without the scopes of keys: nothing here is of a family or of one house.
    permission_classes = [HasMember, HoldsRight]
    needs = Right.SEE_NETWORK


@extend_schema_view(
    list=extend_schema(summary="Known problems of programmes, and what helps"),
    retrieve=extend_schema(summary="One known problem"),
)
class KnownProblemViewSet(NetworkRows):
    """Those that a second person has read."""

    queryset = KnownProblem.objects.all()
    serializer_class = KnownProblemSerializer
    filters = KnownProblemFilters

    def get_queryset(self) -> QuerySet[Any]:
        """Published ones, with their trials."""
        rows: Any = super().get_queryset()
        return problems.with_trials(rows.published())


@extend_schema_view(
    list=extend_schema(summary="How long families wait, per programme and window"),
    retrieve=extend_schema(summary="One waiting time"),
)
class WaitingTimeViewSet(NetworkRows):
    """Renewed twice a day."""

    queryset = WaitingTime.objects.all()
    serializer_class = WaitingTimeSerializer
    filters = WaitingTimeFilters


@extend_schema_view(
    list=extend_schema(summary="Workshops from yesterday on"), retrieve=extend_schema(summary="One workshop")
)
class WorkshopViewSet(NetworkRows):
    """Those of the own houses, and of the network those that people who live elsewhere may visit."""

    queryset = Workshop.objects.all()
    serializer_class = WorkshopSerializer
    filters = WorkshopFilters

    def get_queryset(self) -> QuerySet[Any]:
        """From yesterday on, cancelled ones as well."""
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        known = Workshop.objects.told_to(self.request.member)
        return known.filter(starts_at__gte=timezone.now() - timedelta(days=1)).select_related("shelter")
