"""What partners do when something happened."""

from typing import Any

from django.dispatch import receiver

from alerts.actions import telling
from alerts.events import alert_told
from partners import tasks
from partners.actions import outbox

telling.on_told(outbox.queue)


@receiver(alert_told)
def send_at_once(**_: Any) -> None:
    """The sweep would find it too, some seconds later."""
    tasks.send_alerts.delay()
