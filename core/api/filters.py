"""What a list may be asked for: a closed set of words, each with its type."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from core.api.fields import Strict
from core.errors import BadInput

PAGING = frozenset({"limit", "cursor"})


class Filters(Strict):
    """The filters of a list. The source of a field is the look-up it stands for."""

    is_from_query: ClassVar[bool] = True

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that were asked for."""
        return rows.filter(**self.validated_data)


class ByFilters(BaseFilterBackend):
    """Applies the view's `filters`; an unknown or repeated word is refused, never ignored."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        """The rows that were asked for.

        Raises: BadInput.
        """
        return read_filters(request, view.filters).narrow(queryset)


def refuse_unclear(request: Request) -> None:
    """Nothing is asked for twice, and everything can be compared: all there is to check without filters.

    Raises: BadInput.
    """
    words = request.query_params
    repeated = [word for word in words if len(words.getlist(word)) > 1]
    if repeated:
        raise BadInput({word[:60]: [_("Give it once.")] for word in repeated})
    if any("\x00" in value for value in words.values()):
        raise BadInput


def read_filters(request: Request, filters: type[Filters], *, paged: bool = True) -> Filters:
    """The validated filters of a request.

    Raises: BadInput, rest_framework's ValidationError.
    """
    refuse_unclear(request)
    words = request.query_params.copy()
    for word in PAGING if paged else ():
        words.pop(word, None)
    wanted = filters(data=words.dict())
    wanted.is_valid(raise_exception=True)
    return wanted
