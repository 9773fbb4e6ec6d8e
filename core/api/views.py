"""What every view of the API shares."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from core.api.fields import Strict
from core.api.filters import Filters
from core.api.freshness import Tagged
from core.api.records import count_read
from core.api.repeats import Repeatable
from core.errors import NotHere


class Nothing(Filters):
    """A list without filters."""


class Frame(Tagged, Repeatable):
    """Tags for reads, keys for writes."""

    request: Any

    def ordered(self, form: type[Strict]) -> dict[str, Any]:
        """What the client asks for, in the shape of `form`.

        Raises: rest_framework's ValidationError, NotHere for rows that are not there.
        """
        order = form(data=self.request.data, context={"request": self.request})
        order.is_valid(raise_exception=True)
        return dict(order.validated_data)


class FramedView(Frame, APIView):
    """A view of its own kind."""


class NoSuchAddress(FramedView):
    """Addresses under the API that do not exist answer in the API's shape."""

    schema = None

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.http_method_names = [(request.method or "get").lower()]
        return super().dispatch(request, *args, **kwargs)

    def http_method_not_allowed(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        raise NotHere


class VisibleRows(Frame, GenericViewSet[Any]):
    """Rows that the member may see. Absent and foreign ones give the same answer."""

    filters: type[Filters] = Nothing
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Any]:
        """The rows of this view that the member may see."""
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset().none()
        rows: Any = super().get_queryset()
        visible: QuerySet[Any] = rows.visible_to(self.request.member)
        return visible

    def get_object(self) -> Any:
        """The one row of the address, whatever the filters say.

        Raises: NotHere.
        """
        try:
            row = self.get_queryset().filter(pk=self.kwargs["pk"]).first()
        except (ValidationError, ValueError) as wrong:
            raise NotHere from wrong
        if row is None:
            raise NotHere
        count_read(self.request, 1)
        return row
