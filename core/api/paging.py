"""Pages by key: rows that come in meanwhile are never shown twice and cost nothing to skip."""

import base64
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from core.api.fields import DIGITS
from core.api.records import count_read
from core.errors import BadInput

USUAL = 50
MOST = 200
CURSOR_PATTERN = "^[A-Za-z0-9_-]{22}$"
LIMIT_SCHEMA = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
CURSOR_SCHEMA = {"type": "string", "pattern": CURSOR_PATTERN}


class Pages(BasePagination):
    """`limit` rows after the row that `cursor` names; `next` is the address of the following page."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """One page in the order of the keys.

        Raises: BadInput.
        """
        self.request = request
        self.limit = read_limit(request)
        after = read_cursor(request)
        rows = queryset.order_by("pk") if after is None else queryset.order_by("pk").filter(pk__gt=after)
        page = list(rows[: self.limit + 1])
        self.next = next_address(request, page[self.limit - 1].pk) if len(page) > self.limit else None
        return page[: self.limit]

    def get_paginated_response(self, data: Any) -> Response:
        count_read(self.request, len(data))
        return Response({"results": data, "next": self.next})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return page_schema(schema)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {
                "name": "limit",
                "in": "query",
                "schema": LIMIT_SCHEMA,
                "description": "How many rows, at most.",
            },
            {
                "name": "cursor",
                "in": "query",
                "schema": CURSOR_SCHEMA,
                "description": "Where the page begins. Opaque: take it from `next`.",
            },
        ]


def page_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of one page; `schema` is that of the list of its rows."""
    return {
        "type": "object",
        "required": ["results", "next"],
        "properties": {
            "results": schema,
            "next": {
                "type": ["string", "null"],
                "description": "Address of the next page, if there is one.",
                "example": None,
            },
        },
    }


def read_limit(request: Request) -> int:
    """How many rows the client wants, 1 to 200.

    Raises: BadInput.
    """
    text = request.query_params.get("limit", str(USUAL))
    if not DIGITS.fullmatch(text) or not 1 <= int(text) <= MOST:
        raise BadInput({"limit": [_("A whole number from 1 to %(most)s.") % {"most": MOST}]})
    return int(text)


def read_cursor(request: Request) -> UUID | None:
    """The key after which the page begins.

    Raises: BadInput.
    """
    text = request.query_params.get("cursor")
    if text is None:
        return None
    try:
        raw = base64.b64decode(f"{text}==", altchars=b"-_", validate=True)
        return UUID(bytes=raw)
    except ValueError as wrong:
        raise BadInput({"cursor": [_("Take it from the field next of the page before.")]}) from wrong


def next_address(request: Request, last: UUID) -> str:
    """The address of the page that begins after `last`."""
    cursor = base64.urlsafe_b64encode(last.bytes).decode().rstrip("=")
    return replace_query_param(request.build_absolute_uri(), "cursor", cursor)
