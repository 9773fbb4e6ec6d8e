"""What partners are sent by the clock, and at once when there is something."""

from celery import shared_task

from partners.actions import outbox


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def send_alerts() -> None:
    """Post what is on its way to receivers of alerts."""
    outbox.send_due()
