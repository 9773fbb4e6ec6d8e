"""What is asked before something is kept for a shorter time: apps above know reasons against it."""

from collections.abc import Callable

from accounts.models import Organization

Check = Callable[[Organization], None]

_checks: list[Check] = []


def asks_first(check: Check) -> None:
    """Register a check that raises a refusal; apps do it when they are ready."""
    _checks.append(check)


def refuse_shortening(organization: Organization) -> None:
    """Ask every check.

    Raises: whatever a check refuses with.
    """
    for check in _checks:
        check(organization)
