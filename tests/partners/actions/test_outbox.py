"""Messages about alerts reach each receiver, signed, in order, and once after its id is looked at."""

import base64
import hashlib
import hmac
import json
import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.actions import telling
from alerts.models import Message
from partners import postbox
from partners.actions import outbox, webhooks
from partners.errors import AddressUnusable
from partners.models import Delivery, WebhookReceiver
from privacy import walls
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.alerts import AlertFactory, AlertTextFactory
from tests.partners.hearing import receiver

pytestmark = pytest.mark.django_db
PATIENCE = 60  # seconds; only so that a test that hangs ends


@pytest.fixture
def heard(settings):
    settings.WEBHOOKS_INSIDE = ["127.0.0.1"]
    with receiver() as found:
        yield found


@pytest.fixture
def alert(network):
    alert = AlertFactory(organization=OrganizationFactory(network=network))
    AlertTextFactory(alert=alert)
    return alert


def subscribe(heard, by, mark="clear", path=""):
    return webhooks.add(label="Socio", url=heard.url + path, mark=mark, by=by)


def tell(alert, kind="Alert"):
    with walls.within(alert.organization_id, network=alert.network_id):
        return telling.tell(alert, Message.Kind(kind))


@pytest.fixture
def wait(time_machine):
    """`wait(seconds=11)`: so much later."""

    def move(**time):
        time_machine.move_to(timezone.now() + timedelta(**time))

    return move


def rows():
    found = []
    for house in {row.organization_id for row in Delivery.objects.all()}:
        found += Delivery.objects.filter(organization=house).order_by("written_at")
    return found


def test_a_message_is_posted_and_signed_as_standard_webhooks_say(alert, heard, coordinator, wait):
    _receiver, secret = subscribe(heard, coordinator)
    message = tell(alert)

    assert outbox.send_due() == 1

    [(headers, body)] = heard.posts
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == "v1," + wanted
    told = json.loads(body)
    assert told["type"] == "alert.alert"
    assert told["data"] == message.content
    wait(minutes=5)
    assert outbox.send_due() == 0  # it is taken, and not sent again


def test_a_failure_is_tried_again_later_and_given_up_after_a_day(alert, heard, coordinator, wait):
    subscribe(heard, coordinator)
    tell(alert)
    heard.answers += [500, 302, 500]

    assert outbox.send_due() == 0
    [row] = rows()
    assert (row.answer, row.tries, row.taken_at) == ("500", 1, None)
    assert outbox.send_due() == 0
    assert rows()[0].tries == 1  # not before its pause is over
    wait(seconds=11)
    assert outbox.send_due() == 0
    assert rows()[0].answer == "302"  # a redirect is followed nowhere
    assert WebhookReceiver.objects.get().failures == 2
    wait(hours=25)
    assert outbox.send_due() == 0
    assert rows()[0].given_up_at is not None
    wait(days=1)
    assert outbox.send_due() == 0
    assert heard.posts == []


def test_a_withdrawal_never_overtakes_its_alert(alert, heard, coordinator, wait):
    subscribe(heard, coordinator)
    tell(alert)
    heard.answers += [500]
    outbox.send_due()
    tell(alert, "Cancel")

    assert outbox.send_due() == 0
    wait(seconds=11)
    assert outbox.send_due() == 2
    assert [json.loads(body)["type"] for _headers, body in heard.posts] == ["alert.alert", "alert.cancel"]


@pytest.mark.parametrize("waits", ["for its next try", "for its first"])
def test_words_that_were_queued_are_not_sent_once_their_alert_is_hidden(
    alert, heard, coordinator, wait, waits
):
    """A receiver that was down gets both messages, in order and at once, and none has the words."""
    subscribe(heard, coordinator)
    tell(alert)
    if waits == "for its next try":
        heard.answers += [500] * 5
        for _try in range(5):
            outbox.send_due()
            wait(minutes=6)
        Delivery.objects.update(next_try_at=timezone.now() + timedelta(hours=1))
    alert.state = "under_review"
    alert.save()
    tell(alert, "Update")

    assert outbox.send_due() == 2
    told = [json.loads(body) for _headers, body in heard.posts]
    assert [(one["type"], one["data"]["state"]) for one in told] == [
        ("alert.alert", "under_review"), ("alert.update", "under_review"),
    ]  # fmt: skip
    assert [(one["data"]["texts"], one["data"]["contacts"]) for one in told] == [({}, []), ({}, [])]


@pytest.mark.parametrize(
    ("mark", "most", "reaches"),
    [
        ("clear", "clear", True), ("green", "clear", False), ("green", "green", True),
        ("amber", "green", False), ("red", "green", False),
    ],
)  # fmt: skip
def test_only_what_a_receiver_may_read_is_sent(alert, heard, coordinator, mark, most, reaches):
    subscribe(heard, coordinator, mark=most)
    alert.mark = mark
    alert.save()

    tell(alert)

    assert outbox.send_due() == reaches


def test_who_may_not_read_an_alert_any_more_learns_only_that_it_is_over(alert, heard, coordinator):
    subscribe(heard, coordinator)
    tell(alert)
    alert.mark = "amber"
    alert.save()
    tell(alert, "Update")

    assert outbox.send_due() == 2

    for told in (json.loads(body) for _headers, body in heard.posts):
        assert told["data"]["state"] == "narrowed"
        assert "falso abogado" not in json.dumps(told, ensure_ascii=False)


def test_a_foreign_network_gets_nothing(alert, heard, db):
    subscribe(heard, MembershipFactory())

    tell(alert)

    assert rows() == []


def test_a_claimed_message_is_left_alone_until_its_worker_must_be_dead(alert, heard, coordinator, wait):
    """SIGKILL between the post and the mark: posted again a minute later, under the same id."""
    subscribe(heard, coordinator)
    tell(alert)
    house = coordinator.organization
    claimed = outbox._claim(house.pk, house.network_id, timezone.now())  # a worker that dies here
    outbox._post(claimed[0])  # and here it had posted already

    assert outbox.send_due() == 0
    wait(seconds=61)
    assert outbox.send_due() == 1
    assert len(heard.ids) == 2
    assert len(set(heard.ids)) == 1


def test_an_ended_receiver_gets_nothing_and_its_secret_is_gone(alert, heard, coordinator):
    subscription, _secret = subscribe(heard, coordinator)
    tell(alert)

    webhooks.end(subscription, by=coordinator)

    assert outbox.send_due() == 0
    assert WebhookReceiver.objects.get().secret is None
    assert rows()[0].answer == "receiver ended"


@pytest.mark.parametrize(
    "url",
    [
        "http://socio.example/", "https://127.0.0.1/", "https://[::1]/", "https://10.1.2.3/x",
        "https://169.254.169.254/latest", "https://user:pass@socio.example/", "https://socio.example:22/",
        "https://[::ffff:127.0.0.1]/", "ftp://socio.example/", "https://", "https://[", "https://socio.example:x/",
    ],
)  # fmt: skip
def test_addresses_that_lead_inside_are_refused(coordinator, url):
    with pytest.raises(AddressUnusable):
        webhooks.add(label="x", url=url, mark="clear", by=coordinator)


@pytest.mark.parametrize("found", ["127.0.0.1", "10.0.0.8", "::1", "fe80::1%eth0", "::ffff:192.168.0.1"])
def test_a_name_that_leads_inside_is_not_called(monkeypatch, found):
    """DNS rebinding: the very address that was looked at is the one that is called."""
    monkeypatch.setattr("socket.getaddrinfo", lambda *_a, **_k: [(0, 0, 0, "", (found, 443))])

    assert postbox.post("https://socio.example/", b"{}", {}).told == "address refused"


def test_who_answers_slowly_holds_nobody_up(alert, heard, coordinator, network):
    """The slow one answers only after the other one, in another organization, was reached."""
    reached = threading.Event()
    neighbour = MembershipFactory(organization=OrganizationFactory(network=network))
    slow, quick = sorted([coordinator, neighbour], key=lambda member: member.organization_id)
    with receiver() as other:
        subscribe(heard, slow)
        subscribe(other, quick)
        heard.first, other.first = lambda: reached.wait(PATIENCE), reached.set
        tell(alert)
        taken = outbox.send_due()

    assert taken == 2
    assert [row.tries for row in rows()] == [1, 1]
