"""Frauds in figures: late, and never small."""

from datetime import date

import pytest
import time_machine

from accounts.rights import Role
from alerts.actions import fraud_figures
from alerts.actions.fraud_figures import Figure, suppressed
from alerts.models import FraudTally
from core.errors import NotAllowed
from privacy.models import AuditEntry
from privacy.verbs import Verb
from tests.factories.accounts import MembershipFactory
from tests.factories.alerts import FraudReportFactory

OCTOBER = date(2026, 10, 1)


@pytest.fixture
def analyst(house):
    return MembershipFactory(organization=house, role=Role.VIEWER)


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-22T18:00:00Z", tick=False):
        yield


def told(office, number, **changes):
    kept = {"received_on": date(2026, 10, 20), **changes}
    FraudReportFactory.create_batch(number, organization=office.organization, **kept)


def of(found, table):
    return {figure.code: figure.reports for figure in found if figure.table == table}


def test_a_month_is_told_by_tactic_way_area_and_price(office, analyst):
    told(office, 12)
    told(office, 11, tactic="notario", channel="facebook", area="centro", price=1500)
    told(office, 10, tactic="rumour", channel="", area="Otay", price=None, currency="")

    found = fraud_figures.of_network(by=analyst)

    assert found[0] == Figure(OCTOBER, "all", "", 33)
    assert of(found, "tactic") == {"false_lawyer": 12, "notario": 11, "rumour": 10}
    assert of(found, "channel") == {"at_door": 12, "facebook": 11, "": 10}
    assert of(found, "area") == {"Centro": 23, "Otay": 10}
    assert of(found, "price") == {"USD 500-999": 12, "USD 1000-1999": 11, "": 10}


def test_an_area_with_few_reports_is_not_even_named(office, analyst):
    """A desk typed it: one report would lead to the desk, and somebody may have typed the name of a guest."""
    told(office, 20)
    told(office, 2, area="Xochitl Quetzal")
    told(office, 9, area="Zona Norte")
    told(office, 1, area="")

    assert of(fraud_figures.of_network(by=analyst), "area") == {"Centro": 20, "": None}


def test_erased_reports_are_counted_on(office, analyst):
    told(office, 6)
    FraudTally.objects.create(
        organization=office.organization, month=OCTOBER, tactic="false_lawyer", channel="at_door",
        area="Centro", currency="USD", price_from=500, reports=5,
    )  # fmt: skip

    assert of(fraud_figures.of_network(by=analyst), "tactic") == {"false_lawyer": 11}


def test_what_was_taken_back_is_not_counted(office, analyst):
    told(office, 10)
    told(office, 5, state="withdrawn")

    assert of(fraud_figures.of_network(by=analyst), "all") == {"": 10}


def test_a_month_with_few_reports_says_only_that(office, analyst):
    told(office, 9)

    assert fraud_figures.of_network(by=analyst) == [Figure(OCTOBER, "all", "", None)]


@pytest.mark.parametrize(("today", "months"), [("2026-11-07", 0), ("2026-11-09", 1)])
def test_a_month_is_told_a_week_after_its_end(office, analyst, today, months):
    told(office, 10)

    with time_machine.travel(f"{today}T18:00:00Z", tick=False):
        found = fraud_figures.of_network(by=analyst)

    assert len({figure.month for figure in found}) == months


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, {}),
        ({"a": 10}, {"a": 10}),
        ({"a": 9}, {"a": None}),
        ({"a": 20, "b": 3}, {"a": None, "b": None}),
        ({"a": 30, "b": 12, "c": 3}, {"a": 30, "b": None, "c": None}),
        ({"a": 30, "b": 12, "c": 3, "d": 2}, {"a": 30, "b": None, "c": None, "d": None}),
        ({"a": 30, "b": 6, "c": 5}, {"a": 30, "b": None, "c": None}),
    ],
)
def test_what_is_hidden_cannot_be_computed(counts, expected):
    assert suppressed(counts) == expected


def test_a_network_without_an_office_has_no_figures(analyst):
    assert fraud_figures.of_network(by=analyst) == []


def test_figures_are_for_those_who_may_have_them(office, desk):
    with pytest.raises(NotAllowed):
        fraud_figures.of_network(by=desk)


def test_taking_figures_is_written_down_in_the_own_house(office, analyst):
    fraud_figures.of_network(by=analyst)

    assert AuditEntry.objects.get(verb=Verb.FIGURES_EXPORTED).organization_id == analyst.organization_id
