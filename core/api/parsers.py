"""Reading JSON from strangers: bounded, UTF-8, nothing that a database cannot store."""

import json
from typing import IO, Any, NoReturn

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from core.errors import DomainError

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20


class TooLarge(DomainError):
    """The body is larger than any honest request."""

    code = "too_large"
    message = _("The request is too large.")
    help = _("Nothing was changed. Send it in smaller parts.")
    status = 413


class BoundedJSON(JSONParser):
    """JSON of at most 256 kB and 20 levels."""

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        """The parsed body.

        Raises: ParseError, TooLarge.
        """
        raw = stream.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise TooLarge
        try:
            data = json.loads(raw.decode("utf-8"), parse_constant=_refuse)
            is_storable = _is_storable(data)
        except (ValueError, RecursionError) as refused:
            raise ParseError from refused
        if not is_storable:
            raise ParseError
        return data


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _is_storable(value: Any, depth: int = 0) -> bool:
    """No NUL, no half of a surrogate pair, no nesting without end."""
    if depth > MAX_DEPTH:
        return False
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= character <= "\udfff" for character in value)
    if isinstance(value, list):
        return all(_is_storable(item, depth + 1) for item in value)
    if isinstance(value, dict):
        return all(_is_storable(name) and _is_storable(item, depth + 1) for name, item in value.items())
    return True
