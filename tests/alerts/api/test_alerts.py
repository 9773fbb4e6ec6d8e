"""Alerts over the API: staff by the session, partners by a key; nobody reads past the mark."""

import json

import pytest

from accounts.models import Organization
from accounts.rights import Role
from alerts.models import Mark
from partners.actions import keys
from partners.models import PartnerKey
from partners.scopes import Scope
from tests.alerts.chain import UPDATE, make_alert, tell
from tests.callers import Caller, results
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.alerts import AlertTextFactory, HelperFactory


@pytest.fixture
def marked(office):
    """One alert of each mark, by mark."""
    made = {mark: make_alert(office, mark=mark) for mark in Mark.values}
    for alert in made.values():
        tell(alert)
    return made


def with_key(coordinator, network, *scopes):
    partner = OrganizationFactory(network=network, kind=Organization.Kind.PARTNER)
    _key, text = keys.make(partner, label="L", scopes=list(scopes), lasts_days=9, by=coordinator)
    return Caller(key=text)


def marks(answer):
    return {row["mark"] for row in results(answer)}


def test_everybody_reads_up_to_the_mark(marked, office, colleague, stranger, outsider, coordinator, network):
    desk = MembershipFactory(organization=office.organization, role=Role.VOLUNTEER)

    assert marks(Caller(desk).get("alerts/")) == {"clear", "green", "amber", "amber+strict"}
    assert marks(Caller(stranger).get("alerts/")) == {"clear", "green", "amber"}
    assert marks(Caller(colleague).get("alerts/")) == set(Mark.values)
    assert marks(Caller(outsider).get("alerts/")) == set()
    assert marks(with_key(coordinator, network, Scope.READ_ALERTS).get("alerts/")) == {"clear", "green"}


def test_a_key_without_the_scope_reads_nothing(marked, coordinator, network):
    answer = with_key(coordinator, network, Scope.SHELTERS, Scope.AVAILABILITY).get("alerts/")

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert Caller().get("alerts/").status_code == 401


@pytest.mark.parametrize("path", ["", "cap/"])
def test_one_alert_past_the_mark_is_absent(marked, coordinator, network, path):
    key = with_key(coordinator, network, Scope.READ_ALERTS)

    assert key.get(f"alerts/{marked['green'].pk}/{path}").status_code == 200
    assert key.get(f"alerts/{marked['amber'].pk}/{path}").status_code == 404
    assert key.get(f"alerts/{coordinator.pk}/{path}").status_code == 404


def test_nothing_in_it_says_who_worked_on_it(marked, desk, office):
    told = json.dumps(Caller(desk).get("alerts/").json())

    alert = marked["clear"]
    for secret in (
        alert.drafted_by,
        alert.reviewed_by,
        alert.drafted_house,
        str(office.organization_id),
        office.organization.name,
    ):
        assert secret not in told
    assert "confirmations" not in told


def test_what_is_hidden_or_a_draft_is_not_here(office, moderator, desk):
    hidden, draft = make_alert(office), make_alert(office, state="draft")
    tell(hidden)
    tell(hidden, UPDATE, state="under_review")

    for caller in (Caller(desk), Caller(moderator)):
        assert results(caller.get("alerts/")) == []
        assert caller.get(f"alerts/{hidden.pk}/").status_code == 404
        assert caller.get(f"alerts/{draft.pk}/").status_code == 404


def test_filters_narrow(office, desk):
    tell(make_alert(office))
    tell(make_alert(office, kind="safety", tactic="extortion"))

    api = Caller(desk)

    assert [row["kind"] for row in results(api.get("alerts/?kind=safety"))] == ["safety"]
    assert [row["tactic"] for row in results(api.get("alerts/?tactic=false_lawyer"))] == ["false_lawyer"]
    assert api.get("alerts/?kind=nonsense").status_code == 400


def test_a_language_finds_what_was_read_in_it(office, desk):
    read, unread = make_alert(office), make_alert(office)
    AlertTextFactory(alert=read, language="fr")
    for alert in (read, unread):
        tell(alert)

    assert [row["id"] for row in results(Caller(desk).get("alerts/?language=fr"))] == [str(read.pk)]
    assert len(results(Caller(desk).get("alerts/?language=es"))) == 2
    assert results(Caller(desk).get("alerts/?language=ht")) == []


def test_what_a_key_reads_of_alerts_and_helpers_is_spent(marked, office, coordinator, network):
    HelperFactory(organization=office.organization)
    api = with_key(coordinator, network, Scope.READ_ALERTS)

    for path in (
        "alerts/",
        f"alerts/{marked['clear'].pk}/",
        f"alerts/{marked['clear'].pk}/cap/",
        "alerts/stix/",
    ):
        assert api.get(path).status_code == 200
    assert len(results(api.get("helpers/"))) == 1
    key = PartnerKey.objects.get()
    assert key.records_that_day == 2 + 1 + 1 + 2 + 1

    PartnerKey.objects.update(records_per_day=7)
    for path in ("alerts/", "alerts/stix/", "helpers/"):
        refused = api.get(path)
        assert (refused.status_code, refused.json()["code"]) == (429, "budget_spent")


def test_asked_again_it_sends_nothing_new(office, desk):
    tell(make_alert(office))
    api = Caller(desk)

    first = api.get("alerts/")
    again = api.get("alerts/", **{"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "private, no-cache"
    assert (again.status_code, again.content) == (304, b"")


def test_stix_holds_green_and_clear_only_even_for_those_who_moderate(marked, moderator):
    bundle = Caller(moderator).get("alerts/stix/").json()

    reports = [each for each in bundle["objects"] if each["type"] == "report"]
    names = {each["name"] for each in bundle["objects"] if each["type"] == "marking-definition"}
    assert (len(reports), names) == (2, {"TLP:CLEAR", "TLP:GREEN"})


def test_cap_of_a_green_alert_is_restricted(marked, coordinator, network):
    key = with_key(coordinator, network, Scope.READ_ALERTS)

    body = key.get(f"alerts/{marked['green'].pk}/cap/").json()["cap"]

    assert "<scope>Restricted</scope>" in body
    assert "<restriction>TLP:GREEN</restriction>" in body


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_whatever_its_length(office, desk, count, django_assert_num_queries):
    for _ in range(count):
        tell(make_alert(office))
    api = Caller(desk)
    api.get("alerts/")

    with django_assert_num_queries(QUERIES):
        answer = api.get("alerts/")

    assert len(results(answer)) == count


QUERIES = 3
