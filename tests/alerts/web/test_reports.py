"""Reporting at the desk and on the public page, and the receipt."""

import re
from dataclasses import replace
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from accounts.web import guesses
from accounts.web.guesses import Bucket
from alerts.models import FraudReport, Witness
from alerts.web import limits
from privacy import sealed
from tests.alerts.chain import without_random
from tests.callers import sign_in
from tests.contract.test_odd_forms import BODIES, ODD
from tests.factories.alerts import AlertsOfficeFactory

FORM = {
    "tactic": "false_lawyer",
    "channel": "at_door",
    "points": "664 555 4471\n\n@citas.rapidas",
    "price": "1,500",
    "currency": "USD",
    "words": "Promete una cita en 48 horas.",
    "area": "Centro",
    "language": "es",
}
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z*~$=]")


@pytest.fixture(autouse=True)
def office(house):
    cache.clear()
    return AlertsOfficeFactory(organization=house)


@pytest.fixture
def tab(desk):
    client = Client()
    sign_in(client, desk)
    return client


def form(**changes):
    return {**FORM, "asked": uuid4().hex, **changes}


def receipt_of(answer):
    return CODE.search(answer.text)[0]


@pytest.fixture
def public(network):
    return f"/a/{network.code}/tell/"


@pytest.fixture
def receipts(network):
    return f"/a/{network.code}/receipt/"


def test_the_desk_writes_a_report_and_gets_a_receipt(tab):
    answer = tab.post("/alerts/report/", form())

    assert (answer.status_code, "no-store" in answer.headers["Cache-Control"]) == (200, True)
    assert receipt_of(answer)
    found = FraudReport.objects.get()
    assert (found.door, found.price, found.points.count(), Witness.objects.count()) == ("staff", 1500, 2, 2)


def test_the_desk_page_asks_for_nobody(tab):
    shown = tab.get("/alerts/report/")

    assert "664 555 4471" in shown.text
    assert not re.search(r'name="(name|reporter|phone|household|person|code)"', shown.text)


def test_the_paper_says_nothing_of_what_was_told(tab):
    paper = without_random(tab.post("/alerts/report/", form()).text)

    assert [told for told in ("555", "citas", "Centro", "lawyer", "Promete", "1500") if told in paper] == []


def test_everybody_can_tell_without_signing_in(client, public):
    shown = client.get(public)
    answer = client.post(public, form())

    assert (shown.status_code, answer.status_code) == (200, 200)
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.headers["Referrer-Policy"] == "same-origin"
    assert (FraudReport.objects.get().door, Witness.objects.count()) == ("public", 0)


def test_the_answer_is_the_same_whether_the_contact_is_known(client, public):
    answers = [client.post(public, form()) for _each in range(2)]

    told = [re.sub(r'nonce-[^\']+|nonce="[^"]+"', "", CODE.sub("CODE", answer.text)) for answer in answers]
    assert told[0] == told[1]


def test_the_page_of_a_network_that_does_not_exist_is_nowhere(client):
    assert client.get("/a/nowhere-at-all/tell/").status_code == 404
    assert client.get("/a/nowhere-at-all/receipt/").status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"tactic": ""},
        {"price": "many"},
        {"price": "9" * 5000},
        {"day": "yesterday"},
        {"day": "9999-12-31"},
        {"language": "x"},
        {"words": "a\0b"},
        {"channel": "²"},
    ],
    ids=str,
)
def test_what_cannot_be_used_is_shown_again(client, public, changes):
    answer = client.post(public, form(**changes))

    assert answer.status_code == 400
    assert "@citas.rapidas" in answer.text
    assert not FraudReport.objects.exists()


def test_a_name_is_marked_once_and_the_writer_decides(client, public):
    words = "Me llamo Ana Canario y me pidió dinero."
    asked = client.post(public, form(words=words))
    assert asked.status_code == 409
    assert "<mark>Ana Canario" in asked.text

    client.post(public, form(words=words, no_names="1"))

    assert FraudReport.objects.get().may_hold_names


def test_a_form_sent_twice_is_one_report(tab):
    sent = form()
    first, second = tab.post("/alerts/report/", sent), tab.post("/alerts/report/", sent)

    assert FraudReport.objects.count() == 1
    assert receipt_of(first) != receipt_of(second)


def test_nobody_floods_the_office(client, public):
    with time_machine.travel("2026-11-22T18:15:00Z", tick=False):
        statuses = [client.post(public, form(points="")).status_code for _each in range(29)]

    # Eight more at most, by chance: nobody behind the same address counts what others told.
    assert (set(statuses[:20]), statuses[28]) == ({200}, 429)


def use_up_the_site(told):
    """Few senders that send as much as they can."""
    for each in range(3):
        while told(f"203.0.113.{each}").status_code == 200:
            pass


def test_few_senders_do_not_close_the_form_to_others(client, public, monkeypatch):
    monkeypatch.setattr(limits, "SITE", Bucket("reports of the site", 40, 60))

    def told(address):
        return client.post(public, form(points=""), REMOTE_ADDR=address)

    with time_machine.travel("2026-11-22T18:15:00Z", tick=False):
        use_up_the_site(told)
        families = [[told(f"192.0.2.{each}").status_code for _twice in range(2)] for each in range(4)]
        one_customer = [told(f"2001:db8:7:{each:x}::1").status_code for each in range(12)]
        told_wrong = [
            client.post(public, form(tactic=""), REMOTE_ADDR="192.0.2.9").status_code for _each in range(12)
        ]
        after_all = told("192.0.2.9").status_code

    assert families == [[200, 200]] * 4
    # Many addresses of one customer are one sender: two to ten of them.
    assert (set(one_customer[:2]), set(one_customer[10:])) == ({200}, {429})
    assert (set(told_wrong), after_all) == ({400}, 200)


def test_one_sender_silences_nobody_and_many_lose_nothing_that_was_written(client, public, monkeypatch):
    monkeypatch.setattr(limits, "SITE", Bucket("reports of the site", 40, 60))
    together = Bucket("reports of the site beyond", 1, 60)
    monkeypatch.setattr(limits, "SPARE", replace(limits.SPARE, together=together))

    def told(address, **changes):
        return client.post(public, form(points="", **changes), REMOTE_ADDR=address)

    with time_machine.travel("2026-11-22T18:15:00Z", tick=False) as clock:
        alone = [told("203.0.113.7").status_code for _each in range(80)]
        others = [told(f"198.51.100.{each}").status_code for each in range(12)]
        while told("198.51.100.99").status_code == 200:
            pass
        refused = told("192.0.2.1", area="Playas")
        clock.shift(61)
        again = told("192.0.2.1").status_code

    assert (alone[0], alone[-1], set(others)) == (200, 429, {200})
    assert (refused.status_code, again) == (429, 200)
    assert "Too many reports came in just now." in refused.text
    assert [kept for kept in ("Promete una cita", "Playas", "1,500") if kept not in refused.text] == []


def test_what_is_refused_for_another_reason_counts_for_nothing(client, public):
    statuses = {client.post(public, form(tactic="")).status_code for _each in range(29)}

    assert statuses == {400}
    assert client.post(public, form()).status_code == 200


def test_a_viewer_reports_too_and_a_partner_key_has_no_pages(reader):
    client = Client()
    sign_in(client, reader)

    assert client.post("/alerts/report/", form()).status_code == 200


def test_words_are_added_with_the_receipt(client, public, receipts):
    code = receipt_of(client.post(public, form()))

    answer = client.post(receipts, {"receipt": code, "act": "add", "words": "Hoy volvió."})

    assert answer.status_code == 200
    assert sealed.read(FraudReport.objects.get().additions.get(), "words") == "Hoy volvió."


def test_names_in_added_words_are_marked_once(client, public, receipts):
    code, words = receipt_of(client.post(public, form())), "Me llamo Ana Canario."
    asked = client.post(receipts, {"receipt": code, "act": "add", "words": words})
    assert (asked.status_code, "<mark>Ana Canario" in asked.text) == (409, True)

    answer = client.post(receipts, {"receipt": code, "act": "add", "words": words, "no_names": "1"})

    assert answer.status_code == 200


def test_a_report_is_taken_back_in_two_steps(client, public, receipts):
    code = receipt_of(client.post(public, form()))

    asked = client.post(receipts, {"receipt": code, "act": "take_back"})
    assert (asked.status_code, FraudReport.objects.get().state) == (200, "new")

    client.post(receipts, {"receipt": code, "act": "yes_take_back"})
    assert FraudReport.objects.get().state == "withdrawn"
    assert client.post(receipts, {"receipt": code, "act": "take_back"}).status_code == 404


def test_the_page_of_a_receipt_shows_nothing_of_the_report(client, public, receipts):
    code = receipt_of(client.post(public, form()))

    shown = without_random(client.post(receipts, {"receipt": code, "act": "take_back"}).text)

    assert [told for told in ("4471", "citas", "Centro", "Promete") if told in shown] == []


def test_guessing_receipts_is_slow_and_keeps_nobody_else_from_theirs(client, public, receipts, monkeypatch):
    monkeypatch.setattr(guesses, "EVERYONE", Bucket("everyone", 35, 60))
    code = receipt_of(client.post(public, form()))
    statuses = [
        client.post(receipts, {"receipt": "0000", "act": "take_back"}).status_code for _each in range(40)
    ]

    assert (set(statuses[:30]), set(statuses[30:])) == ({404}, {429})
    sent = {"receipt": code, "act": "yes_take_back"}
    assert client.post(receipts, sent, REMOTE_ADDR="203.0.113.7").status_code == 200


def test_the_card_of_the_first_page_leads_to_a_report(tab):
    assert "/alerts/report/" in tab.get("/admin/").text


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd[:9])
def test_odd_answers_are_refused_in_words_or_written_down(client, public, receipts, odd):
    used = receipt_of(client.post(public, form()))
    sent = [(public, form(**{name: odd})) for name in [*FORM, "day", "asked", "no_names"]]
    sent += [
        (receipts, {"receipt": used, "act": "add", "words": "Volvió.", name: odd})
        for name in ("act", "words")
    ]
    sent += [(receipts, {"receipt": odd, "act": "take_back"})]

    statuses = set()
    for path, fields in sent:
        cache.clear()
        statuses.add(client.post(path, fields).status_code)

    assert statuses <= {200, 400, 404, 409}


@pytest.mark.parametrize(("kind", "body"), BODIES, ids=range(len(BODIES)))
def test_odd_bodies_break_nothing(tab, public, receipts, kind, body):
    for path in (public, receipts, "/alerts/report/"):
        assert tab.generic("POST", path, body, kind).status_code in {400, 404, 409}
