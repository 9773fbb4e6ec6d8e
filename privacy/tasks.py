"""What the rooms' privacy needs by the clock."""

import structlog
from celery import shared_task

from privacy import audit, retention, walls
from privacy import purge as purging
from privacy.purge.errors import StillPurging

log = structlog.get_logger("posada.audit")

# Holds and cleanings wait for the same worker on a laptop.
SECONDS_OF_A_PURGE = 20


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def sign_trails() -> None:
    """Sign the end of every audit trail, once a day: runs often, so that a laptop misses no day.

    The log keeps number and digest too, out of reach of whoever changes the database.
    """
    for tenant in retention.tenants():
        with walls.within(tenant):
            signed = audit.checkpoint(tenant)
        if signed is not None:
            log.info("audit_signed", organization=tenant, number=signed.number, digest=signed.digest)


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def purge() -> None:
    """Erase what is past its time; what is left over goes on after the other tasks of the queue."""
    try:
        is_done = purging.run(seconds=SECONDS_OF_A_PURGE)
    except StillPurging:
        return
    if not is_done:
        purge.delay()
