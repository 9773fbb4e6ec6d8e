"""The moderators' pages: what each sees, what each can press."""

from decimal import Decimal

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from alerts.actions import answers, living
from alerts.models import Alert, AlertText, FraudReport, Reply
from tests.alerts.chain import without_random
from tests.alerts.moderating import NUMBER, WORDS, drafted, published, told, waiting
from tests.callers import sign_in

DESK = "/alerts/desk/"
FACTS = {
    "kind": "fraud", "level": "unverified", "mark": "clear", "tactic": "false_lawyer", "channel": "at_door",
    "price_from": "500", "price_to": "", "currency": "USD", "area": "Centro", "lasts_days": "14",
    "beware": "664 555 4471\n@citas.rapidas", "real": "",
}  # fmt: skip
QUERIES = 14
SPANISH = {"headline": WORDS.headline, "said": WORDS.said, "react": WORDS.react}


@pytest.fixture(autouse=True)
def _nobody_was_counted():
    cache.clear()


def browser(member):
    client = Client(headers={"accept-language": "en"})
    sign_in(client, member)
    return client


def text_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("desk", 403), ("reader", 403), ("second", 200), ("colleague", 200)]
)
def test_the_desk_is_for_those_who_moderate_or_review(request, office, who, status):
    assert browser(request.getfixturevalue(who)).get(DESK).status_code == status


def test_the_office_reads_reports_and_other_moderators_do_not(moderator, colleague, second, stranger):
    told(second, words="Pide quinientos dólares.", price=Decimal(500), currency="USD")
    told(stranger, number="+52 1 664 555 4471")

    ours, theirs = text_of(browser(moderator), DESK), text_of(browser(colleague), DESK)

    assert "Pide quinientos" in ours
    assert "2 independent organizations" in " ".join(ours.split())
    assert "+52 664 555 4471" in ours
    for secret in ("quinientos", "4471", "independent"):
        assert secret not in without_random(theirs)
    for house in (second.organization, stranger.organization):
        assert str(house) not in ours


def test_an_alert_is_drafted_from_reports(moderator, second):
    report = told(second, price=Decimal(500), currency="USD")
    client = browser(moderator)

    form = text_of(client, f"{DESK}new/?report={report.pk}")
    sent = client.post(
        f"{DESK}new/", {**FACTS, "report": str(report.pk), "kept_beware": "phone=+526645554471"}
    )

    alert = Alert.objects.get()
    assert "+52 664 555 4471" in form
    assert sent.headers["Location"] == f"{DESK}{alert.pk}/"
    assert {str(contact.point) for contact in alert.contacts.all()} == {"+526645554471", "@citas.rapidas"}
    assert FraudReport.objects.get().alert == alert


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"beware": "Juan Pérez"}, "bad_point"),
        ({"price_from": "mucho"}, "bad_input"),
        ({"price_from": "NaN"}, "bad_input"),
        ({"price_from": "1e99"}, "bad_input"),
        ({"lasts_days": "x"}, "bad_input"),
        ({"lasts_days": ""}, "bad_input"),
        ({"source_on": "ayer"}, "bad_input"),
        ({"kind": ""}, "bad_input"),
        ({"area": "calle Benito Juárez 1234"}, "names_somebody"),
    ],
)
def test_what_cannot_be_used_is_said_and_kept_in_the_form(moderator, typed, code):
    answer = browser(moderator).post(f"{DESK}new/", {**FACTS, "area": "Centro", **typed})

    page = answer.content.decode()
    assert answer.status_code in (400, 409)
    assert code in page
    assert all(line in page for value in typed.values() for line in value.splitlines())
    assert not Alert.objects.exists()


def test_words_that_name_somebody_are_shown_and_confirmed_one_by_one(moderator):
    alert, client = drafted(moderator), browser(moderator)
    address = f"{DESK}{alert.pk}/words/es/"
    named = {**SPANISH, "said": "Dice que viene de Oficina Legal Canario."}

    refused = client.post(address, named)
    found = refused.context["found"]
    sent = client.post(address, {**named, "confirmed": found})

    assert (refused.status_code, bool(found)) == (409, True)
    assert sent.status_code == 302
    assert AlertText.objects.get().said == named["said"]


def test_the_second_person_reads_and_publishes(moderator, second):
    alert = waiting(moderator)
    client = browser(second)
    page = text_of(client, f"{DESK}{alert.pk}/review/")

    refused = client.post(f"{DESK}{alert.pk}/review/", {"deed": "publish"})
    sent = client.post(
        f"{DESK}{alert.pk}/review/",
        {"deed": "publish", "read": "es", "seen": alert.changed_at.isoformat()},
    )

    assert WORDS.said in page
    assert "nothing_read" in refused.content.decode()
    assert sent.headers["Location"] == f"{DESK}{alert.pk}/"
    assert Alert.objects.get().state == "published"


def test_an_old_page_publishes_nothing(moderator, second):
    alert = waiting(moderator)

    answer = browser(second).post(
        f"{DESK}{alert.pk}/review/", {"deed": "publish", "read": "es", "seen": "2026-01-01T00:00:00+00:00"}
    )

    assert "changed_meanwhile" in answer.content.decode()
    assert Alert.objects.get().state == "in_review"


def test_the_second_person_sends_back(moderator, second):
    alert = waiting(moderator)

    browser(second).post(f"{DESK}{alert.pk}/review/", {"deed": "send_back", "reason": "falta el precio"})

    assert Alert.objects.get().state == "draft"
    assert "falta el precio" in text_of(browser(moderator), f"{DESK}{alert.pk}/")


def test_each_deed_has_its_button(moderator, second):
    alert, client = published(moderator, second), browser(moderator)
    deeds = [("renew", {}), ("hide", {"reason": "queja"}), ("withdraw", {"reason": "error"})]

    states = []
    for deed, typed in deeds:
        assert f"/do/{deed}/" in text_of(client, f"{DESK}{alert.pk}/")
        assert client.post(f"{DESK}{alert.pk}/do/{deed}/", typed).status_code == 302
        states.append(Alert.objects.get().state)

    assert states == ["published", "under_review", "withdrawn"]
    assert client.post(f"{DESK}{alert.pk}/do/erase/").status_code == 400


def test_a_draft_goes_its_way_by_buttons(moderator):
    alert, client = drafted(moderator), browser(moderator)

    states = []
    for deed in ("discard", "take-up", "submit"):
        client.post(f"{DESK}{alert.pk}/do/{deed}/")
        states.append(Alert.objects.get().state)

    assert states == ["discarded", "draft", "in_review"]


def test_reports_are_put_away_and_taken_back(moderator, second):
    report, client = told(second), browser(moderator)

    states = []
    for deed in ({"deed": "dismiss"}, {"deed": "again"}, {"join": str(drafted(moderator).pk)}):
        client.post(f"{DESK}reports/{report.pk}/", deed)
        states.append(FraudReport.objects.get().state)

    assert states == ["dismissed", "new", "joined"]
    assert client.post(f"{DESK}reports/{report.pk}/", {"join": "x"}).status_code == 400


def test_somebody_answers_in_public_and_the_office_reads_it(moderator, second, network):
    alert = published(moderator, second)
    address, guest = f"/a/{network.code}/{alert.code}/reply/", Client()
    form = guest.get(address)
    typed = {"words": "El número es mío.", "way": "664 555 0000", "asked": str(form.context["asked"])}

    for _twice in range(2):
        sent = guest.post(address, typed)

    assert Reply.objects.count() == 1
    assert WORDS.said not in form.content.decode() + sent.content.decode()
    assert (sent.headers["Cache-Control"], sent.headers["Referrer-Policy"]) == ("no-store", "same-origin")
    page = text_of(browser(moderator), DESK)
    assert "El número es mío." in page
    browser(moderator).post(f"{DESK}replies/{Reply.objects.get().pk}/")
    assert Reply.objects.get().answered_at is not None


def test_the_form_of_reply_is_there_while_the_alert_is_hidden_and_for_nobody_else(moderator, second, network):
    alert = published(moderator, second)
    living.hide(alert, reason="queja", by=moderator)
    draft = drafted(moderator)

    assert Client().get(f"/a/{network.code}/{alert.code}/reply/").status_code == 200
    assert Client().get(f"/a/{network.code}/{draft.code}/reply/").status_code == 404
    assert Client().post(f"/a/{network.code}/{alert.code}/reply/", {"words": ""}).status_code == 400


def test_answers_come_slowly(moderator, second, network):
    address = f"/a/{network.code}/{published(moderator, second).code}/reply/"

    with time_machine.travel("2026-11-22T18:15:00Z", tick=False):
        answers = [Client().post(address, {"words": "No es cierto."}) for _each in range(15)]

    # Four more at most, by chance: nobody behind the same address counts what others answered.
    statuses = [answer.status_code for answer in answers]
    assert (set(statuses[:10]), statuses[14]) == ({200}, 429)
    assert "No es cierto." in answers[14].text


def test_the_first_page_says_what_waits(moderator, second, desk):
    told(second)
    waiting(moderator)
    living.expire_due()

    first = {who: text_of(browser(who), "/admin/") for who in (moderator, second, desk)}

    assert ["1 alert waits" in first[who] for who in (moderator, second, desk)] == [True, True, False]
    assert ["1 new report" in first[who] for who in (moderator, second, desk)] == [True, False, False]


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_costs_the_same_whatever_waits(moderator, second, count, asks_for_rows):
    for number in range(count):
        told(second, number=f"664 555 000{number}", words="Pide dinero.")
        waiting(moderator, beware=[f"664 555 111{number}"])
        alert = published(moderator, second, beware=[f"664 555 222{number}"])
        answers.reply(moderator.organization.network, alert.code, words="No es cierto.")
    client = browser(moderator)
    client.get(DESK)

    with asks_for_rows(QUERIES):
        answer = client.get(DESK)

    assert len(answer.context["waiting"]) == len(answer.context["heaps"]) == count
    assert NUMBER not in answer.content.decode()


def test_words_are_written_in_languages_that_the_site_does_not_speak(moderator, second):
    alert = published(moderator, second)
    assert f'href="{DESK}{alert.pk}/words/ar/"' in text_of(browser(moderator), f"{DESK}{alert.pk}/")

    arabic = {"headline": "محام مزيف", "said": "يعد بموعد.", "react": "لا تدفع."}
    browser(moderator).post(f"{DESK}{alert.pk}/words/ar/", arabic)
    text = AlertText.objects.get(language="ar")
    sent = {"language": "ar", "seen": text.changed_at.isoformat()}
    browser(second).post(f"{DESK}{alert.pk}/do/read/", sent)

    public = f"/a/{alert.network.code}/{alert.code}/"
    page = text_of(Client(), f"{public}?language=ar")
    assert '<div lang="ar"' in page
    assert "محام مزيف" in page
    assert Client().get(f"{public}poster.pdf?language=es&language=ar").status_code == 200
    assert browser(moderator).get(f"{DESK}{alert.pk}/words/mam/").status_code == 404
