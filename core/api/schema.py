"""What the OpenAPI document says about every operation: refusals, repeats, freshness."""

from typing import Any

from drf_spectacular.extensions import (
    OpenApiFilterExtension,
    OpenApiSerializerExtension,
    OpenApiSerializerFieldExtension,
)

from core.api.fields import Clock, Text
from core.api.repeats import HEADER, LONGEST, REPLAYED

WRITES = frozenset({"post", "put", "patch", "delete"})
JSON = "application/json"
REFUSAL: dict[str, Any] = {
    "type": "object",
    "description": "The one shape of every refusal.",
    "required": ["code", "detail", "help"],
    "properties": {
        "code": {"type": "string", "description": "What happened, for programs. Never translated."},
        "detail": {"type": "string", "description": "What happened, in your language (Accept-Language)."},
        "help": {"type": "string", "description": "What was kept, and what to do next."},
        "fields": {
            "type": "object",
            "description": "Only for bad input: each wrong field and why; inner ones as persons.1.age_band.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
    "example": {
        "code": "bed_taken",
        "detail": "One of these beds was just given to somebody else.",
        "help": "Your answers are kept. Choose again from the places that are free now.",
    },
}
READ_REFUSALS = {
    "400": "Input that cannot be used",
    "401": "Not signed in, or a key that opens nothing",
    "403": "Not allowed for this role or key",
    "404": "Absent, or not yours: the answer is the same",
    "406": "Something else than JSON was asked for",
    "429": "Too many requests; see Retry-After",
    "503": "Very busy; see Retry-After",
}
WRITE_REFUSALS = READ_REFUSALS | {
    "409": "A house rule said no, or the same key is still being worked on (still_running)",
    "413": "More than 256 kB",
    "415": "Something else than JSON was sent",
    "422": "The Idempotency-Key was used for another request (key_reused)",
}
KEY_PARAMETER = {
    "name": HEADER,
    "in": "header",
    "description": "Any text of your own, new for each deed. The same key with the same request has one "
    "effect; its answer is kept for 24 hours and sent again. Refused requests keep nothing.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[!-~]+$"},
}
TAG_PARAMETER = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag you have: 304 when nothing changed.",
    "schema": {"type": "string"},
}
TAG_HEADER = {"ETag": {"description": "Tag of this body.", "schema": {"type": "string"}}}
REPLAYED_HEADER = {
    REPLAYED: {"description": "true when a kept answer was sent again.", "schema": {"type": "string"}}
}


class StrictSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Input knows every name; some of it is given exactly once."""

    target_class = "core.api.fields.Strict"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> Any:
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)  # noqa: SLF001
        schema["additionalProperties"] = False
        names = getattr(self.target, "exactly_one", ())
        if names:
            schema["oneOf"] = [{"required": [name]} for name in names]
        return schema


class FiltersSchema(OpenApiFilterExtension):  # type: ignore[no-untyped-call]
    """The words that a list may be asked for."""

    target_class = "core.api.filters.ByFilters"

    def get_schema_operation_parameters(
        self, auto_schema: Any, *args: Any, **kwargs: Any
    ) -> list[dict[str, Any]]:
        filters = auto_schema._map_serializer(auto_schema.view.filters(), "request")  # noqa: SLF001
        return [
            {"name": name, "in": "query", "schema": schema, "description": schema.pop("description", "")}
            for name, schema in filters.get("properties", {}).items()
        ]


class TextSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """No NUL, and not only blanks where something must be said."""

    target_class = Text
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Any:
        schema = auto_schema._map_serializer_field(self.target, direction, bypass_extensions=True)  # noqa: SLF001
        must_say = not getattr(self.target, "allow_blank", False)
        return schema | {"pattern": r"^[^\u0000]*[!-~][^\u0000]*$" if must_say else r"^[^\u0000]*$"}


class ClockSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Hours and minutes."""

    target_class = Clock

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Any:
        return {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "example": "22:00"}


def describe_frame(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A hook of drf-spectacular: add to every operation what the frame does."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Refusal"] = REFUSAL
    components["responses"] = {f"Refusal{status}": _refusal(text) for status, text in WRITE_REFUSALS.items()}
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            _describe(operation, is_write=method in WRITES, for_keys="/partners/" in path)
    return result


def _refusal(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {JSON: {"schema": {"$ref": "#/components/schemas/Refusal"}}},
    }


def _describe(operation: dict[str, Any], *, is_write: bool, for_keys: bool) -> None:
    responses = operation["responses"]
    for answer in responses.values():
        answer.setdefault("headers", {}).update(REPLAYED_HEADER if is_write else TAG_HEADER)
    refusals = WRITE_REFUSALS if is_write else READ_REFUSALS
    for status in refusals:
        responses.setdefault(status, {"$ref": f"#/components/responses/Refusal{status}"})
    if not is_write:
        responses["304"] = {"description": "You have this body already."}
    parameters = operation.setdefault("parameters", [])
    parameters.append(KEY_PARAMETER if is_write else TAG_PARAMETER)
    operation["security"] = [{"partnerKey": []}] if for_keys else [{"session": []}]
