"""Telling: numbers, words, circles of readers, and who is handed the message in the same transaction."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from alerts import published
from alerts.actions import telling
from alerts.events import alert_told
from alerts.models import Mark, Message
from privacy import walls
from tests.alerts.chain import words_in
from tests.factories.alerts import (
    AlertContactFactory,
    AlertFactory,
    AlertsOfficeFactory,
    AlertTextFactory,
    ContactPointFactory,
    HelperFactory,
)

ALERT, UPDATE, CANCEL = Message.Kind.ALERT, Message.Kind.UPDATE, Message.Kind.CANCEL


@pytest.fixture
def alert(house):
    """In force, with words in Spanish, words in Kreyòl that nobody read, and one phone number."""
    AlertsOfficeFactory(organization=house)
    alert = AlertFactory(organization=house)
    AlertTextFactory(alert=alert)
    AlertTextFactory(alert=alert, language="ht", headline="pa-li", state="machine", reviewed_by="")
    point = ContactPointFactory(organization=house, value="+526645554471")
    AlertContactFactory(alert=alert, point=point)
    with walls.within(house.pk, network=house.network_id):
        yield alert


def content(message):
    message.refresh_from_db()
    return published.from_json(message.content)


def test_the_first_message_holds_reviewed_words_only(alert):
    told = content(telling.tell(alert, ALERT))

    assert (told.number, told.message, told.references) == (1, "Alert", ())
    assert list(told.words) == ["es"]
    assert told.unreviewed == ("ht",)
    assert [contact.value for contact in told.contacts] == ["+526645554471"]
    assert (told.price_from, told.currency) == ("500.00", "USD")
    assert told.reply_way == "+52 664 555 0100"


def test_it_names_verified_helpers_whose_check_is_not_old(alert):
    helper = HelperFactory(organization=alert.organization)
    ContactPointFactory(organization=alert.organization, helper=helper, value="+526645550100")
    long_ago = timezone.now().date() - timedelta(days=400)
    HelperFactory(
        organization=alert.organization, checked_on=long_ago, check_again_by=long_ago + timedelta(days=1)
    )
    HelperFactory(organization=alert.organization, retired_at=timezone.now())

    (beside,) = content(telling.tell(alert, ALERT)).helpers

    assert beside.name == helper.name
    assert [contact.value for contact in beside.contacts] == ["+526645550100"]


def test_nobody_who_worked_on_it_is_in_it(alert):
    plain = json.dumps(telling.tell(alert, ALERT).content)

    for token in (alert.drafted_by, alert.drafted_house, alert.reviewed_by, alert.reviewed_house):
        assert token not in plain
    assert str(alert.organization_id) not in plain
    assert alert.organization.name not in plain
    assert alert.drafted_role not in plain


def test_every_message_refers_to_all_before_it(alert):
    first = content(telling.tell(alert, ALERT))
    second = content(telling.tell(alert, UPDATE))
    alert.state = "withdrawn"
    third = content(telling.tell(alert, CANCEL))

    assert second.references == (first.reference,)
    assert third.references == (first.reference, second.reference)
    assert [told.number for told in (first, second, third)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("state", "kind"), [("under_review", UPDATE), ("withdrawn", CANCEL), ("expired", CANCEL)]
)
def test_what_takes_it_back_holds_no_words(alert, state, kind):
    telling.tell(alert, ALERT)
    alert.state = state

    message = telling.tell(alert, kind)

    assert content(message).state == state
    assert not content(message).is_readable
    plain = json.dumps(message.content, ensure_ascii=False)
    assert words_in(plain) == []
    assert "false_lawyer" not in plain


def test_fewer_readers_are_told_that_it_is_not_for_them_any_more(alert):
    telling.tell(alert, ALERT)
    alert.mark = Mark.AMBER

    telling.tell(alert, UPDATE)

    rows = list(alert.messages.order_by("number").values_list("number", "mark", "content__state"))
    assert rows == [(1, "clear", "published"), (2, "clear", "narrowed"), (3, "amber", "published")]


def test_all_who_were_ever_told_are_told_that_it_is_withdrawn(alert):
    telling.tell(alert, ALERT)
    alert.mark = Mark.AMBER
    telling.tell(alert, UPDATE)
    alert.state = "withdrawn"

    assert telling.tell(alert, CANCEL).mark == Mark.CLEAR


def test_who_sends_it_on_has_the_message_before_the_commit(alert, monkeypatch):
    handed = []
    monkeypatch.setattr(telling, "_outgoing", [])
    telling.on_told(
        lambda message: handed.append((message.pk, Message.objects.filter(pk=message.pk).exists()))
    )

    message = telling.tell(alert, ALERT)

    assert handed == [(message.pk, True)]


def test_nothing_is_told_when_the_outbox_cannot_write(alert, monkeypatch):
    def broken(message):
        raise BrokenPipeError

    monkeypatch.setattr(telling, "_outgoing", [broken])

    with pytest.raises(BrokenPipeError):
        telling.tell(alert, ALERT)

    assert not alert.messages.exists()


def test_it_is_announced_by_its_key_after_the_commit(alert, django_capture_on_commit_callbacks):
    heard = []

    def hear(**facts):
        heard.append({name: facts[name] for name in ("message_id", "network_id")})

    alert_told.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            message = telling.tell(alert, ALERT)
            assert heard == []
    finally:
        alert_told.disconnect(hear)

    assert heard == [{"message_id": message.pk, "network_id": alert.network_id}]
