"""What turns do by the clock."""

from uuid import UUID

from celery import shared_task

from schedules.actions import draws, outages, planning, settling


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def settle() -> None:
    """Offers run out, turns are lost or end, and what is free goes to the next in order."""
    outages.lose_overlapped()
    settling.settle()


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def settle_one(organization_id: str) -> None:
    """The same at once where a seat is free again."""
    settling.settle_one(UUID(organization_id))


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def draw() -> None:
    """Make the draws whose moment has come."""
    draws.carry_out_due()


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def plan() -> None:
    """Open the days that one may ask for, and announce their draws."""
    planning.plan_ahead()
