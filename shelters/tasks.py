"""What the houses do by the clock."""

from celery import shared_task

from shelters.actions import capacity, holds, houses


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def end_overdue() -> None:
    """End holds, acts over capacity, cleanings and closures whose time has come."""
    holds.end_overdue()
    capacity.end_overdue()
    houses.end_overdue_states()
