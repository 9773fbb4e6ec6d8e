"""Fields that take exactly what the schema says: no "12" for 12, no 1 for true.

What a client means stays what it sent, and the OpenAPI document tells the whole truth.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.errors import NotHere

LARGEST = 2**31 - 1
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
CANONICAL_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
DIGITS = re.compile(r"-?[0-9]{1,12}", re.ASCII)
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _is_from_query(field: serializers.Field[Any, Any, Any, Any]) -> bool:
    """Query strings hold only text, JSON bodies hold types."""
    return getattr(field.root, "is_from_query", False)


class Strict(serializers.Serializer[Any]):
    """Input of which every name is known: a misspelt filter or answer is refused, never ignored."""

    default_error_messages = {"unknown": _("There is no such field here.")}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = [name for name in data if name not in self.fields or self.fields[name].read_only]
            if unknown:
                text = self.error_messages["unknown"]
                raise serializers.ValidationError({str(name)[:60]: [text] for name in unknown})
        return super().to_internal_value(data)


class Text(serializers.CharField):
    """Text; a number is not text."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    """A whole number within the database's reach."""

    def __init__(self, *, min_value: int = 0, max_value: int = LARGEST, **options: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **options)

    def to_internal_value(self, data: Any) -> int:
        if type(data) is float and data.is_integer():
            data = int(data)  # JSON has one kind of number: 4.0 is a whole one
        is_written = isinstance(data, str) and _is_from_query(self) and DIGITS.fullmatch(data)
        if type(data) is not int and not is_written:
            self.fail("invalid")
        return super().to_internal_value(data)


class Truth(serializers.BooleanField):
    """true or false, nothing that looks like it."""

    def to_internal_value(self, data: Any) -> bool:
        if isinstance(data, str) and _is_from_query(self):
            data = {"true": True, "false": False}.get(data)
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Choice(serializers.ChoiceField):
    """One of a closed list of words."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=type(data).__name__)
        return str(super().to_internal_value(data))


class Id(serializers.UUIDField):
    """A key as the API writes it."""

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str) or not CANONICAL_ID.fullmatch(data):
            self.fail("invalid", value=str(data)[:60])
        return UUID(data)


class Moment(serializers.DateTimeField):
    """A moment with its offset from UTC (RFC 3339)."""

    def to_internal_value(self, value: Any) -> datetime:
        if not isinstance(value, str) or not MOMENT.fullmatch(value):
            self.fail("invalid", format="2026-11-22T18:00:00Z")
        return super().to_internal_value(value)


class Words(serializers.ListField):
    """A set of words out of a closed list."""

    def __init__(self, *, choices: Any, **options: Any) -> None:
        super().__init__(child=Choice(choices=choices), max_length=20, **options)


class RowOf(Id):
    """A row of which the member may know; absent and foreign ones are refused alike.

    `rows` gets the member and gives the rows that may be named here.
    """

    def __init__(self, rows: Callable[[Any], QuerySet[Any]], **options: Any) -> None:
        self.rows = rows
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Any:
        pk = super().to_internal_value(data)
        member = self.context["request"].member
        row = next(iter(self.rows(member).filter(pk=pk).order_by()), None)
        if row is None:
            raise NotHere
        if getattr(row, "organization_id", None) == member.organization_id:
            # The first thing every action asks.
            row.organization = member.organization
        return row


class Clock(serializers.TimeField):
    """A time of day, hours and minutes."""

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str) or not CLOCK.fullmatch(value):
            self.fail("invalid", format="22:00")
        return super().to_internal_value(value)


class Day(serializers.DateField):
    """A calendar day."""

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str) or not DAY.fullmatch(value):
            self.fail("invalid", format="2026-11-22")
        return super().to_internal_value(value)
