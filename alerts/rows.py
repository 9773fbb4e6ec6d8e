"""A message as programs get it."""

from typing import Any

from alerts import addresses, published
from alerts.published import Published


def row_of(told: Published) -> dict[str, Any]:
    """Its frozen form as plain values, and where it stands. What everybody may read has addresses."""
    public = told.mark == "clear"
    return {
        **published.to_json(told),
        "web": addresses.of_alert(told) if public else "",
        "cap": addresses.of_cap(told) if public else "",
    }
