"""The outbox: a message about an alert is written for each receiver in the transaction that tells it, posted
afterwards, and marked when it was taken. A worker that dies in between posts it again, under the same id.
"""

import json
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import Organization
from alerts import published, reading
from alerts.models import Mark, Message
from partners import postbox, signing
from partners.models import Delivery, WebhookReceiver
from partners.postbox import Answer
from privacy import sealed, walls

AT_ONCE = 32
BATCH = 16  # of one organization before the next one has its turn
ROUNDS = 64
# How long a worker that claimed a message has for it before another one tries. Fewer than twice AT_ONCE are
# claimed and not answered at any time: longer than any two posts take.
CLAIMED = timedelta(seconds=60)
PAUSES = (10, 30, 60, 300, 900, 3600)  # seconds after the first, second, ... failure; the last one again
GIVEN_UP_AFTER = timedelta(hours=24)
READS = {Mark.CLEAR.value: {Mark.CLEAR.value}, Mark.GREEN.value: {Mark.CLEAR.value, Mark.GREEN.value}}


@dataclass(frozen=True)
class Parcel:
    """One message, ready to be posted."""

    delivery: UUID
    url: str
    secret: str
    body: bytes


# What is on its way just now, and whose it is.
Flying = dict[Future[Answer], tuple[UUID, Parcel]]


def queue(message: Message) -> None:
    """Write the message for each receiver of the network that may read it."""
    houses = Organization.objects.filter(network=message.network_id).order_by("pk")
    for house in houses.values_list("pk", flat=True):
        with walls.within(house, network=message.network_id):
            Delivery.objects.bulk_create(
                Delivery(organization_id=house, receiver=receiver, message=message)
                for receiver in _readers(house, message)
            )
            if message.number > 1:
                _hurry(house, message, timezone.now())


def _hurry(house: UUID, message: Message, now: datetime) -> None:
    """Earlier messages of the alert that wait for their next try go now, and this one behind them: whoever
    took one without saying so must not go on showing words that are taken back. Those that somebody may be
    posting in this moment come within a minute anyway."""
    waiting = Delivery.objects.filter(
        organization=house,
        message__alert=message.alert_id,
        taken_at=None,
        given_up_at=None,
        next_try_at__gt=now + CLAIMED,
    )
    waiting.update(next_try_at=now)


def _readers(house: UUID, message: Message) -> QuerySet[WebhookReceiver]:
    may_read = [most for most, marks in READS.items() if message.mark in marks]
    receivers = WebhookReceiver.objects.filter(organization=house, network=message.network_id).open()
    return receivers.filter(mark__in=may_read)


def send_due() -> int:
    """Post what is due in all organizations; how many were taken. Who answers slowly holds nobody up."""
    houses = dict(Organization.objects.order_by("pk").values_list("pk", "network_id"))
    taken: Counter[UUID] = Counter()
    flying: Flying = {}
    asked = list(houses)
    with ThreadPoolExecutor(AT_ONCE) as posts:
        for _round in range(ROUNDS):
            again = set()
            for house in asked:
                parcels = _claim(house, houses[house], timezone.now())
                flying.update({posts.submit(_post, parcel): (house, parcel) for parcel in parcels})
                again |= {house} if len(parcels) == BATCH else set()
                while len(flying) >= AT_ONCE:
                    again |= _land(flying, houses, taken)
            # Of one alert the next message may go once the one before it was taken.
            if flying and not again:
                again = _land(flying, houses, taken)
            asked = [house for house in houses if house in again]
            if not asked:
                break
        while flying:
            _land(flying, houses, taken)
    return taken.total()


def _land(flying: Flying, houses: dict[UUID, UUID], taken: Counter[UUID]) -> set[UUID]:
    """Wait until something is answered, and mark and count it; whose it was."""
    answered: dict[UUID, list[tuple[Parcel, Answer]]] = {}
    for post in wait(flying, return_when=FIRST_COMPLETED).done:
        house, parcel = flying.pop(post)
        answered.setdefault(house, []).append((parcel, post.result()))
    for house, pairs in answered.items():
        taken[house] += _mark(house, houses[house], pairs)
    return set(answered)


def _claim(house: UUID, network: UUID, now: datetime) -> list[Parcel]:
    """Messages that nobody else posts for the next minute. Of one alert the earlier message goes first."""
    with walls.within(house, network=network):
        earlier = Delivery.objects.filter(
            receiver=OuterRef("receiver"),
            message__alert=OuterRef("message__alert"),
            message__number__lt=OuterRef("message__number"),
            taken_at=None,
            given_up_at=None,
        )
        due = Delivery.objects.filter(organization=house).due().exclude(Exists(earlier))
        rows = due.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("written_at", "pk")
        claimed = list(rows.select_related("receiver", "message__alert")[:BATCH])
        Delivery.objects.filter(pk__in=[row.pk for row in claimed]).update(
            next_try_at=now + CLAIMED, tries=F("tries") + 1
        )
        return [parcel for row in claimed if (parcel := _parcel(row, now))]


def _parcel(row: Delivery, now: datetime) -> Parcel | None:
    """None when its secret cannot be read any more: nobody could check what it signs.

    Raises: KeyringUnavailable.
    """
    try:
        secret = sealed.read(row.receiver, "secret")
    except (sealed.Erased, sealed.CannotOpen):
        Delivery.objects.filter(pk=row.pk).update(given_up_at=now, answer="secret lost")
        return None
    body = json.dumps(_told(row), ensure_ascii=False, sort_keys=True).encode()
    return Parcel(row.pk, row.receiver.url, secret, body)


def _told(row: Delivery) -> dict[str, Any]:
    """The body: what happened, when, and the alert as it was told then (docs/partners/webhooks.md). A message
    that waited until its alert was hidden or over goes without its words."""
    message = row.message
    holds = reading.as_it_holds(message, READS[row.receiver.mark])
    return {
        "type": f"alert.{message.kind.lower()}",
        "timestamp": message.sent_at.isoformat(timespec="seconds"),
        "data": published.to_json(holds),
    }


def _post(parcel: Parcel) -> Answer:
    """In a thread of its own, without the database."""
    signed = signing.headers(
        parcel.secret, delivery=str(parcel.delivery), at=timezone.now(), body=parcel.body
    )
    return postbox.post(parcel.url, parcel.body, signed)


def _mark(house: UUID, network: UUID, answered: list[tuple[Parcel, Answer]]) -> int:
    with walls.within(house, network=network):
        keys = [parcel.delivery for parcel, _answer in answered]
        rows = Delivery.objects.select_related("receiver").in_bulk(keys)
        for parcel, answer in answered:
            if row := rows.get(parcel.delivery):
                _note(row, answer, timezone.now())
    return sum(answer.is_taken for _parcel, answer in answered)


def _note(row: Delivery, answer: Answer, now: datetime) -> None:
    here = WebhookReceiver.objects.filter(pk=row.receiver_id)
    row.answer = answer.told
    if answer.is_taken:
        row.taken_at = now
        here.update(last_taken_at=now, failures=0)
    else:
        here.update(failures=F("failures") + 1)
        row.next_try_at = now + timedelta(seconds=PAUSES[min(row.tries, len(PAUSES)) - 1])
        row.given_up_at = now if now - row.written_at > GIVEN_UP_AFTER else None
    row.save(update_fields=["answer", "taken_at", "next_try_at", "given_up_at"])
