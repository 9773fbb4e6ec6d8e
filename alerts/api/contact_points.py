"""Look a contact point up without telling which one."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from accounts.api.requests import MemberRequest
from accounts.rights import Right
from alerts.actions import prefixes
from alerts.actions.checking import Known
from core.api.views import FramedView

# Every answer has this many bytes, or a multiple.
BYTES = 4096


class EntrySerializer(serializers.Serializer[Any]):
    """One hash, or an invented one."""

    suffix = serializers.CharField(help_text="The other 59 hexadecimal digits of the hash.")
    kind = serializers.ChoiceField(choices=[Known.ALERT.value, Known.HELPER.value])
    reference = serializers.UUIDField(help_text="Id of the alert or of the verified helper.")


class ContactPointsSerializer(serializers.Serializer[Any]):
    """All that begins so."""

    salt = serializers.CharField(help_text="The hash is SHA-256 of salt, a line feed, and the key.")
    entries = EntrySerializer(many=True)
    padding = serializers.CharField(help_text="Fills the answer up to a multiple of 4,096 bytes.")


class ContactPointsView(FramedView):
    """What is known about contact points whose hash begins with five digits, among invented ones."""

    needs = Right.SEE_NETWORK
    partner_scope = "alerts:read"

    @extend_schema(
        summary="Look a contact point up by the beginning of its hash",
        description="Bring the contact point into its one form, hash it with the salt (the code of your "
        "network), ask for the first five digits, and compare the rest yourself. A phone number without its "
        "country is `phone:+52` and its ten digits, then `phone:+1` and the digits, then the digits alone; "
        "what is found first decides (+1 comes first where Mexico has no such area code). One hash may come "
        "more than once: a helper and an imitator may share a name. Nothing found is no proof of anything.",
        parameters=[
            OpenApiParameter(
                "beginning", {"type": "string", "pattern": "^[0-9a-f]{5}$"}, OpenApiParameter.PATH
            )
        ],
        responses=ContactPointsSerializer,
    )
    def get(self, request: MemberRequest, beginning: str) -> Response:
        """Always at least 16 entries and 4,096 bytes; the same again until something changes."""
        found = prefixes.under(beginning, by=request.member)
        told = {
            "salt": request.member.organization.network.code,
            "entries": EntrySerializer(found, many=True).data,
            "padding": "",
        }
        missing = -len(JSONRenderer().render(told)) % BYTES
        return Response(told | {"padding": "0" * missing})
