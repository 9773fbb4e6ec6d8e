"""What alerts do when something happened."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from alerts import banners, fanout
from alerts.actions import forewarning
from alerts.events import alert_told
from appointments.events import notice_written
from core.web import sockets


@receiver(alert_told)
def tell_sockets(*, network_id: UUID, **_: Any) -> None:
    """Each process hears it once. Should this message be lost, it looks by itself (alerts/fanout.py)."""
    banners.forget(network_id)
    sockets.tell(fanout.GROUP, {"type": "alert.told", "network": str(network_id)})


@receiver(notice_written)
def forewarn(*, notice_id: UUID, organization_id: UUID, **_: Any) -> None:
    """What is cancelled will be "recovered" for money: moderators have a draft of the warning at once."""
    forewarning.draft_from(notice_id, organization_id)
