"""Receivers of alerts: added with a secret that is shown once, tried, ended."""

import json
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.rights import Right
from alerts.models import Mark
from core.errors import BadInput
from partners import postbox, signing
from partners.errors import ReceiverEnded
from partners.models import Delivery, WebhookReceiver
from partners.postbox import Answer
from privacy import audit, keyring, sealed
from privacy.keyring import Subject
from privacy.verbs import Verb


@transaction.atomic
def add(*, label: str, url: str, mark: str, by: Membership) -> tuple[WebhookReceiver, str]:
    """A receiver of the member's organization, and its secret, which is shown nowhere else afterwards.

    Raises: NotAllowed, BadInput, AddressUnusable, KeyringUnavailable.
    """
    by.require(Right.MANAGE_WEBHOOKS, within=by.organization)
    postbox.refuse_unusable(url)
    if mark not in (Mark.CLEAR, Mark.GREEN):
        raise BadInput({"mark": [_("Only TLP:CLEAR and TLP:GREEN leave the network.")]})
    receiver = WebhookReceiver(
        organization=by.organization,
        network_id=by.organization.network_id,
        label=label.strip()[:60],
        url=url,
        mark=mark,
        made_by=by,
    )
    secret = signing.new_secret()
    sealed.write(receiver, "secret", secret, day=None)
    try:
        with transaction.atomic():
            receiver.save()
    except IntegrityError as twice:
        raise BadInput({"url": [_("This address receives alerts already.")]}) from twice
    audit.record(Verb.WEBHOOK_CHANGED, by=by, about=receiver)
    return receiver, secret


@transaction.atomic
def end(receiver: WebhookReceiver, *, by: Membership) -> WebhookReceiver:
    """Send nothing more to it; its secret is unreadable from then on. Ended already: nothing happens.

    Raises: NotAllowed, NotHere, KeyringUnavailable.
    """
    by.require(Right.MANAGE_WEBHOOKS, within=receiver.organization)
    locked = WebhookReceiver.objects.visible_to(by).locked().found(pk=receiver.pk)
    if locked.ended_at is None:
        locked.ended_at, locked.secret = timezone.now(), None
        locked.save(update_fields=["ended_at", "secret"])
        tenant, row = locked.seal_owner()
        keyring.destroy(Subject(tenant, row, None))
        waiting = Delivery.objects.filter(receiver=locked, taken_at=None, given_up_at=None)
        waiting.update(given_up_at=locked.ended_at, answer="receiver ended")
        audit.record(Verb.WEBHOOK_CHANGED, by=by, about=locked)
    return locked


def try_out(receiver: WebhookReceiver, *, by: Membership) -> Answer:
    """Post a signed message without any alert, now, and tell what came back.

    Raises: NotAllowed, NotHere, ReceiverEnded, KeyringUnavailable.
    """
    by.require(Right.MANAGE_WEBHOOKS, within=receiver.organization)
    found = WebhookReceiver.objects.visible_to(by).found(pk=receiver.pk)
    if found.ended_at is not None:
        raise ReceiverEnded
    now, delivery = timezone.now(), str(uuid4())
    body = json.dumps({"type": "test", "timestamp": now.isoformat(timespec="seconds"), "data": {}}).encode()
    secret = sealed.read(found, "secret")
    return postbox.post(found.url, body, signing.headers(secret, delivery=delivery, at=now, body=body))
