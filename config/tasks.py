"""What the site does by the clock for rooms that know no clock of their own."""

from celery import shared_task
from django.core.management import call_command

from core.actions import answers


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def erase_outdated_answers() -> None:
    """Forget answers kept for repeated requests after a day."""
    answers.erase_outdated()


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def erase_ended_sessions() -> None:
    """Forget sessions that are over."""
    call_command("clearsessions")
