"""Drafts: facts in their form, no person, no home, no trusted helper."""

from decimal import Decimal

import pytest

from alerts import blind
from alerts.actions import drafting, joining, texts
from alerts.actions.texts import Words
from alerts.errors import (
    AlertMovedOn,
    GuestCode,
    NamesSomebody,
    PointOfHelper,
    PointWarnedOf,
)
from alerts.models import Alert, AlertContact, AlertText, ContactKey, ContactPoint, FraudReport
from alerts.points import digest, keys, read_point
from core.codes import new_code, show_code
from core.errors import BadInput, NotAllowed, NotHere
from privacy import sealed
from privacy.models import AuditEntry
from tests.alerts.moderating import NUMBER, WORDS, drafted, facts, published, told, waiting
from tests.factories.alerts import ContactPointFactory, HelperFactory


def test_a_draft_holds_facts_and_points_in_their_one_form(moderator, office):
    alert = drafting.draft(office.network_id, facts(price_from=Decimal(500), currency="USD"), by=moderator)

    point = ContactPoint.objects.get()
    assert (point.kind, point.value, point.is_flagged) == ("phone", "+526645554471", False)
    assert set(ContactKey.objects.values_list("digest", flat=True)) == {
        digest(key, office.network.code) for key in keys(read_point(NUMBER))
    }
    assert drafting.facts_of(alert) == facts(price_from=Decimal(500), currency="USD")
    assert alert.state == "draft"


def test_another_house_drafts_in_the_office_and_in_its_own_trail(colleague, office):
    alert = drafted(colleague)

    assert alert.organization_id == office.organization_id
    assert str(colleague.organization_id) not in (alert.drafted_house, alert.drafted_by)
    assert alert.drafted_house == blind.of_house(office, colleague)
    entries = AuditEntry.objects.filter(about_id=alert.pk).values_list("organization_id", "verb")
    assert set(entries) == {
        (colleague.organization_id, "alert_drafted"),
        (colleague.organization_id, "alert_changed"),
    }


@pytest.mark.parametrize("who", ["desk", "coordinator", "reader", "outsider"])
def test_only_moderators_draft(request, office, who):
    with pytest.raises(NotAllowed):
        drafting.draft(office.network_id, facts(), by=request.getfixturevalue(who))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "blacklist"}, "kind"),
        ({"tactic": "murder"}, "tactic"),
        ({"lasts_days": 15}, "lasts_days"),
        ({"lasts_days": 91, "level": "official"}, "lasts_days"),
        ({"lasts_days": 0}, "lasts_days"),
        ({"price_from": Decimal(500)}, "currency"),
        ({"price_from": Decimal(500), "price_to": Decimal(300), "currency": "USD"}, "price_to"),
        ({"price_to": Decimal(300), "currency": "USD"}, "price_to"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"beware": [NUMBER], "real": ["+52 1 664 555 4471"]}, "real"),
    ],
)
def test_odd_facts_are_refused(moderator, office, said, field):
    with pytest.raises(BadInput) as refused:
        drafting.draft(office.network_id, facts(**said), by=moderator)

    assert set(refused.value.fields) == {field}
    assert not Alert.objects.exists()


@pytest.mark.parametrize("kind", ["myth", "notice"])
def test_myths_and_notices_rest_on_their_source_and_may_last(moderator, kind):
    alert = drafted(moderator, kind=kind, level="unverified", lasts_days=90)

    assert (alert.level, alert.lasts_days) == ("official", 90)


def test_a_helper_is_never_warned_of_but_may_be_the_real_one(moderator, office):
    helper = HelperFactory(organization=office.organization, name="Al Otro Lado")
    ContactPointFactory(organization=office.organization, helper=helper, value="+526645554471")

    with pytest.raises(PointOfHelper) as refused:
        drafted(moderator)

    assert str(refused.value) == (
        "+52 664 555 4471 belongs to Al Otro Lado, who is on the list of verified helpers."
    )
    alert = drafted(moderator, kind="impersonation", beware=["664 555 9999"], real=[NUMBER])
    parts = AlertContact.objects.filter(alert=alert).values_list("part", "point__value")
    assert set(parts) == {("beware", "+526645559999"), ("real", "+526645554471")}


def test_what_is_warned_of_is_not_the_real_one(moderator, second):
    published(moderator, second)

    with pytest.raises(PointWarnedOf):
        drafted(moderator, kind="impersonation", beware=["664 555 9999"], real=[NUMBER])


def test_names_and_homes_are_refused_until_they_are_an_organizations(moderator):
    alert = drafted(moderator)
    named = Words("Un falso abogado", "Se llama Juan Pérez Canario.", "No pague.")

    with pytest.raises(NamesSomebody) as refused:
        texts.write(alert, "es", named, by=moderator)

    assert alert.texts.get().said == WORDS.said
    texts.write(alert, "es", named, by=moderator, confirmed=refused.value.found)
    assert alert.texts.get().said == named.said


@pytest.mark.parametrize("code", [show_code(new_code()), "7K4M9Q2TXB3D6"], ids=["as printed", "in one"])
def test_the_code_of_a_card_is_refused_whatever_is_confirmed(moderator, code):
    words = Words("Un falso abogado", f"Le dijo a {code} que pague.", "No pague.")

    with pytest.raises(GuestCode):
        texts.write(drafted(moderator), "es", words, by=moderator, confirmed=[code])


def test_a_change_takes_an_alert_back_from_its_second_person(moderator, colleague):
    alert = waiting(moderator)

    drafting.change(alert, facts(area="Centro"), by=colleague)

    alert.refresh_from_db()
    assert (alert.state, alert.area) == ("draft", "Centro")


def test_new_words_take_an_alert_back_too_and_are_unread(moderator, colleague):
    alert = waiting(moderator)

    texts.write(alert, "en", Words("A false lawyer", "He asks for money.", "Do not pay."), by=colleague)
    texts.write(alert, "es", WORDS, by=colleague)

    alert.refresh_from_db()
    assert alert.state == "draft"
    assert set(alert.texts.values_list("language", "state")) == {("en", "draft"), ("es", "draft")}


def test_what_a_machine_translated_says_so(moderator):
    words = Words("A false lawyer", "He asks for money.", "Do not pay.", is_machine=True)

    text = texts.write(drafted(moderator), "en", words, by=moderator)

    assert text.state == AlertText.State.MACHINE


def test_a_draft_takes_its_reports_along_and_gives_them_back(moderator, second):
    report = told(second)
    alert = drafting.draft(report.organization.network_id, facts(), by=moderator, reports=[report])
    joined = FraudReport.objects.get()

    drafting.discard(alert, by=moderator)

    assert (joined.state, joined.alert) == ("joined", alert)
    report.refresh_from_db()
    assert (report.state, report.alert) == ("new", None)
    assert drafting.take_up(alert, by=moderator).state == "draft"
    with pytest.raises(AlertMovedOn):
        drafting.take_up(alert, by=moderator)


def test_reports_are_joined_dismissed_and_let_go_in_the_office_only(moderator, colleague, second):
    report, alert = told(second), drafted(moderator)

    with pytest.raises(NotAllowed):
        joining.join(report, alert, by=colleague)
    joining.dismiss(report, by=moderator)
    joining.join(report, alert, by=moderator)
    with pytest.raises(NotHere):
        joining.join(report, alert, by=moderator)

    assert joining.unjoin(report, by=moderator).state == "new"


def test_reports_of_a_confirmed_alert_are_kept_longer_and_those_of_a_wrong_one_are_not(
    moderator, second, stranger
):
    report = told(second, words="Pide quinientos dólares.")
    told(stranger)
    alert = published(moderator, second, level="confirmed", lasts_days=90)

    kept = joining.join(report, alert, by=moderator)
    day = sealed.day_of(kept, "words")
    freed = joining.unjoin(report, by=moderator)

    assert kept.is_verified
    assert (day - kept.received_on).days == 180
    assert sealed.read(freed, "words") == "Pide quinientos dólares."
    assert (sealed.day_of(freed, "words") - freed.received_on).days == 30
