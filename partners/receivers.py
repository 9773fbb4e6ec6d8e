"""What partners do when something happened."""

from typing import Any

from django.dispatch import receiver

from alerts.actions import telling
from alerts.events import alert_told
from core.api.records import records_read
from partners import tasks
from partners.actions import keys, outbox
from partners.models import PartnerKey

telling.on_told(outbox.queue)


@receiver(alert_told)
def send_at_once(**_: Any) -> None:
    """The sweep would find it too, some seconds later."""
    tasks.send_alerts.delay()


@receiver(records_read)
def spend_budget(*, auth: object, records: int, **_: Any) -> None:
    """Every record that a key reads counts against its budget of the day, whichever list it is in.

    Raises: BudgetSpent.
    """
    if isinstance(auth, PartnerKey):
        keys.spend(auth, records=records)
