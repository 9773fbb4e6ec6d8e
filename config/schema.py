"""How the description of the API is made."""

from typing import Any

SCHEMA: dict[str, Any] = {
    "TITLE": "Posada",
    "DESCRIPTION": "Places, households and stays of a network of shelters. Refusals have one shape; every "
    "write takes an Idempotency-Key; every read has an ETag. See docs/partners/api.md.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_SPLIT_PATCH": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": ["core.api.schema.describe_frame"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}
