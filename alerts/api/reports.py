"""Reporting a fraud by a program of the network or of a partner."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.validators import RegexValidator
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.requests import MemberRequest
from accounts.rights import Right
from alerts import told
from alerts.actions import reports
from alerts.actions.reports import Told
from alerts.models import Channel, FraudReport, Tactic
from alerts.web import limits
from core.api.examples import shown
from core.api.fields import Choice, Day, Strict, Text, Truth
from core.api.freshness import Tagged
from core.api.repeats import HEADER, LONGEST
from core.codes import show_code
from core.errors import BadInput, DomainError
from shelters.languages import LANGUAGES

AMOUNT = RegexValidator(r"^\d{1,7}(\.\d{1,2})?$")


@shown(
    tactic="false_lawyer", words="Promises an appointment within 48 hours.", price="500.00", currency="USD",
    channel="at_door", points=["+52 664 555 4471"], area="Centro", happened_on="2026-11-21", language="en",
)  # fmt: skip
class FraudReportSerializer(Strict):
    """What somebody told. Leave out what nobody knows; who tells it has no field."""

    tactic = Choice(choices=Tactic.choices)
    words = Text(
        required=False, max_length=told.LONGEST_WORDS, help_text="What is said or promised. No names."
    )
    price = Text(required=False, validators=[AMOUNT], help_text="A decimal as text, with its currency.")
    currency = Choice(choices=[(code, code) for code in told.CURRENCIES], required=False)
    channel = Choice(choices=Channel.choices, required=False)
    points = serializers.ListField(
        child=Text(max_length=200),
        max_length=told.MOST_POINTS,
        required=False,
        help_text="Phone numbers, accounts, e-mail or web addresses of whoever asks, in any spelling.",
    )
    area = Text(required=False, max_length=told.LONGEST_AREA, help_text="A part of a town, never an address.")
    happened_on = Day(required=False)
    language = Choice(choices=LANGUAGES, default="es", help_text="Of the words.")
    no_guest_names = Truth(
        default=False,
        help_text="After `may_hold_names`: somebody has looked, and none of it is about a family.",
    )


@shown(receipt="7K4M-9Q2T-XB3D-M")
class ReceiptSerializer(serializers.Serializer[Any]):
    """With it whoever has it adds words or takes the report back, on the public page. It is shown once."""

    receipt = serializers.CharField()


class FraudReports(Tagged, APIView):
    """Only in: reports are read by those who keep the alerts, on their pages.

    Not `Repeatable`: a kept answer would lie among the rows of the house that reported, and lead from it to
    the report.
    """

    needs = Right.REPORT_FRAUD
    partner_scope = "alerts:report"

    @extend_schema(
        summary="Report a fraud",
        description="The answer never depends on what is known already. `may_hold_names`: `fields` holds the "
        "words that may name somebody; take them out, or send `no_guest_names`. Repeated with the same "
        "`Idempotency-Key` it is the same report with a new receipt; the one of before opens nothing.",
        request=FraudReportSerializer,
        responses={201: ReceiptSerializer},
    )
    def post(self, request: MemberRequest) -> Response:
        """Raises: as `reports.report`, TooManyReports."""
        order = FraudReportSerializer(data=request.data, context={"request": request})
        order.is_valid(raise_exception=True)
        by = request.member
        said = _told(order.validated_data)
        use = limits.count(request, by=by)
        try:
            received = reports.report(
                by.organization.network_id,
                said,
                by=by,
                door=FraudReport.Door.STAFF,
                asked=_asked(request, by.pk),
            )
        except DomainError:
            use.was_right()
            raise
        return Response({"receipt": show_code(received.receipt)}, status=status.HTTP_201_CREATED)


def _told(said: dict[str, Any]) -> Told:
    price = said.pop("price", None)
    no_names = said.pop("no_guest_names")
    return Told(**said, price=Decimal(price) if price else None, no_names=no_names)


def _asked(request: HttpRequest, member: UUID) -> UUID | None:
    """A number made of the client's key: whoever reads the report learns neither the key nor the member.

    Raises: BadInput.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
        raise BadInput({HEADER: ""})
    made = salted_hmac("alerts.reports", f"{member}|{key}", algorithm="sha256").digest()
    return UUID(bytes=made[:16], version=4)
