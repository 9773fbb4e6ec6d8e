"""Verified helpers whose check is not over, for staff by the session and for partners by a key."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from accounts.rights import Right
from alerts.freezing import contact_of
from alerts.models import AlertContact, ContactPoint, Helper
from core.api.examples import shown
from core.api.fields import Choice, Text
from core.api.filters import Filters
from core.api.freshness import CAPACITY
from core.api.views import VisibleRows
from shelters.languages import NAMED


class HelperContactSerializer(serializers.ModelSerializer[ContactPoint]):
    """An official contact point in its one form."""

    value = serializers.SerializerMethodField(
        "get_shown_value",
        help_text="Phone numbers in E.164, `facebook:name`, `host/path`; of an account the last digits.",
    )

    class Meta:
        model = ContactPoint
        fields = ["kind", "value"]

    def get_shown_value(self, point: ContactPoint) -> str:
        """As alerts name it."""
        return contact_of(point, AlertContact.Part.REAL).value


@shown(
    id="2b0f6d0e-0f5a-4c58-9a55-6f1d2c7a9b31", kind="organization", name="Al Otro Lado",
    source="eoir_organization", source_url="https://registro.example/lista",
    licence="OR123456", area="Tijuana", languages=["es", "en", "ht"], cost="free",
    about="Advice about asylum.", checked_on="2026-11-01", check_again_by="2027-05-01",
    contacts=[{"kind": "phone", "value": "+526645550101"}, {"kind": "url", "value": "ayuda.example"}],
)  # fmt: skip
class HelperSerializer(serializers.ModelSerializer[Helper]):
    """Who was verified, by which register, and when. Not being listed says nothing against anybody."""

    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=Helper.Source.choices, help_text="The register."
    )
    licence = serializers.CharField(help_text="Number in the register, or nothing.")
    languages = serializers.ListField(child=serializers.CharField())
    check_again_by = serializers.DateField(help_text="After this day do not show it: ask again.")
    contacts = HelperContactSerializer(source="points", many=True)

    class Meta:
        model = Helper
        fields = [
            "id", "kind", "name", "source", "source_url", "licence", "area", "languages", "cost", "about",
            "checked_on", "check_again_by", "contacts",
        ]  # fmt: skip


class HelperFilters(Filters):
    """By area, language, kind and cost."""

    area = Text(required=False, max_length=120, help_text="As it is written in the list.")
    language = Choice(choices=NAMED, required=False)
    kind = Choice(choices=Helper.Kind.choices, required=False)
    cost = Choice(choices=Helper.Cost.choices, required=False)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The helpers that were asked for."""
        asked = dict(self.validated_data)
        language = asked.pop("language", "")
        if "area" in asked:
            asked["area__iexact"] = asked.pop("area")
        found: Any = rows.filter(**asked)
        chosen: QuerySet[Any] = found.speaking(language) if language else found
        return chosen


@extend_schema_view(
    list=extend_schema(summary="Verified helpers"), retrieve=extend_schema(summary="One verified helper")
)
class HelperViewSet(ListModelMixin, RetrieveModelMixin, VisibleRows):
    """Those of the network whose check is not over. Keys of partners read them with the scope `alerts:read`;
    moderators write them on their page."""

    queryset = Helper.objects.all()
    serializer_class = HelperSerializer
    filters = HelperFilters
    needs = Right.SEE_NETWORK
    partner_scope = "alerts:read"
    cache_control = CAPACITY

    def get_queryset(self) -> QuerySet[Helper]:
        """With their contact points."""
        rows: Any = super().get_queryset()
        found: QuerySet[Helper] = rows.current().prefetch_related("points")
        return found
