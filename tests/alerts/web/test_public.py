"""What everybody may read about alerts: pages and files without signing in. Nothing else comes out."""

import json
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.actions import locks
from accounts.rights import Role
from accounts.web import guesses
from accounts.web.guesses import Bucket
from alerts import atom, cap
from alerts.models import Alert, AlertsOffice, Mark
from alerts.models.alerts import new_alert_code
from tests.alerts.chain import CANCEL, UPDATE, make_alert, make_helper, tell, words_in
from tests.callers import sign_in
from tests.factories.accounts import MembershipFactory
from tests.factories.alerts import AlertFactory, AlertTextFactory

ATOM = f"{{{atom.NAMESPACE}}}"


@pytest.fixture(autouse=True)
def _nobody_guessed_before():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def anybody():
    return Client(headers={"Accept-Language": "en"})


@pytest.fixture
def start(office):
    """Where the pages of the network begin."""
    return f"/a/{office.network.code}/"


@pytest.fixture
def alert(office):
    """Told to everybody."""
    alert = make_alert(office)
    tell(alert)
    return alert


def everything(client, start, code):
    """Whatever stands behind the public addresses of one alert, joined."""
    paths = ["", "feed.atom", "alerts.json", "alerts.stix.json"]
    paths += [f"{code}/", f"{code}/text/", f"{code}/text/es.txt", f"{code}/text/en.txt"]
    paths += [f"{code}.{number}.cap" for number in (1, 2, 3)]
    answers = [client.get(start + path, follow=True) for path in paths]
    assert all(answer.status_code in (200, 404) for answer in answers)
    return "\n".join(answer.content.decode() for answer in answers)


# ---------------------------------------------------------------- pages


def test_anybody_reads_what_to_beware_of_and_where_to_go_instead(anybody, start, alert, office):
    make_helper(office.organization)

    shown = anybody.get(f"{start}{alert.code}/").content.decode()

    for text in ("A false abogado asks for 500 dollars", "Do not pay.", "+52 664 555 4471", "•••• 4471",
                 "500 USD", "Ayuda Verificada", "+52 664 555 0100", "Everything here is free."):  # fmt: skip
        assert text in shown
    assert "pa-li" not in shown
    assert "not reviewed yet" in shown


def test_what_is_not_shown_has_one_page_that_leads_to_what_is(anybody, start, alert, office):
    draft = AlertFactory(organization=office.organization, state="draft", reviewed_by="", published_at=None)
    amber = make_alert(office, mark="amber")
    tell(amber)
    codes = [draft.code, amber.code, new_alert_code()]

    answers = [anybody.get(f"{start}{code}/") for code in codes]

    assert {answer.status_code for answer in answers} == {404}
    # The form that changes the language, outside of it, holds a token and the address.
    assert len({re.search(r"<main.*</main>", answer.text, re.DOTALL)[0] for answer in answers}) == 1
    assert "This warning is not shown." in answers[0].text
    assert f'href="{start}"' in answers[0].text
    assert answers[0].headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["text/", "poster.pdf", "me-too/", "es.opus"])
def test_papers_of_what_was_taken_back_say_so(anybody, start, alert, path):
    tell(alert, CANCEL, state="withdrawn")

    answer = anybody.get(f"{start}{alert.code}/{path}")

    assert answer.status_code == 404
    assert "This warning is not shown." in answer.text
    assert words_in(answer.text) == []


def test_days_are_those_of_the_network_as_on_the_poster(anybody, start, office):
    four_utc = datetime(2026, 12, 7, 4, 20, tzinfo=UTC)  # the evening before in Tijuana
    alert = make_alert(office, expires_at=four_utc)
    with time_machine.travel(four_utc - timedelta(days=14), tick=False):
        tell(alert)
        pages = [anybody.get(start + path) for path in ("", f"{alert.code}/", f"{alert.code}/text/en.txt")]
        checked = anybody.post(f"{start}check/", {"contact": "664 555 4471"}).content.decode()

    assert ["6 December 2026" in shown.content.decode() for shown in pages] == [True] * 3
    assert "As of 22 November 2026, 20:20." in checked


def test_words_in_another_language_carry_its_tag(start, office):
    alert = AlertFactory(organization=office.organization)
    AlertTextFactory(alert=alert)
    tell(alert)

    shown = Client(headers={"Accept-Language": "ht"}).get(f"{start}{alert.code}/").content.decode()

    assert "[es] Un falso abogado" in shown
    assert 'lang="es"' in shown


def test_kinds_stand_apart(anybody, start, office):
    AlertsOffice.objects.update(crisis_way="800 911 2000")
    today = timezone.now().date()
    for kind in ("fraud", "myth", "notice", "rumour"):
        alert = AlertFactory(organization=office.organization, kind=kind, source_name="X", source_on=today)
        AlertTextFactory(alert=alert, headline=f"of kind {kind}")
        tell(alert)

    shown = anybody.get(start)

    kinds = {
        name: [each.told.kind for each in shown.context[name]] for name in ("warnings", "talk", "notices")
    }
    assert kinds["warnings"] == ["fraud"]
    assert sorted(kinds["talk"]) == ["myth", "rumour"]
    assert kinds["notices"] == ["notice"]
    assert "800 911 2000" in shown.content.decode()


def test_the_text_to_pass_on_is_plain_and_short(anybody, start, alert):
    page = anybody.get(f"{start}{alert.code}/text/")
    file = anybody.get(f"{start}{alert.code}/text/en.txt")

    assert [code for code, _text in page.context["texts"]] == ["en", "es"]
    assert file.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert file.content.decode() == page.context["texts"][0][1]
    assert len(file.content.decode()) <= 700
    assert anybody.get(f"{start}{alert.code}/text/ht.txt").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_whatever_its_length(
    anybody, start, office, count, django_assert_num_queries
):
    for _ in range(count):
        alert = AlertFactory(organization=office.organization)
        AlertTextFactory(alert=alert)
        tell(alert)
    make_helper(office.organization)
    anybody.get(start)

    # On PostgreSQL each of four looks behind the walls is a savepoint.
    with django_assert_num_queries(14 if connection.vendor == "postgresql" else 6):
        answer = anybody.get(start)

    assert len(answer.context["warnings"]) == count


# ---------------------------------------------------------------- files


def test_the_feed_leads_to_a_valid_message(anybody, start, alert):
    answer = anybody.get(f"{start}feed.atom?language=en")

    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(answer.content)
    (entry,) = root.iter(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == "A false abogado asks for 500 dollars"
    address = entry.find(f"{ATOM}link[@type='{cap.KIND}']").get("href")
    message = anybody.get(address)
    assert message.headers["Content-Type"] == "application/cap+xml; charset=utf-8"
    assert b"<msgType>Alert</msgType>" in message.content


def test_an_entry_of_the_feed_stays_the_same_entry(anybody, start, alert):
    def entry():
        return ET.fromstring(anybody.get(f"{start}feed.atom?language=en").content).find(f"{ATOM}entry")

    before = entry().find(f"{ATOM}id").text
    tell(alert, CANCEL, state=Alert.State.WITHDRAWN, ended_at=timezone.now())

    after = entry()
    assert after.find(f"{ATOM}id").text == before
    assert "was withdrawn" in after.find(f"{ATOM}title").text


def test_the_address_of_an_older_message_leads_to_the_last(anybody, start, alert):
    tell(alert, UPDATE)

    moved = anybody.get(f"{start}{alert.code}.1.cap")

    assert (moved.status_code, moved.url) == (302, f"{start}{alert.code}.2.cap")
    assert anybody.get(f"{start}{alert.code}.3.cap").status_code == 404


def test_programs_ask_again_for_nothing_new(anybody, start, alert):
    for path in ("feed.atom", "alerts.json", "alerts.stix.json", f"{alert.code}.1.cap"):
        first = anybody.get(start + path)
        again = anybody.get(start + path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert first.headers["Cache-Control"] == "public, max-age=30"


def test_json_is_the_frozen_form_with_addresses(anybody, start, alert):
    (row,) = anybody.get(f"{start}alerts.json").json()["alerts"]

    assert row["texts"]["es"]["headline"] == "Un falso abogado pide 500 dólares"
    assert row["contacts"][0] == {"kind": "phone", "value": "+526645554471", "part": "beware"}
    assert row["cap"].endswith(f"{start}{alert.code}.1.cap")


# ---------------------------------------------------------------- what must not come out


@pytest.mark.parametrize("state", ["under_review", "withdrawn", "expired"])
def test_what_is_taken_back_is_gone_everywhere_at_once(anybody, start, alert, state):
    kind = UPDATE if state == "under_review" else CANCEL
    ended = None if state == "under_review" else timezone.now()
    tell(alert, kind, state=state, ended_at=ended)

    shown = everything(anybody, start, alert.code)

    assert words_in(shown) == []
    assert anybody.get(f"{start}{alert.code}/").status_code == 200
    assert state in anybody.get(f"{start}alerts.json").content.decode()


def test_nobody_waits_for_a_sweep(anybody, start, alert):
    Alert.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    shown = everything(anybody, start, alert.code)

    assert "abogado" not in shown
    assert "has ended" in shown


def test_what_ended_long_ago_is_told_no_more(anybody, start, alert):
    tell(alert, CANCEL, state="withdrawn", ended_at=timezone.now() - timedelta(days=31))

    assert anybody.get(f"{start}{alert.code}/").status_code == 404
    assert anybody.get(f"{start}alerts.json").json()["alerts"] == []


@pytest.mark.parametrize("mark", [Mark.GREEN, Mark.AMBER, Mark.AMBER_STRICT, Mark.RED])
def test_only_what_is_clear_is_for_everybody(anybody, start, office, mark):
    alert = make_alert(office, mark=mark)
    tell(alert)

    shown = everything(anybody, start, alert.code)

    assert "abogado" not in shown
    assert anybody.get(f"{start}{alert.code}/").status_code == 404


def test_readers_of_before_learn_that_it_is_for_fewer_now(anybody, start, alert):
    tell(alert, UPDATE, mark=Mark.AMBER)

    shown = everything(anybody, start, alert.code)

    assert "abogado" not in shown
    assert "is not public any more" in anybody.get(f"{start}{alert.code}/").content.decode()


def test_drafts_and_other_networks_are_not_here(anybody, start, office, outsider):
    draft = make_alert(office, state="draft")

    codes = [f"{start}{draft.code}/", f"/a/{outsider.organization.network.code}/{draft.code}/", f"{start}0/",
             "/a/nowhere/", "/a/nowhere/feed.atom", "/a/nowhere/alerts.json", "/a/nowhere/alerts.stix.json",
             f"/a/nowhere/{draft.code}/", f"/a/nowhere/{draft.code}.1.cap"]  # fmt: skip

    assert {path: anybody.get(path).status_code for path in codes} == dict.fromkeys(codes, 404)


def test_nothing_says_who_worked_on_it_or_where(anybody, start, alert, office):
    shown = everything(anybody, start, alert.code)

    for secret in (str(alert.pk), alert.drafted_by, alert.reviewed_by, str(alert.organization_id),
                   office.organization.name, "moderator", "coordinator"):  # fmt: skip
        assert secret not in shown


def test_reading_makes_no_office(anybody, network):
    assert anybody.get(f"/a/{network.code}/").status_code == 200
    assert not network.organizations.filter(network__alerts_office__isnull=False).exists()


def test_nothing_is_kept_on_the_way_and_nothing_found_by_search_engines(anybody, start, alert):
    for path in ("", f"{alert.code}/", f"{alert.code}/text/", f"{alert.code}/text/es.txt"):
        headers = anybody.get(start + path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Robots-Tag"] == "noindex"
        assert headers["Referrer-Policy"] in ("no-referrer", "same-origin")


def test_wrong_codes_are_counted_and_right_ones_never(anybody, start, alert, monkeypatch):
    monkeypatch.setattr(guesses, "NETWORK", Bucket("network", 3, 60))
    monkeypatch.setattr(guesses.weigh_code, "__kwdefaults__", {"network": guesses.NETWORK})
    for _ in range(3):
        assert anybody.get(f"{start}000000000/").status_code == 404

    assert anybody.get(f"{start}000000000/").status_code == 429
    assert anybody.get(f"{start}{alert.code}/").status_code == 200


def test_staff_of_a_locked_house_read_it_as_everybody_does(start, alert, house):
    member = MembershipFactory(organization=house, role=Role.VOLUNTEER)
    client = Client(headers={"Accept-Language": "en"})
    sign_in(client, member)
    assert client.get(f"{start}{alert.code}/").status_code == 200

    locks.lock(by=member)

    assert client.get(f"{start}{alert.code}/").status_code == 200
    assert json.loads(client.get(f"{start}alerts.json").content)["alerts"]


def test_a_code_is_read_as_people_type_it(anybody, start, alert):
    assert anybody.get(f"{start}{alert.code.lower()}/").status_code == 200
