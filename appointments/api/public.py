"""What anybody may read: public facts of a network, by members, by partner keys, and without signing in."""

from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import Network
from accounts.rights import Right
from core.api.freshness import CAPACITY
from core.api.views import VisibleRows
from privacy import walls

# Kept by anybody on the way for five minutes, because nothing of an organization is in it.
PUBLIC = "public, max-age=300"


class NamesNetwork(BasePermission):
    """Members and keys read what they know; everybody else names a network and reads what it tells all."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Raises: NotAuthenticated for whoever neither is known nor names a network."""
        member = getattr(request, "member", None)
        if member is not None:
            member.require(Right.SEE_NETWORK, within=member.organization)
            return True
        if request.method not in {"GET", "HEAD", "OPTIONS"} or not request.query_params.get("network"):
            raise NotAuthenticated
        return True


class PublicRows(VisibleRows):
    """Rows with `network`: members see their own and their network's, everybody else a network's."""

    permission_classes = [NamesNetwork]

    def get_queryset(self) -> QuerySet[Any]:
        """The rows that may be read by whoever asks."""
        if getattr(self, "swagger_fake_view", False) or getattr(self.request, "member", None) is not None:
            known: QuerySet[Any] = super().get_queryset()
            return known
        everything: Any = super(VisibleRows, self).get_queryset()
        network = _network(self.request.query_params["network"])
        walls.become(None, network=network.pk if network else None)
        shared: QuerySet[Any] = everything.of_network(network) if network else everything.none()
        return shared

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        is_for_all = getattr(request, "member", None) is None and response.status_code == 200
        response.headers["Cache-Control"] = PUBLIC if is_for_all else CAPACITY
        return super().finalize_response(request, response, *args, **kwargs)


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class InLanguages(serializers.Field[Any, Any, Any, Any]):
    """A translated text in every language in which somebody wrote it: {"en": "…", "es": "…"}."""

    def __init__(self, **options: Any) -> None:
        super().__init__(source="*", read_only=True, **options)

    def to_representation(self, row: Model) -> dict[str, str]:
        """The texts by code of language; a language without one is left out."""
        codes = settings.MODELTRANSLATION_LANGUAGES
        texts = {code: getattr(row, f"{self.field_name}_{code}") for code in codes}
        return {code: text for code, text in texts.items() if text}


def _network(code: str) -> Network | None:
    return None if "\x00" in code else Network.objects.filter(code__iexact=code).first()
