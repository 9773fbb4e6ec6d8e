"""Examples in the OpenAPI document, beside the shape they show."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer


def shown(**value: Any) -> Callable[[Any], Any]:
    """A decorator of a serializer: this is what it looks like."""
    return extend_schema_serializer(examples=[OpenApiExample("Example", value=value)])
