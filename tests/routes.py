"""Every address the site answers, found in the resolver: nothing can be added unseen."""

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver

PLACE = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
# Regular expressions in the resolver, with the plain addresses they stand for.
EXPANDED = {
    "admin/^(?P<app_label>": [
        f"admin/{app}/" for app in ("accounts", "shelters", "appointments", "schedules")
    ],
    "admin/(?P<url>.*)$": ["admin/nothing-here/"],
    "api/v1/^.*": ["api/v1/nothing-here/"],
}


@dataclass(frozen=True)
class Route:
    """One pattern, such as `board/<uuid:shelter_id>/beds/<uuid:bed_id>/`."""

    pattern: str
    # What the view of an API takes; nothing where the view itself looks at the method.
    methods: tuple[str, ...] = ()

    @property
    def places(self) -> list[str]:
        """The names in it, in order."""
        return [match["name"] for match in PLACE.finditer(self.pattern)]

    def filled(self, values: Mapping[str, Any]) -> str:
        """The address with these values.

        Raises: KeyError for a place that nobody declared.
        """
        return "/" + PLACE.sub(lambda match: str(values[match["name"]]), self.pattern)


def every_route() -> Iterator[Route]:
    """All of them, the admin's among them."""
    for pattern, methods in _walk(get_resolver().url_patterns, ""):
        for start, plain in EXPANDED.items():
            if pattern.startswith(start):
                yield from map(Route, plain)
                break
        else:
            if "(?P" in pattern or pattern.endswith("$"):
                raise AssertionError(
                    f"{pattern} is no plain route: say in tests/routes.py what it stands for"
                )
            yield Route(pattern, methods)


def _walk(patterns: Any, before: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pattern in patterns:
        whole = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield whole, _methods(pattern.callback)
        else:
            yield from _walk(pattern.url_patterns, whole)


def _methods(callback: Any) -> tuple[str, ...]:
    if hasattr(callback, "actions"):
        return tuple(sorted(name.upper() for name in callback.actions))
    known = getattr(callback, "cls", None)
    return tuple(name.upper() for name in known.http_method_names if hasattr(known, name)) if known else ()


def absent() -> str:
    """A key that no row has."""
    return str(uuid.uuid4())
