"""A published alert: hidden, shown, narrowed, renewed, withdrawn, over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions.robots import robot_of
from alerts.actions import answers, drafting, living, recordings, texts
from alerts.actions.texts import Words
from alerts.errors import (
    AddsSomething,
    AlertMovedOn,
    LastWords,
    ReviewerEdits,
    SameHouseAndRole,
    SamePerson,
)
from alerts.models import Alert, AlertText, ContactPoint, Decision, Message, Reply, Sighting
from core.errors import BadInput, NotAllowed, NotHere
from privacy.models import AuditEntry
from tests.alerts import sounds
from tests.alerts.moderating import WORDS, drafted, facts, published, told
from tests.factories.accounts import MembershipFactory
from tests.factories.alerts import AlertFactory

REPLY_OF = "Soy abogada con cédula. El número es de mi despacho."


def kinds(alert):
    return list(alert.messages.order_by("number").values_list("kind", flat=True))


def test_hidden_is_told_as_an_update_and_shown_again_by_a_second_person(moderator, second):
    alert = published(moderator, second)

    living.hide(alert, reason="somebody complained", by=moderator)
    seen = list(Alert.objects.in_force())
    flagged = ContactPoint.objects.get().is_flagged
    shown = living.show(alert, by=second)

    assert (seen, flagged) == ([], False)
    assert shown.state == "published"
    assert kinds(alert) == ["Alert", "Update", "Update"]
    assert ContactPoint.objects.get().is_flagged


def test_whoever_changed_a_hidden_alert_does_not_show_it(moderator, colleague, second):
    alert = living.hide(published(moderator, second), reason="a wrong price", by=moderator)

    drafting.change(alert, facts(area="Centro"), by=colleague)

    with pytest.raises(SamePerson):
        living.show(alert, by=colleague)
    assert living.show(alert, by=second).area == "Centro"


def test_what_is_not_verified_any_more_does_not_keep_its_ninety_days(moderator, colleague, second):
    official = {"level": "official", "source_name": "INM", "source_on": timezone.now().date()}
    alert = published(moderator, second, lasts_days=90, **official)
    living.hide(alert, reason="the source took it back", by=moderator)

    drafting.change(alert, facts(), by=colleague)
    shown = living.show(alert, by=second)

    assert shown.expires_at - shown.changed_at == timedelta(days=14)
    living.hide(shown, reason="once more", by=moderator)
    assert living.show(shown, by=second).expires_at == shown.expires_at  # hiding lengthens nothing


def test_whoever_reviewed_it_does_not_change_it(moderator, colleague):
    alert = living.hide(published(moderator, colleague), reason="a wrong price", by=moderator)

    with pytest.raises(ReviewerEdits):
        drafting.change(alert, facts(area="Centro"), by=colleague)

    assert Alert.objects.get().area == ""


def test_one_person_takes_away_and_two_add(moderator, second):
    alert = published(moderator, second, beware=["664 555 4471", "664 555 9999"], area="Centro")

    with pytest.raises(AddsSomething):
        living.narrow(alert, facts(beware=["664 555 4471", "664 555 1111"], area="Centro"), by=moderator)
    with pytest.raises(AddsSomething):
        living.narrow(alert, facts(beware=["664 555 4471"], area="Playas"), by=moderator)
    with pytest.raises(AddsSomething):
        living.narrow(alert, facts(beware=["664 555 4471"], lasts_days=1, tactic="extortion"), by=moderator)
    with pytest.raises(BadInput):
        living.narrow(alert, facts(beware=["664 555 4471"], mark="white"), by=moderator)
    living.narrow(alert, facts(beware=["664 555 4471"]), by=moderator)

    flagged = ContactPoint.objects.filter(is_flagged=True)
    assert list(flagged.values_list("value", flat=True)) == ["+526645554471"]
    assert Alert.objects.get().area == ""
    assert kinds(alert) == ["Alert", "Update"]


def test_the_last_words_that_were_read_stay(moderator, second):
    alert = published(moderator, second)
    other = Words(WORDS.headline, "Dice otra cosa.", WORDS.react)

    with pytest.raises(LastWords):
        texts.write(alert, "es", other, by=moderator)
    texts.write(alert, "en", Words("A false lawyer", "He asks for money.", "Do not pay."), by=moderator)
    texts.review(alert, "en", by=second)
    texts.write(alert, "es", other, by=moderator)

    assert AlertText.objects.get(language="es").state == "draft"
    assert kinds(alert) == ["Alert", "Update", "Update"]


def test_what_is_added_to_an_alert_in_force_is_read_by_another_house_or_role(moderator, second):
    """Else two of one desk could put other words, or another voice, in the place of those that were read."""
    beside = MembershipFactory(organization=moderator.organization, role=moderator.role)
    alert = published(moderator, second)
    texts.write(alert, "en", Words("A false lawyer", "He promises a date.", "Do not pay."), by=moderator)
    spoken = recordings.put(alert, "es", sounds.opus(), by=moderator)

    for deed in (lambda: texts.review(alert, "en", by=beside), lambda: recordings.hear(spoken, by=beside)):
        with pytest.raises(SameHouseAndRole):
            deed()
    texts.review(alert, "en", by=second)
    recordings.hear(spoken, by=second)

    assert kinds(alert) == ["Alert", "Update", "Update"]
    hidden = living.hide(alert, reason="once more", by=moderator)
    texts.write(hidden, "en", Words("A false lawyer", "He promises a date.", "Pay nobody."), by=moderator)
    assert texts.review(hidden, "en", by=beside).state == "reviewed"  # who shows it is of another house


def test_renewing_lasts_as_long_again_and_counts_again(moderator, second, stranger):
    alert = published(moderator, second)
    told(stranger)
    told(second)
    before = Alert.objects.get().confirmations

    renewed = living.renew(alert, by=moderator)

    assert (before, renewed.confirmations) == (0, 2)
    assert renewed.expires_at > alert.expires_at
    assert kinds(alert) == ["Alert", "Update"]


def test_only_a_person_renews(moderator, second, office):
    with pytest.raises(NotAllowed):
        living.renew(published(moderator, second), by=robot_of(office.organization))


def test_withdrawn_is_told_as_cancel_and_is_the_end(moderator, second):
    alert = published(moderator, second)

    with pytest.raises(BadInput):
        living.withdraw(alert, reason=" ", by=moderator)
    living.withdraw(alert, reason="it was an error", by=moderator)

    alert.refresh_from_db()
    assert (alert.state, alert.ended_at is None) == ("withdrawn", False)
    assert kinds(alert) == ["Alert", "Cancel"]
    assert not ContactPoint.objects.get().is_flagged
    for deed in (living.hide, living.withdraw):
        with pytest.raises(AlertMovedOn):
            deed(alert, reason="again", by=moderator)


def test_a_point_of_two_alerts_stays_flagged_until_both_end(moderator, second):
    first, other = published(moderator, second), published(moderator, second)

    living.withdraw(first, reason="it was an error", by=moderator)
    after_one = ContactPoint.objects.get().is_flagged
    living.withdraw(other, reason="it was an error", by=moderator)

    assert (after_one, ContactPoint.objects.get().is_flagged) == (True, False)


@pytest.mark.parametrize("state", ["published", "under_review"])
def test_what_is_past_its_day_ends_and_is_told(office, state):
    past = timezone.now() - timedelta(minutes=1)
    over = AlertFactory(organization=office.organization, state=state, expires_at=past)
    Message.objects.create(
        organization=over.organization, network=over.network, alert=over, number=1, kind="Alert", mark="clear"
    )
    AlertFactory(organization=office.organization)

    ended = living.expire_due()

    over.refresh_from_db()
    assert (ended, over.state, over.ended_at is None) == (1, "expired", False)
    assert kinds(over) == ["Alert", "Cancel"]
    assert Decision.objects.get().role == "robot"
    assert AuditEntry.objects.filter(verb="alert_expired", about_id=over.pk).count() == 1
    assert living.expire_due() == 0


def test_a_hidden_alert_that_is_over_is_not_shown(moderator, second):
    alert = living.hide(published(moderator, second), reason="look again", by=moderator)
    Alert.objects.update(expires_at=timezone.now())

    with pytest.raises(AlertMovedOn):
        living.show(alert, by=second)


@pytest.mark.parametrize("deed", ["hide", "withdraw"])
def test_a_coordinator_reviews_and_does_not_take_down(moderator, second, deed):
    alert = published(moderator, second)

    with pytest.raises(NotAllowed):
        getattr(living, deed)(alert, reason="no", by=second)


def test_a_sighting_counts_once_a_day_for_each_house_and_moves_nothing(moderator, second, desk, coordinator):
    alert = published(moderator, second)

    for member in (desk, coordinator, second):
        answers.note(alert, "seen", by=member)

    assert Sighting.objects.count() == 2
    assert str(desk.organization_id) not in str(list(Sighting.objects.values()))
    assert Alert.objects.get().confirmations == 0
    with pytest.raises(NotHere):
        answers.note(drafted(moderator), "seen", by=desk)
    with pytest.raises(BadInput):
        answers.note(alert, "liked", by=desk)


def test_somebody_answers_an_alert_and_the_office_deals_with_it(moderator, second, colleague, network):
    alert = published(moderator, second)

    answers.reply(network, alert.code.lower(), words=REPLY_OF, way="+52 664 555 0000")
    reply = Reply.objects.get()

    assert list(Reply.objects.visible_to(moderator)) == [reply]
    assert Decision.objects.filter(what="reply", role="public").count() == 1
    with pytest.raises(NotAllowed):
        answers.dealt_with(reply, by=colleague)
    assert answers.dealt_with(reply, by=moderator).answered_at is not None


@pytest.mark.parametrize("said", [{"state": "draft"}, {"mark": "green"}])
def test_who_was_not_warned_of_in_public_gets_no_form(office, network, said):
    alert = AlertFactory(organization=office.organization, **said)

    with pytest.raises(NotHere):
        answers.reply(network, alert.code, words=REPLY_OF)


def test_a_reply_needs_words(moderator, second, network):
    with pytest.raises(BadInput):
        answers.reply(network, published(moderator, second).code, words=" ")
