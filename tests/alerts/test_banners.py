"""The lines on top of every staff page: who is told what, in which language, until when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts import banners
from alerts.actions import telling
from alerts.models import Alert, Message
from privacy import walls
from tests.factories.accounts import OrganizationFactory
from tests.factories.alerts import AlertFactory, AlertTextFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert(house):
    alert = AlertFactory(organization=house)
    AlertTextFactory(alert=alert)
    return alert


def tell(alert, kind=Message.Kind.ALERT, **changed):
    """What the actions of moderation do: change it and tell it."""
    for name, value in changed.items():
        setattr(alert, name, value)
    alert.save()
    with walls.within(alert.organization_id, network=alert.network_id):
        telling.tell(alert, kind)
    banners.forget(alert.network_id)


def lines(organization, language="es"):
    with walls.within(None, network=organization.network_id):
        return banners.lines(organization.network_id, organization.pk, language)


def test_what_was_told_stands_there_in_the_readers_language(house, alert):
    tell(alert)

    (line,) = lines(house)

    assert line.headline == "Un falso abogado pide 500 dólares"
    assert line.react.startswith("No pague.")
    assert (line.code, line.key) == (alert.code, f"{alert.code}.1")
    assert line.address == f"/a/{house.network.code}/{alert.code}/"
    assert not line.is_back


def test_what_is_not_for_everybody_leads_to_the_page_for_staff(house, alert):
    tell(alert, mark="green")

    (line,) = lines(house)

    assert line.address == f"/alerts/read/{alert.code}/"


def test_words_that_nobody_has_read_stay_away(house, alert):
    AlertTextFactory(alert=alert, language="en", headline="unread", state="draft", reviewed_by="")
    tell(alert)

    (line,) = lines(house, "en")

    assert (line.headline, line.react, line.languages) == ("", "", "[es]")


def test_an_alert_under_review_is_taken_back_without_its_words(house, alert):
    tell(alert)
    tell(alert, Message.Kind.UPDATE, state=Alert.State.UNDER_REVIEW)

    (line,) = lines(house)

    assert (line.is_back, line.headline, line.react, line.key) == (True, "", "", f"{alert.code}.2")


def test_a_withdrawn_alert_is_taken_back(house, alert):
    tell(alert)
    tell(alert, Message.Kind.CANCEL, state=Alert.State.WITHDRAWN, ended_at=timezone.now())

    assert [line.is_back for line in lines(house)] == [True]


def test_an_alert_that_is_over_goes_without_a_word(house, alert):
    tell(alert, expires_at=timezone.now() - timedelta(minutes=1))

    assert lines(house) == []


@pytest.mark.parametrize(
    ("mark", "office", "others"),
    [("clear", 1, 1), ("green", 1, 1), ("amber", 1, 1), ("amber+strict", 1, 0), ("red", 0, 0)],
)
def test_the_mark_says_who_is_told(house, alert, mark, office, others):
    elsewhere = OrganizationFactory(network=house.network)
    tell(alert, mark=mark)

    assert (len(lines(house)), len(lines(elsewhere))) == (office, others)


def test_those_for_whom_it_is_no_longer_meant_are_told_to_forget_it(house, alert):
    elsewhere = OrganizationFactory(network=house.network)
    tell(alert)
    tell(alert, Message.Kind.UPDATE, mark="amber+strict")

    assert [line.is_back for line in lines(elsewhere)] == [True]
    assert [line.is_back for line in lines(house)] == [False]


def test_another_network_is_told_nothing(house, alert, outsider):
    tell(alert)

    assert lines(outsider.organization) == []


def test_after_a_day_it_is_no_news(house, alert):
    tell(alert)
    Message.objects.update(sent_at=timezone.now() - timedelta(hours=25))
    banners.forget(house.network_id)

    assert lines(house) == []


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_one_question_and_then_none(house, count, django_assert_num_queries):
    for _each in range(count):
        alert = AlertFactory(organization=house)
        AlertTextFactory(alert=alert)
        tell(alert)

    with walls.within(None, network=house.network_id):
        with django_assert_num_queries(1):
            first = banners.lines(house.network_id, house.pk, "es")
        with django_assert_num_queries(0):
            second = banners.lines(house.network_id, house.pk, "en")

    assert (len(first), len(second)) == (count, count)


def test_what_another_process_told_is_seen_after_some_seconds(house, alert, monkeypatch):
    assert lines(house) == []
    tell(alert)
    banners._kept[house.network_id] = (float("-inf"), [])
    monkeypatch.setattr(banners, "FRESH_SECONDS", 15.0)

    assert len(lines(house)) == 1
