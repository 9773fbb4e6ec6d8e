"""System checks: the site does not start with a field that nobody declared."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from privacy import inventory


@register("privacy")
def every_field_is_declared(**_: Any) -> list[CheckMessage]:
    """One error for each stored field that the data inventory does not know, or no longer finds."""
    return [
        Error(
            f"{name} does not stand in the data inventory as it stands in the database.",
            hint="Declare it in the inventory.py of its app: kind, purpose, until when.",
            id="privacy.E001",
        )
        for name in inventory.gaps()
    ]
