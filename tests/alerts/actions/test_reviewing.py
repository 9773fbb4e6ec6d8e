"""Nobody publishes alone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions.robots import robot_of
from accounts.rights import Role
from alerts.actions import reviewing, texts
from alerts.actions.texts import Words
from alerts.errors import (
    AlertMovedOn,
    ChangedMeanwhile,
    NamesSomebody,
    NeedsSource,
    NotConfirmed,
    NothingRead,
    NothingWritten,
    PointOfHelper,
    SameHouseAndRole,
    SamePerson,
)
from alerts.models import Alert, ContactPoint, Message
from core.errors import NotAllowed, NotHere
from tests.alerts.moderating import drafted, published, told, waiting
from tests.factories.accounts import MembershipFactory
from tests.factories.alerts import AlertFactory, HelperFactory

ENGLISH = Words("A false lawyer asks for money", "He promises an appointment.", "Do not pay.")


def test_a_second_person_of_another_house_publishes(moderator, second):
    alert = published(moderator, second)

    assert alert.state == "published"
    assert alert.expires_at - alert.published_at == timedelta(days=14)
    assert alert.texts.get().state == "reviewed"
    assert ContactPoint.objects.get().is_flagged
    assert list(alert.messages.values_list("number", "kind")) == [(1, "Alert")]
    whats = [decision.what for decision in alert.decisions.order_by("at")]
    assert whats == ["drafted", "submitted", "published"]
    assert list(Alert.objects.visible_to(second)) == [alert]


def test_whoever_submitted_does_not_publish_also_not_from_another_house(moderator, second):
    elsewhere = MembershipFactory(user=moderator.user, organization=second.organization)

    with pytest.raises(SamePerson):
        reviewing.publish(waiting(moderator), by=moderator, read=["es"])
    with pytest.raises(SamePerson):
        reviewing.publish(waiting(moderator, beware=[]), by=elsewhere, read=["es"])

    assert not Message.objects.exists()


def test_two_of_one_house_and_role_are_one_pair_of_eyes(moderator):
    colleague = MembershipFactory(organization=moderator.organization, role=Role.MODERATOR)
    coordinator = MembershipFactory(organization=moderator.organization, role=Role.COORDINATOR)
    alert = waiting(moderator)

    with pytest.raises(SameHouseAndRole):
        reviewing.publish(alert, by=colleague, read=["es"])

    assert reviewing.publish(alert, by=coordinator, read=["es"]).state == "published"


@pytest.mark.parametrize("column", ["reviewed_by", "both"])
def test_the_database_has_the_last_word(office, column):
    alert = AlertFactory(organization=office.organization)
    same = {"reviewed_by": alert.drafted_by}
    if column == "both":
        same = {"reviewed_house": alert.drafted_house, "reviewed_role": alert.drafted_role}

    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(**same)

    assert Alert.objects.get(pk=alert.pk).reviewed_by == "c" * 64


@pytest.mark.parametrize("who", ["desk", "reader"])
def test_who_may_not_review_sees_nothing_of_it(request, moderator, who):
    alert = waiting(moderator)

    with pytest.raises(NotAllowed):
        reviewing.publish(alert, by=request.getfixturevalue(who), read=["es"])

    assert not Alert.objects.visible_to(request.getfixturevalue(who)).exists()


def test_another_network_learns_nothing(moderator, outsider):
    with pytest.raises(NotAllowed):
        reviewing.publish(waiting(moderator), by=outsider, read=["es"])


def test_what_only_moderators_may_read_is_no_coordinators_to_review(moderator, second, colleague):
    alert = waiting(moderator, mark="red")

    with pytest.raises(NotHere):
        reviewing.publish(alert, by=second, read=["es"])

    assert reviewing.publish(alert, by=colleague, read=["es"]).state == "published"


def test_the_site_itself_is_no_person(moderator, office):
    robot = robot_of(office.organization)

    with pytest.raises(NotAllowed):
        reviewing.submit(drafted(moderator), by=robot)


def test_what_was_changed_meanwhile_is_read_again(moderator, second):
    alert = waiting(moderator)
    seen = alert.changed_at - timedelta(seconds=1)

    with pytest.raises(ChangedMeanwhile):
        reviewing.publish(alert, by=second, read=["es"], seen=seen)


def test_nothing_is_published_that_nobody_read(moderator, second):
    with pytest.raises(NothingRead):
        reviewing.publish(waiting(moderator), by=second)


def test_languages_are_read_one_by_one(moderator, second):
    alert = published(moderator, second)
    texts.write(alert, "en", ENGLISH, by=moderator)
    before = alert.messages.count()

    with pytest.raises(SamePerson):
        texts.review(alert, "en", by=moderator)
    read = texts.review(alert, "en", by=second)

    assert (before, alert.messages.count()) == (1, 2)
    assert read.state == "reviewed"


def test_confirmed_takes_two_organizations_and_not_two_reports(moderator, second, stranger):
    told(second)
    told(second, number="+52 1 664 555 4471")
    alert = waiting(moderator, level="confirmed", lasts_days=90)

    with pytest.raises(NotConfirmed) as refused:
        reviewing.publish(alert, by=second, read=["es"])
    told(stranger, number="+52 664 555 4471")

    assert refused.value.facts == {"houses": "< 2"}
    assert reviewing.publish(alert, by=second, read=["es"]).confirmations == 2


@pytest.mark.parametrize("said", [{"kind": "myth"}, {"kind": "notice"}])
def test_facts_need_a_source_before_anybody_reads_them(moderator, said):
    alert = drafted(moderator, **said)

    with pytest.raises(NeedsSource):
        reviewing.submit(alert, by=moderator)


def test_official_needs_a_source_with_a_date(moderator):
    with pytest.raises(NeedsSource):
        waiting(moderator, level="official", source_name="CBP")

    today = timezone.now().date()
    assert waiting(moderator, level="official", source_name="CBP", source_on=today).state == "in_review"


def test_an_alert_without_words_goes_nowhere(moderator):
    alert = drafted(moderator)
    alert.texts.all().delete()

    with pytest.raises(NothingWritten):
        reviewing.submit(alert, by=moderator)


def test_a_point_that_became_a_helpers_meanwhile_is_not_published(moderator, second, office):
    alert = waiting(moderator)
    ContactPoint.objects.update(helper=HelperFactory(organization=office.organization))

    with pytest.raises(PointOfHelper):
        reviewing.publish(alert, by=second, read=["es"])

    assert not Message.objects.exists()


def test_the_second_person_sends_back_with_a_reason(moderator, colleague, second):
    alert = waiting(moderator)

    with pytest.raises(NamesSomebody):
        reviewing.send_back(alert, reason="Se llama Juan Pérez Canario.", by=second)
    alert = reviewing.send_back(alert, reason="falta el precio", by=second)

    assert alert.state == "draft"
    assert alert.decisions.get(what="sent_back").reason == "falta el precio"
    with pytest.raises(AlertMovedOn):
        reviewing.publish(alert, by=colleague, read=["es"])
