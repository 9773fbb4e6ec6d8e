"""What the rooms' privacy needs by the clock."""

from celery import shared_task

from privacy import audit, retention, walls


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def sign_trails() -> None:
    """Sign the end of every audit trail, once a day: runs often, so that a laptop misses no day."""
    for tenant in retention.tenants():
        with walls.within(tenant):
            audit.checkpoint(tenant)
