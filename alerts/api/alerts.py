"""Alerts in force, for staff by the session and for partners by a key: as they were told to the world."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from accounts.api.requests import MemberRequest
from accounts.rights import Right
from alerts import cap, published, reading, stix
from alerts.models import Alert, Channel, Level, Mark, Message, PointKind, Tactic
from alerts.rows import row_of
from core.api.examples import shown
from core.api.fields import Choice
from core.api.filters import Filters, read_filters
from core.api.freshness import CAPACITY
from core.api.records import count_read
from core.api.views import VisibleRows
from core.errors import NotHere
from shelters.languages import LANGUAGES


class WordsSerializer(serializers.Serializer[Any]):
    """Reviewed words in one language."""

    headline = serializers.CharField()
    said = serializers.CharField(help_text="What is said or promised.")
    react = serializers.CharField(help_text="What to do.")
    recording = serializers.CharField(help_text="Where the words are spoken on this site, or nothing.")
    voice = serializers.CharField(help_text="`human` or `synthetic`, where there is a recording.")


class SpokenSerializer(serializers.Serializer[Any]):
    """A recording, also in languages that are heard and not read."""

    language = serializers.CharField()
    address = serializers.CharField(help_text="On this site.")
    voice = serializers.CharField(help_text="`human` or `synthetic`.")


class ContactSerializer(serializers.Serializer[Any]):
    """A contact point in its one form; of an account for deposits only the last digits."""

    kind = serializers.ChoiceField(choices=PointKind.choices)
    value = serializers.CharField()
    part = serializers.ChoiceField(choices=["beware", "real"])


class BesideSerializer(serializers.Serializer[Any]):
    """A verified helper to go to instead."""

    name = serializers.CharField()
    kind = serializers.CharField()
    source = serializers.CharField(help_text="The register.")  # type: ignore[assignment]
    area = serializers.CharField()
    cost = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField())
    checked_on = serializers.DateField()
    contacts = ContactSerializer(many=True)


@shown(
    id="0d6f5f6e-5c0b-4a86-8d6e-0a2b6b1f7c11", form=1, identifier="norte.7K4M9Q2TX.1", number=1,
    message="Alert", code="7K4M9Q2TX", network="norte", network_name="Norte", sender="norte@posada.example",
    state="published", kind="fraud", level="unverified", mark="clear", sent="2026-11-22T17:12:00+00:00",
    effective="2026-11-22T17:12:00+00:00", expires="2026-12-06T17:12:00+00:00", references=[],
    tactic="false_lawyer", channel="at_door", price_from="500.00", price_to="", currency="USD", area="Centro",
    source_name="", source_url="", source_on=None,
    contacts=[{"kind": "phone", "value": "+526645554471", "part": "beware"}],
    texts={"es": {"headline": "Un falso abogado pide 500 dólares", "said": "Promete una cita en 48 horas.",
                  "react": "No pague. Las citas son gratis.", "recording": "", "voice": ""}},
    unreviewed=["ht"], spoken=[], helpers=[], reply_way="+52 664 555 0100",
    web="https://posada.example/a/norte/7K4M9Q2TX/",
    cap="https://posada.example/a/norte/7K4M9Q2TX.1.cap",
)  # fmt: skip
class AlertSerializer(serializers.Serializer[Message]):
    """An alert as its last message told it. Nothing in it says who reported, drafted or reviewed."""

    id = serializers.UUIDField(help_text="Of the alert; the same in all its messages.")
    form = serializers.IntegerField(help_text="Version of this form; keys are only added.")
    identifier = serializers.CharField(help_text="Of the message, as in CAP.")
    number = serializers.IntegerField(help_text="Of the message, 1, 2, 3 ...")
    message = serializers.ChoiceField(choices=Message.Kind.choices, help_text="CAP's msgType.")
    code = serializers.CharField(help_text="What the alert is called aloud and on paper.")
    network = serializers.CharField()
    network_name = serializers.CharField()
    sender = serializers.CharField()
    state = serializers.CharField(help_text="Here always `published`.")
    kind = serializers.ChoiceField(choices=Alert.Kind.choices)
    level = serializers.ChoiceField(choices=Level.choices)
    mark = serializers.ChoiceField(choices=Mark.choices, help_text="Traffic Light Protocol 2.0.")
    sent = serializers.DateTimeField()
    effective = serializers.DateTimeField()
    expires = serializers.DateTimeField()
    references = serializers.ListField(child=serializers.CharField(), help_text="sender,identifier,sent")
    tactic = serializers.ChoiceField(choices=[*Tactic.choices, ("", "")])
    channel = serializers.ChoiceField(choices=[*Channel.choices, ("", "")])
    price_from = serializers.CharField(help_text="A decimal, or nothing.")
    price_to = serializers.CharField(help_text="A decimal, or nothing.")
    currency = serializers.CharField()
    area = serializers.CharField(help_text="Never an address.")
    source_name = serializers.CharField()
    source_url = serializers.CharField()
    source_on = serializers.DateField(allow_null=True)
    contacts = ContactSerializer(many=True)
    texts = serializers.DictField(child=WordsSerializer(), help_text="By language, reviewed ones only.")
    unreviewed = serializers.ListField(
        child=serializers.CharField(), help_text="Languages whose words nobody has read yet."
    )
    spoken = SpokenSerializer(many=True)
    helpers = BesideSerializer(many=True)
    reply_way = serializers.CharField(help_text="How somebody who is named reaches the office.")
    web = serializers.CharField(help_text="The public page of a clear alert, or nothing.")
    cap = serializers.CharField(help_text="The CAP message of a clear alert, or nothing.")

    def to_representation(self, instance: Message) -> dict[str, Any]:
        """The frozen form, as it is."""
        return {"id": str(instance.alert_id), **row_of(published.from_json(instance.content))}


class AlertFilters(Filters):
    """By kind, level, tactic, mark and language."""

    kind = Choice(choices=Alert.Kind.choices, required=False, source="alert__kind")
    level = Choice(choices=Level.choices, required=False, source="alert__level")
    tactic = Choice(choices=Tactic.choices, required=False, source="alert__tactic")
    mark = Choice(choices=Mark.choices, required=False)
    language = Choice(
        choices=LANGUAGES,
        required=False,
        source="content__texts__has_key",
        help_text="Only alerts with reviewed words in it.",
    )


@extend_schema_view(
    list=extend_schema(summary="Alerts in force"), retrieve=extend_schema(summary="One alert in force")
)
class AlertViewSet(ListModelMixin, RetrieveModelMixin, VisibleRows):
    """Keys of partners (scope `alerts:read`) read what is marked green or clear, staff also amber. What was
    hidden, withdrawn or has ended is not here: ask again, or take the feed, which says so."""

    queryset = Message.objects.all()
    serializer_class = AlertSerializer
    filters = AlertFilters
    needs = Right.SEE_NETWORK
    partner_scope = "alerts:read"
    cache_control = CAPACITY

    def get_queryset(self) -> QuerySet[Message]:
        """The last message of each alert."""
        if getattr(self, "swagger_fake_view", False):
            return Message.objects.none()
        return reading.told_to(self.request.member)

    def get_object(self) -> Message:
        """The last message of the alert in the address.

        Raises: NotHere.
        """
        message = self.get_queryset().filter(alert=self.kwargs["pk"]).first()
        if message is None:
            raise NotHere
        count_read(self.request, 1)
        return message

    @extend_schema(
        summary="One alert as CAP 1.2",
        description="The XML of the message as text, also for alerts that have no public page.",
        responses=inline_serializer("CapMessage", {"cap": serializers.CharField()}),
    )
    @action(detail=True, url_path="cap", pagination_class=None, filter_backends=[])
    def as_cap(self, request: MemberRequest, pk: Any) -> Response:
        """See alerts/cap.py."""
        written = cap.written(published.from_json(self.get_object().content))
        return Response({"cap": written.decode()})

    @extend_schema(
        summary="Alerts marked green or clear as a STIX 2.1 bundle",
        responses=inline_serializer(
            "StixBundle",
            {
                "type": serializers.CharField(),
                "id": serializers.CharField(),
                "objects": serializers.ListField(child=serializers.DictField()),
            },
        ),
    )
    @action(detail=False, url_path="stix", pagination_class=None, filter_backends=[])
    def as_stix(self, request: MemberRequest) -> Response:
        """See alerts/stix.py."""
        read_filters(request, Filters, paged=False)
        network = request.member.organization.network
        told = [published.from_json(message.content) for message in self.get_queryset()]
        count_read(request, len(told))
        return Response(stix.bundle(network.code, network.name, told))
