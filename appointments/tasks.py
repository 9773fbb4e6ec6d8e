"""What appointments do by the clock, and what is too long for a request."""

from uuid import UUID

from celery import shared_task

from appointments.actions import channels, notices, reminders, shares, waiting


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def carry_out(act_id: str, organization_id: str) -> None:
    """Do an act on a whole programme, or take it back, beside the desks."""
    shares.finish(UUID(act_id), UUID(organization_id), pace=shares.beside_desks)


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def finish_acts() -> None:
    """Finish what a killed worker or a lost message has left of acts and their notices."""
    shares.finish_all(pace=shares.beside_desks)
    notices.deliver_all()


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def remind() -> None:
    """Write the reminders of houses in which it is the hour, and tell their channels that there is a list."""
    reminders.write_due()
    channels.send_due()


@shared_task  # type: ignore[untyped-decorator]  # celery has no types
def renew_waiting_times() -> None:
    """Write anew how long people wait, as the network is told."""
    waiting.renew()
