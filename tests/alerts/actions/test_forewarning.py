"""A programme cancels appointments: the warning about "recovery" is drafted at once, and only drafted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.rights import Role
from alerts.actions import forewarning, reviewing
from alerts.errors import SamePerson
from alerts.models import Alert
from alerts.receivers import forewarn
from appointments.acting import Wanted
from appointments.actions import acts
from appointments.models import Notice
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.appointments import ProgrammeFactory


@pytest.fixture
def notice(network, office):
    house = OrganizationFactory(network=network, kind="partner")
    by = MembershipFactory(organization=house, role=Role.NETWORK_COORDINATOR)
    programme = ProgrammeFactory(organization=house, name_es="CBP One", name_en="CBP One")
    moment = timezone.now() + timedelta(days=1)
    wanted = Wanted("cancel", moment, "America/Tijuana", source_url="https://example.org/cbp")
    act = acts.begin(programme, wanted, asked="a", by=by)
    return Notice.objects.get(act=act, kind="pre_alert")


def test_the_draft_lies_in_the_office_and_says_what_the_notice_says(notice, office):
    forewarn(notice_id=notice.pk, organization_id=notice.organization_id)

    alert = Alert.objects.get()
    assert (alert.state, alert.tactic, alert.source_url) == ("draft", "recovery", "https://example.org/cbp")
    assert alert.organization_id == office.organization_id
    texts = {text.language: text for text in alert.texts.all()}
    assert set(texts) == {"es", "en", "ht"}
    assert "CBP One" in texts["en"].said
    assert texts["es"].said != texts["en"].said
    assert {text.state for text in texts.values()} == {"draft"}


def test_it_is_drafted_once_however_often_it_is_told(notice):
    for _twice in range(2):
        forewarn(notice_id=notice.pk, organization_id=notice.organization_id)
    forewarning.draft_missed()

    assert Alert.objects.count() == 1


def test_what_a_lost_message_left_is_drafted_by_the_sweep(notice):
    forewarning.draft_missed()

    assert Alert.objects.get().notice == notice.pk


def test_what_was_taken_back_or_is_no_warning_drafts_nothing(notice):
    Notice.objects.filter(pk=notice.pk).update(withdrawn_at=timezone.now())

    assert forewarning.draft_from(notice.pk, notice.organization_id) is None
    assert not Alert.objects.exists()


def test_it_takes_two_people_all_the_same(notice, moderator, second):
    alert = forewarning.draft_from(notice.pk, notice.organization_id)

    submitted = reviewing.submit(alert, by=moderator)

    with pytest.raises(SamePerson):
        reviewing.publish(submitted, by=moderator, read=["es"])
    assert reviewing.publish(submitted, by=second, read=["es"]).state == "published"
