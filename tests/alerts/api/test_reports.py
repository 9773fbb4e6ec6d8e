"""Reporting a fraud by a program: of the network's own staff, or of a partner with a key."""

import pytest
from django.core.cache import cache

from accounts.models import Organization
from accounts.rights import Role
from alerts.models import FraudReport, Witness
from core.models import KeptAnswer
from partners.actions import keys
from partners.scopes import Scope
from tests.callers import Caller
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.alerts import AlertsOfficeFactory

PATH = "fraud-reports/"
TOLD = {
    "tactic": "insider",
    "words": "Pide dinero por un turno.",
    "price": "200.00",
    "currency": "USD",
    "points": ["+52 1 664 555 4471"],
    "language": "es",
}


@pytest.fixture(autouse=True)
def office(network):
    cache.clear()
    return AlertsOfficeFactory(organization=OrganizationFactory(network=network))


@pytest.fixture
def partner(network, coordinator):
    legal = OrganizationFactory(network=network, kind=Organization.Kind.PARTNER)
    _key, text = keys.make(legal, label="Legal", scopes=[Scope.REPORT_FRAUD], lasts_days=9, by=coordinator)
    return Caller(key=text)


def test_staff_report_and_get_nothing_but_a_receipt(desk):
    answer = Caller(desk).post(PATH, TOLD)

    assert (answer.status_code, list(answer.json())) == (201, ["receipt"])
    found = FraudReport.objects.get()
    assert (found.door, found.tactic, found.price) == ("staff", "insider", 200)


def test_a_key_counts_for_no_organization(partner, desk):
    """Any coordinator can make one for a partner, and would be two organizations alone."""
    assert partner.post(PATH, TOLD).status_code == 201
    assert Caller(desk).post(PATH, TOLD).status_code == 201
    assert partner.post(PATH, TOLD).status_code == 201

    # In all like those of the public page: staff whom nobody witnessed would be this one partner.
    assert sorted(FraudReport.objects.values_list("door", flat=True)) == ["public", "public", "staff"]
    assert Witness.objects.count() == 1


def test_a_key_without_the_scope_is_refused(network, coordinator):
    legal = OrganizationFactory(network=network, kind=Organization.Kind.PARTNER)
    others = [scope for scope in Scope if scope != Scope.REPORT_FRAUD]
    _key, text = keys.make(legal, label="x", scopes=others, lasts_days=9, by=coordinator)

    assert Caller(key=text).post(PATH, TOLD).status_code == 403


def test_nobody_reads_reports_here(desk, partner):
    assert [caller.get(PATH).status_code for caller in (Caller(desk), partner, Caller())] == [405, 405, 401]


def test_names_are_said_and_the_program_decides(desk):
    told = {**TOLD, "words": "Me llamo Ana Canario."}
    asked = Caller(desk).post(PATH, told)
    assert (asked.status_code, asked.json()["code"]) == (409, "may_hold_names")
    assert asked.json()["fields"] == {"words": ["Ana Canario"]}

    assert Caller(desk).post(PATH, {**told, "no_guest_names": True}).status_code == 201
    assert FraudReport.objects.get().may_hold_names


@pytest.mark.parametrize(
    "changes",
    [
        {"tactic": "x"},
        {"price": "many"},
        {"price": 200},
        {"price": "-1"},
        {"price": "200"} | {"currency": None},
        {"points": "664 555 4471"},
        {"points": ["Juan"]},
        {"happened_on": "2999-01-01"},
        {"reporter": "me"},
    ],
    ids=str,
)
def test_what_cannot_be_used_is_refused(desk, changes):
    assert Caller(desk).post(PATH, {**TOLD, **changes}).status_code == 400
    assert not FraudReport.objects.exists()


def test_the_same_key_is_the_same_report_and_no_answer_is_kept(desk):
    api = Caller(desk)
    first, second = (api.post(PATH, TOLD, Idempotency_Key="again") for _each in range(2))

    assert (first.status_code, second.status_code, FraudReport.objects.count()) == (201, 201, 1)
    assert first.json() != second.json()
    assert not KeptAnswer.objects.exists()


def test_the_key_of_one_member_is_not_that_of_another(desk, reader):
    for member in (desk, reader):
        Caller(member).post(PATH, TOLD, Idempotency_Key="again")

    assert FraudReport.objects.count() == 2


def test_a_key_that_is_none_is_refused(desk):
    assert Caller(desk).post(PATH, TOLD, Idempotency_Key="x" * 129).status_code == 400


def test_a_member_reports_only_so_often(desk, house):
    statuses = [Caller(desk).post(PATH, {"tactic": "rumour"}).status_code for _each in range(31)]

    assert statuses == [201] * 30 + [429]
    other = MembershipFactory(organization=house, role=Role.VOLUNTEER)
    assert Caller(other).post(PATH, {"tactic": "rumour"}).status_code == 201
