"""What alerts do by the clock."""

from celery import shared_task

from alerts.actions import digests, forewarning, living


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def settle_alerts() -> None:
    """End alerts that are past their day, and draft what a lost message has left undrafted."""
    living.expire_due()
    forewarning.draft_missed()


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def send_digests() -> None:
    """Send the letters of today that are due."""
    digests.send_due()
