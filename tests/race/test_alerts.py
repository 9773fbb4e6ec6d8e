"""Two people at one alert at the same moment: one of them is second, and the world is told once."""

import pytest

from accounts.rights import Role
from alerts.actions import answers, living, reviewing
from alerts.models import Alert, ContactPoint, Message, Sighting
from tests.alerts.moderating import published, waiting
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.alerts import AlertsOfficeFactory
from tests.race.test_turns import at_once

pytestmark = pytest.mark.django_db(transaction=True)
REVIEWERS = 5


@pytest.fixture
def moderator(transactional_db):
    office = AlertsOfficeFactory()
    return MembershipFactory(organization=office.organization, role=Role.MODERATOR)


@pytest.fixture
def reviewers(moderator):
    network = moderator.organization.network
    houses = OrganizationFactory.create_batch(REVIEWERS, network=network)
    return [MembershipFactory(organization=house, role=Role.COORDINATOR) for house in houses]


def kinds():
    return list(Message.objects.order_by("number").values_list("number", "kind"))


def test_one_of_several_reviewers_publishes(moderator, reviewers):
    alert = waiting(moderator)

    def publishing(by):
        return lambda: reviewing.publish(alert, by=by, read=["es"])

    said = at_once([[publishing(by)] for by in reviewers])

    assert said == {"done": 1, "alert_moved_on": REVIEWERS - 1}
    assert kinds() == [(1, "Alert")]
    assert Alert.objects.get().decisions.filter(what="published").count() == 1


def test_publishing_and_sending_back_never_both_happen(moderator, reviewers):
    alert = waiting(moderator)

    said = at_once(
        [
            [lambda: reviewing.publish(alert, by=reviewers[0], read=["es"])],
            [lambda: reviewing.send_back(alert, reason="falta el precio", by=reviewers[1])],
        ]
    )

    assert said["done"] == 1
    assert kinds() == ([(1, "Alert")] if Alert.objects.get().state == "published" else [])


def test_hiding_renewing_and_withdrawing_leave_one_chain(moderator, reviewers):
    alert = published(moderator, reviewers[0])
    other = MembershipFactory(organization=reviewers[1].organization, role=Role.MODERATOR)

    at_once(
        [
            [lambda: living.hide(alert, reason="queja", by=moderator)],
            [lambda: living.renew(alert, by=other)],
            [lambda: living.withdraw(alert, reason="error", by=other)],
            [lambda: living.show(alert, by=reviewers[0])],
        ]
    )

    told, alert = kinds(), Alert.objects.get()
    assert [number for number, _kind in told] == list(range(1, len(told) + 1))
    assert (told[-1][1] == "Cancel") == (alert.state == "withdrawn")
    assert ContactPoint.objects.get().is_flagged == (alert.state == "published")


def test_publishing_against_hiding_ends_hidden_or_published_and_flags_agree(moderator, reviewers):
    alert = waiting(moderator)

    at_once(
        [
            [lambda: reviewing.publish(alert, by=reviewers[0], read=["es"])],
            [lambda: living.hide(alert, reason="queja", by=moderator)],
        ]
    )

    state = Alert.objects.get().state
    assert state in ("published", "under_review")
    assert ContactPoint.objects.get().is_flagged == (state == "published")


def test_a_house_sees_an_alert_again_once_a_day(moderator, reviewers):
    alert = published(moderator, reviewers[0])

    at_once([[lambda: answers.note(alert, "seen", by=reviewers[1])] for _each in range(3)])

    assert Sighting.objects.count() == 1
