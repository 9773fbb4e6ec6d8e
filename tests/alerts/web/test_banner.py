"""The banner in the page: there without a script, put away for a session, back when it changes."""

import pytest
from django.test import Client

from alerts.models import Message
from tests.alerts.test_banners import tell
from tests.callers import sign_in
from tests.factories.alerts import AlertFactory, AlertTextFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert(house):
    alert = AlertFactory(organization=house)
    AlertTextFactory(alert=alert, language="en", headline="A false lawyer asks for 500 dollars")
    tell(alert)
    return alert


def signed_in(member):
    client = Client(headers={"Accept-Language": "en"})
    sign_in(client, member)
    return client


def put_away(client, key, **more):
    return client.post("/alerts/banner/", {"key": key, **more})


def test_every_colleague_reads_it_on_every_page(desk, stranger, reader, alert):
    for member in (desk, stranger, reader):
        page = signed_in(member).get("/admin/")
        assert "A false lawyer asks for 500 dollars" in page.text


def test_nobody_else_does(alert, outsider):
    assert "A false lawyer" not in signed_in(outsider).get("/admin/").text
    assert "A false lawyer" not in Client().get("/account/login/").text


def test_put_away_it_stays_away_until_it_changes(desk, alert):
    client = signed_in(desk)

    answer = put_away(client, f"{alert.code}.1", next="/desk/")

    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert "A false lawyer" not in client.get("/admin/").text
    assert "A false lawyer" in signed_in(desk).get("/admin/").text

    tell(alert, Message.Kind.UPDATE)

    assert "A false lawyer" in client.get("/admin/").text


@pytest.mark.parametrize("odd", ["https://elsewhere.example/", "//elsewhere.example/", "admin", "/" * 9999])
def test_the_way_back_is_of_this_site(desk, alert, odd):
    answer = put_away(signed_in(desk), "x", next=odd)

    assert answer["Location"] == "/admin/"


def test_a_session_remembers_only_so_many(desk):
    client = signed_in(desk)

    for number in range(60):
        put_away(client, f"K{number}")

    assert client.session["alerts_seen"] == [f"K{number}" for number in range(10, 60)]
