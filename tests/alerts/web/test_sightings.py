"""Staff say that they met it too, from wherever they read it; guests have a mark of their own."""

import re
from uuid import UUID

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from alerts.actions import living, marks
from alerts.models import Alert, Sighting
from tests.alerts.moderating import NUMBER, drafted, published
from tests.callers import sign_in

pytestmark = pytest.mark.django_db
ADDRESS = "/alerts/sightings/"


@pytest.fixture(autouse=True)
def _nobody_pressed_before():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def alert(moderator, second):
    return published(moderator, second)


def browser(member):
    client = Client(headers={"Accept-Language": "en"})
    sign_in(client, member)
    return client


def told_to(member, alert):
    """What the alert's page tells a moderator, as one line."""
    return " ".join(browser(member).get(f"/alerts/desk/{alert.pk}/").text.split())


def press(client, address):
    """Open the page of a guest's mark and press its button; the number of the form."""
    asked = re.search(r'name="asked" value="([^"]+)"', client.get(address).text)[1]
    return client.post(address, {"asked": asked}), asked


def test_the_buttons_stand_where_staff_read_it(desk, second, alert):
    pages = [
        browser(desk).get("/admin/"),
        browser(desk).post("/alerts/check/", {"contact": NUMBER}),
        browser(second).get(f"/alerts/desk/{alert.pk}/"),
    ]

    form = re.compile(rf'name="alert" value="{alert.code}".*?name="next" value="([^"]*)"', re.DOTALL)
    forms = [form.findall(page.text) for page in pages]
    assert forms == [["/admin/"], ["", "/alerts/check/"], [f"/alerts/desk/{alert.pk}/"] * 2]


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("seen", "Met again: 1. Called a false alarm: 0."),
        ("false_alarm", "Met again: 0. Called a false alarm: 1."),
    ],
)
def test_a_volunteer_comes_back_and_reads_what_was_kept(moderator, second, desk, alert, kind, line):
    client, said = browser(desk), {"alert": alert.code, "kind": kind, "next": "/desk/"}

    answers = [client.post(ADDRESS, said) for _each in range(2)]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, "/desk/")] * 2
    assert "Kept: your organization" in client.get("/admin/").text
    assert line in told_to(moderator, alert)
    assert "Met again" not in told_to(second, alert)


@pytest.mark.parametrize(
    ("typed", "status"),
    [({"kind": "liked"}, 400), ({"kind": "public"}, 400), ({"alert": "0" * 9}, 404), ({"alert": "x"}, 404)],
)
def test_what_is_no_sighting_is_refused(desk, alert, typed, status):
    answer = browser(desk).post(ADDRESS, {"alert": alert.code, "kind": "seen", **typed})

    assert answer.status_code == status
    assert not Sighting.objects.exists()


def test_another_network_and_a_draft_are_not_there(outsider, desk, moderator, alert):
    said = {"kind": "seen"}

    assert browser(outsider).post(ADDRESS, {**said, "alert": alert.code}).status_code == 404
    assert browser(desk).post(ADDRESS, {**said, "alert": drafted(moderator).code}).status_code == 404


def test_a_mark_of_a_guest_is_only_counted(moderator, network, alert):
    guest, address = Client(headers={"Accept-Language": "en"}), f"/a/{network.code}/{alert.code}/me-too/"
    reads = guest.get(f"/a/{network.code}/{alert.code}/")

    answer, asked = press(guest, address)
    again = guest.post(address, {"asked": asked})

    assert address in reads.text
    assert ("It was counted." in answer.text, again.status_code) == (True, 200)
    (kept,) = Sighting.objects.values()
    assert (kept["kind"], kept["organization_id"]) == ("public", moderator.organization_id)
    assert asked.replace("-", "") not in str(kept).replace("-", "")
    assert Alert.objects.get().confirmations == 0
    assert "From the public page: fewer than ten." in told_to(moderator, alert)


def test_the_office_is_told_in_tens(moderator, network, alert):
    address = f"/a/{network.code}/{alert.code}/me-too/"

    statuses = [press(Client(), address)[0].status_code for _each in range(12)]

    assert statuses == [200] * 12
    said = told_to(moderator, alert)
    assert "Met again: 0." in said
    assert "From the public page: 10 or more" in said
    assert [marks.shown(number) for number in (0, 9, 10, 19, 20)] == [0, 0, 10, 10, 20]


def test_there_is_an_end_of_pressing(network, alert, monkeypatch):
    address = f"/a/{network.code}/{alert.code}/me-too/"
    monkeypatch.setattr(marks, "MOST", 2)

    with time_machine.travel("2026-11-22T18:03:00Z", tick=False):
        statuses = [Client().post(address, {"asked": str(UUID(int=n))}).status_code for n in range(29)]

    assert (statuses[:20], statuses[28]) == ([200] * 20, 429)
    assert Sighting.objects.count() == 2


def test_only_what_everybody_reads_now_can_be_marked(moderator, second, network, alert):
    inside = published(moderator, second, mark="green")
    living.hide(alert, reason="somebody complained", by=moderator)

    for code in (alert.code, inside.code, "000000000"):
        assert Client().get(f"/a/{network.code}/{code}/me-too/").status_code == 404
