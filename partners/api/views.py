"""Read-only answers for keys: counted against the key's budget of the day."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import Id, Whole
from core.api.filters import Filters, read_filters
from core.api.views import FramedView, VisibleRows
from core.errors import NotAllowed
from partners.actions import bands, consented, keys
from partners.api.serializers import (
    BandSerializer,
    ConsentedAppointmentSerializer,
    PartnerShelterSerializer,
)
from partners.models import PartnerKey, PublishedBand
from partners.scopes import Scope
from shelters.models import Shelter

MOST_PEOPLE = bands.SIZES[-1]


class ForKeys(ListModelMixin, VisibleRows):
    """A list for keys only; members of the network have better figures elsewhere."""

    def _key(self) -> PartnerKey:
        key: PartnerKey = self.request.auth
        return key

    def _asked_shelter(self) -> UUID | None:
        """The house that a filter names, if any."""
        asked: UUID | None = read_filters(self.request, self.filters).validated_data.get("shelter")
        return asked

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not isinstance(request.auth, PartnerKey):
            raise NotAllowed

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        answer = super().list(request, *args, **kwargs)
        if not answer.data["results"]:
            keys.refuse_if_locked(self._key(), shelter=self._asked_shelter())
        return answer


class PartnerShelterViewSet(ForKeys):
    """The shelters that approved the key."""

    queryset = Shelter.objects.all()
    serializer_class = PartnerShelterSerializer
    partner_scope = Scope.SHELTERS

    @extend_schema(summary="The shelters that approved your key")
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)


class BandFilters(Filters):
    """For how many people, and where."""

    people = Whole(
        min_value=1,
        max_value=MOST_PEOPLE,
        default=1,
        help_text="Size of the party; sizes are answered in steps.",
    )
    shelter = Id(required=False)
    group = Id(required=False)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        asked = {name: value for name, value in self.validated_data.items() if name != "people"}
        return rows.filter(**asked)


class BandViewSet(ForKeys):
    """Yes or no, with a margin of three places, refreshed at most every thirty minutes."""

    queryset = PublishedBand.objects.select_related("shelter", "group")
    serializer_class = BandSerializer
    filters = BandFilters
    partner_scope = Scope.AVAILABILITY

    @extend_schema(summary="Where would a party of this size find places?")
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        bands.refresh(keys.shelters_of(self._key()))
        return super().list(request, *args, **kwargs)

    def get_serializer_context(self) -> dict[str, Any]:
        asked = read_filters(self.request, BandFilters).validated_data
        return {**super().get_serializer_context(), "size": asked["people"]}


class ConsentedAppointments(FramedView):
    """The next appointments of families that agreed, in shelters that approved the key."""

    partner_scope = Scope.CONSENTED_APPOINTMENTS

    @extend_schema(
        summary="Appointments of families that agreed",
        description="At most 200, the next ones first. Without the shelter's approval and the family's "
        "consent an appointment does not exist here.",
        responses=inline_serializer(
            "ConsentedAppointments", {"results": ConsentedAppointmentSerializer(many=True)}
        ),
    )
    def get(self, request: Request) -> Response:
        """Counted against the key's budget of the day; written down in each house.

        Raises: NotAllowed, BudgetSpent.
        """
        key = request.auth
        if not isinstance(key, PartnerKey):
            raise NotAllowed
        found = consented.appointments(key)
        keys.spend(key, records=len(found))
        return Response({"results": [ConsentedAppointmentSerializer(each).data for each in found]})
