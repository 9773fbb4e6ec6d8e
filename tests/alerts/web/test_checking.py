"""The pages that check a contact: without a script, without a trace; and the list for browsers."""

import json
import re

import pytest
from django.core.cache import cache

from accounts.rights import Role
from alerts.actions.offices import office_of
from alerts.models import Alert
from alerts.points import digest, keys, read_point
from tests.alerts.actions.test_checking import FALSE, REAL, trust, warn_of
from tests.alerts.chain import without_random
from tests.callers import sign_in
from tests.factories.accounts import MembershipFactory


@pytest.fixture
def address(network, house):
    return f"/a/{network.code}/check/"


def test_everybody_finds_the_warning_without_a_script(client, network, address):
    alert = warn_of(network)

    answer = client.post(address, {"contact": "664 555 4471"})

    assert answer.status_code == 200
    assert "Beware: the network warns of this." in answer.text
    assert f"/a/{network.code}/{alert.code}/" in answer.text
    assert "Un falso abogado pide 500 dólares" in answer.text


def test_everybody_finds_the_verified_helper(client, network, address):
    helper = trust(network)

    answer = client.post(address, {"contact": REAL})

    assert "This belongs to a verified helper." in answer.text
    assert helper.name in answer.text


def test_nothing_known_says_that_it_is_no_proof(client, network, address):
    answer = client.post(address, {"contact": "+1 202 555 0143"})

    assert "Nothing is known about this." in answer.text
    assert "That is not proof of anything" in answer.text
    assert "are free" in answer.text


def test_the_answer_says_how_a_number_without_its_country_was_read(client, network, address):
    warn_of(network, "+1 656 555 4471")

    found = client.post(address, {"contact": "656 555 4471"}).text
    nothing = client.post(address, {"contact": "202 555 0144"}).text

    assert "+1 656-555-4471" in found
    assert "this is the one that is known" in found
    assert "+1 202-555-0144 · +52 202 555 0144" in nothing


def test_the_answer_shows_helper_and_imitator_of_one_name(client, network, address):
    alert, helper = warn_of(network, "tiktok: citas"), trust(network, "facebook: citas")

    answer = client.post(address, {"contact": "@citas"})

    assert "Beware: the network warns of this." in answer.text
    assert f"/a/{network.code}/{alert.code}/" in answer.text
    assert "A verified helper has the same name or number elsewhere." in answer.text
    assert helper.name in answer.text
    assert f"/a/{network.code}/helpers/" in answer.text


def test_a_name_is_refused_and_what_was_typed_is_kept_in_the_field(client, address):
    answer = client.post(address, {"contact": "Juan Pérez"})

    assert answer.status_code == 400
    assert "Names of people are not looked up" in answer.text
    assert 'value="Juan Pérez"' in answer.text


@pytest.mark.parametrize(
    "typed", ["a\0b", "\ufffd", "x" * 20_000, "9" * 5_000, "²", "http://[", "@" * 300, "٦" * 30]
)
def test_whatever_is_typed_is_answered(client, address, typed):
    assert client.post(address, {"contact": typed}).status_code in {200, 400}


def test_it_leaves_no_trace(client, network, address, caplog, asks_for_rows):
    warn_of(network)
    cache.clear()

    answer = client.post(address, {"contact": FALSE})

    assert answer.headers["Cache-Control"] == "no-store"
    assert "664" not in caplog.text
    assert "sessionid" not in answer.cookies
    with asks_for_rows(6) as asked:
        client.post(address, {"contact": FALSE})
    assert not [each for each in asked if each["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]


def test_a_network_that_is_not_there_is_not_there(client, db):
    assert client.get("/a/nowhere/check/").status_code == 404
    assert client.get("/a/nowhere/check.json").status_code == 404


def test_the_list_holds_hashes_and_a_tag(client, network, house):
    alert, helper = warn_of(network), trust(network)

    answer = client.get(f"/a/{network.code}/check.json?language=es")

    told = json.loads(answer.content)
    key = digest(keys(read_point(FALSE))[0], network.code)
    assert told["found"][key[:16]] == [["alert", alert.code]]
    assert told["alerts"] == {alert.code: "Un falso abogado pide 500 dólares"}
    assert [each["name"] for each in told["helpers"]] == [helper.name]
    assert {re.sub("[0-9a-f]{16}", "digest", each) for each in told["found"]} == {"digest"}
    assert "4471" not in without_random(json.dumps([[*told["found"].values()], told["helpers"]]))
    again = client.get(
        f"/a/{network.code}/check.json?language=es", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


def test_what_is_hidden_is_gone_from_the_list_and_the_tag_changes(client, network, house):
    alert = warn_of(network)
    before = client.get(f"/a/{network.code}/check.json").headers["ETag"]
    Alert.objects.filter(pk=alert.pk).update(state="under_review")

    after = client.get(f"/a/{network.code}/check.json", headers={"If-None-Match": before})

    assert after.status_code == 200
    assert json.loads(after.content)["found"] == {}


def test_a_headline_in_another_language_carries_its_tag(client, network, house):
    alert = warn_of(network)

    told = client.get(f"/a/{network.code}/check.json?language=en").json()

    assert told["alerts"] == {alert.code: "[es] Un falso abogado pide 500 dólares"}


def test_staff_find_what_is_marked_for_them(client, network, desk):
    warn_of(network, mark="amber")
    sign_in(client, desk)

    answer = client.post("/alerts/check/", {"contact": FALSE})

    assert "Beware: the network warns of this." in answer.text
    assert "No pague." in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


def test_who_moderates_sets_the_lines_of_the_office(client, network, house):
    moderator = MembershipFactory(organization=house, role=Role.MODERATOR)
    sign_in(client, moderator)
    assert client.get("/alerts/office/").status_code == 200

    answer = client.post("/alerts/office/", {"reply_way": " 664 555 0100 ", "crisis_way": "911"})

    assert answer.status_code == 302
    office = office_of(network.pk)
    assert (office.reply_way, office.crisis_way) == ("664 555 0100", "911")


def test_lines_that_are_too_long_are_said_to_be_so(client, house):
    sign_in(client, MembershipFactory(organization=house, role=Role.MODERATOR))

    answer = client.post("/alerts/office/", {"reply_way": "x" * 200})

    assert answer.status_code == 400
    assert "at most 160" in answer.text


def test_others_do_not_set_them(client, network, desk):
    sign_in(client, desk)

    assert client.post("/alerts/office/", {"reply_way": "1"}).status_code == 403
