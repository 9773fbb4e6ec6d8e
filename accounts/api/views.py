"""The own network and its organizations. They are changed in the admin."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from accounts.actions import locks
from accounts.api.requests import MemberRequest
from accounts.api.serializers import LockSerializer, NetworkSerializer, OrganizationSerializer
from accounts.models import Network, Organization
from accounts.rights import Right
from core.api.fields import Choice
from core.api.filters import Filters
from core.api.freshness import CAPACITY
from core.api.views import FramedView, VisibleRows


@extend_schema_view(
    list=extend_schema(summary="The networks you belong to"), retrieve=extend_schema(summary="One network")
)
class NetworkViewSet(ListModelMixin, RetrieveModelMixin, VisibleRows):
    """The network to which the member's organization belongs."""

    queryset = Network.objects.all()
    serializer_class = NetworkSerializer
    needs = Right.SEE_NETWORK
    cache_control: ClassVar[str] = CAPACITY


class OrganizationFilters(Filters):
    """By kind."""

    kind = Choice(choices=Organization.Kind.choices, required=False)


@extend_schema_view(
    list=extend_schema(summary="The organizations of your network"),
    retrieve=extend_schema(summary="One organization"),
)
class OrganizationViewSet(ListModelMixin, RetrieveModelMixin, VisibleRows):
    """The organizations of the member's network."""

    queryset = Organization.objects.all()
    serializer_class = OrganizationSerializer
    filters = OrganizationFilters
    needs = Right.SEE_NETWORK
    cache_control: ClassVar[str] = CAPACITY


class LockView(FramedView):
    """The lock of the member's organization."""

    needs = Right.LOCK

    @extend_schema(summary="Hide everything of your organization now", request=None, responses=LockSerializer)
    def post(self, request: MemberRequest) -> Response:
        """Ends every session of everybody who works there, this one too. It erases nothing.

        Afterwards everything of the organization answers 423 `locked`, until two coordinators reopen it.
        """
        return Response(LockSerializer(locks.lock(by=request.member)).data)
