"""The page and the file of frauds in figures."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.callers import sign_in
from tests.factories.alerts import FraudReportFactory

PATH = "/alerts/figures/"


@pytest.fixture
def tab(reader):
    client = Client()
    sign_in(client, reader)
    return client


def told(office, **changes):
    long_ago = timezone.now().date() - timedelta(days=60)
    here = {"organization": office.organization, "received_on": long_ago}
    FraudReportFactory.create_batch(12, **here, **changes)


def test_the_page_shows_what_may_be_told(office, tab):
    told(office)
    told(office, tactic="notario")

    shown = tab.get(PATH)

    assert shown.status_code == 200
    assert ("24 reports" in shown.text, "False lawyer" in shown.text) == (True, True)


def test_without_figures_the_page_says_so(tab):
    assert "No month is over" in tab.get(PATH).text


def test_the_file_holds_the_same_and_no_formula(office, tab):
    told(office, area="=1+1")

    lines = tab.get(f"{PATH}?file=csv").content.decode("utf-8-sig").splitlines()

    assert lines[0] == "month,table,what,reports"
    assert [line.partition(",")[2] for line in lines if ",area," in line] == ["area,'=1+1,12"]


def test_a_volunteer_is_refused(desk):
    client = Client()
    sign_in(client, desk)

    assert client.get(PATH).status_code == 403


def test_the_page_costs_the_same_whatever_its_length(office, tab):
    asked = []
    for number in range(3):
        day = timezone.now().date() - timedelta(days=60 + 40 * number)
        FraudReportFactory.create_batch(10, organization=office.organization, received_on=day)
        tab.get(PATH)
        with CaptureQueriesContext(connection) as captured:
            tab.get(PATH)
        asked.append(len(captured))

    assert asked == [asked[0]] * 3
