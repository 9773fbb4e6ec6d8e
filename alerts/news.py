"""What changed in the warnings of a network in a stretch of time, as far as it may leave by e-mail.

Only TLP:GREEN and TLP:CLEAR leave. Of the others that the member may read there is a number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from accounts.models import Membership
from alerts import published, reading
from alerts.models import Alert, Message
from alerts.published import Published

LEAVES = reading.PARTNERS
# What is under review or ended by itself goes without a word.
TAKEN_BACK = (Alert.State.WITHDRAWN, published.NARROWED)


class Change(StrEnum):
    """What became of a warning."""

    NEW = "new"
    CORRECTED = "corrected"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True)
class Item:
    """One warning as it holds now; taken back, it has no words."""

    change: Change
    told: Published


@dataclass(frozen=True)
class News:
    """`more` warnings wait on the site. `last_at` is when the last of all this was told; None for nothing."""

    items: tuple[Item, ...] = ()
    more: int = 0
    last_at: datetime | None = None

    @property
    def number(self) -> int:
        """Of warnings."""
        return len(self.items) + self.more


def for_member(member: Membership, *, since: datetime, until: datetime) -> News:
    """What was told after `since`, up to `until`; what was taken back later still is taken back here.

    Works inside of the network's walls.
    """
    span = {"sent_at__gt": since, "sent_at__lte": until}
    here = Message.objects.filter(network=member.organization.network_id, mark__in=LEAVES)
    rows = here.filter(alert__in=here.filter(**span).values("alert")).exclude(content={})
    by_alert: dict[object, list[Message]] = {}
    for row in rows.select_related("alert").order_by("sent_at", "alert__code", "number"):
        by_alert.setdefault(row.alert_id, []).append(row)
    found = [(item, some) for some in by_alert.values() if (item := _item(some, since))]
    moments = [row.sent_at for _item, some in found for row in some if since < row.sent_at <= until]
    hidden = reading.told_to(member).filter(**span).exclude(mark__in=LEAVES)
    waiting = dict(hidden.values_list("alert", "sent_at"))
    last_at = max([*moments, *waiting.values()], default=None)
    # One that was narrowed is told as taken back: it is one warning, counted once.
    named = {some[0].alert_id for _item, some in found}
    return News(tuple(item for item, _some in found), len(waiting.keys() - named), last_at)


def _item(messages: Sequence[Message], since: datetime) -> Item | None:
    """`messages` in their order; the last one counts."""
    said = reading.as_it_holds(messages[-1], LEAVES)
    if said.is_readable:
        was_told = any(row.sent_at <= since for row in messages)
        return Item(Change.CORRECTED if was_told else Change.NEW, said)
    return Item(Change.TAKEN_BACK, said) if said.state in TAKEN_BACK else None
