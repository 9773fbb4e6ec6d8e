"""The lock in the pages: pressed, shown, opened again."""

import pytest
from django.test import Client

from accounts.actions import locks, phones
from accounts.models import Lock, Organization
from accounts.rights import Role
from tests.callers import Caller, sign_in
from tests.factories.accounts import MembershipFactory


@pytest.fixture
def second(house):
    return MembershipFactory(organization=house, role=Role.COORDINATOR)


def browser(member):
    member.user.refresh_from_db()  # the lock raises the round of every session
    client = Client()
    sign_in(client, member)
    return client


def test_one_press_shows_the_card_and_ends_every_session(desk, coordinator, house):
    phones.write({"lawyer": "664 100 2000"}, by=coordinator)
    tablet, office = browser(desk), browser(coordinator)

    answer = tablet.post("/lock/", follow=True)

    assert answer.redirect_chain == [("/visit/", 302)]
    assert "artículo 76" in answer.text
    assert "664 100 2000" in answer.text
    assert "/login/" in office.get("/desk/").headers["Location"]
    assert "/login/" in tablet.get("/desk/").headers["Location"]
    assert Lock.objects.get().locked_by == desk


def test_the_browser_forgets_what_it_kept(desk):
    answer = browser(desk).post("/lock/")

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_the_button_alone_works_without_scripts(desk):
    answer = browser(desk).get("/lock/")

    assert 'action="/lock/"' in answer.text
    assert not Lock.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_only_looks_cannot_press(reader, method):
    answer = getattr(browser(reader), method)("/lock/")

    assert answer.status_code == 403
    assert not Lock.objects.exists()


def test_every_staff_page_carries_the_button_for_those_who_may(desk, reader):
    assert 'id="lock"' in browser(desk).get("/admin/").text
    assert 'id="lock"' not in browser(reader).get("/admin/").text


def test_whoever_signs_in_behind_the_lock_sees_the_card_only(desk, coordinator):
    locks.lock(by=desk)
    tablet = browser(desk)

    for path in ("/admin/", "/desk/", "/admin/shelters/household/", "/account/2fa/", "/network/"):
        answer = tablet.get(path)
        assert (answer.status_code, "artículo 76" in answer.text) == (423, True)
    assert 'value="ask"' not in tablet.get("/admin/").text
    assert 'value="ask"' in browser(coordinator).get("/admin/").text


def test_two_coordinators_open_in_the_pages(desk, coordinator, second, house):
    locks.lock(by=desk)
    one, two = browser(coordinator), browser(second)

    one.post("/reopen/", {"step": "ask"})
    assert str(coordinator) in two.get("/admin/").text
    alone = one.post("/reopen/", {"step": "confirm"}, follow=True)
    assert "You asked for this yourself" in alone.text
    answer = two.post("/reopen/", {"step": "confirm"}, follow=True)

    assert answer.status_code == 200
    assert Organization.objects.get(pk=house.pk).locked_at is None
    assert one.get("/admin/").status_code == 200


@pytest.mark.parametrize("step", ["", "open"])
def test_nothing_else_happens_at_the_lock(desk, coordinator, step):
    locks.lock(by=desk)

    assert browser(coordinator).post("/reopen/", {"step": step}).status_code == 404


def test_where_nothing_is_locked_nothing_is_reopened(coordinator):
    assert browser(coordinator).post("/reopen/", {"step": "ask"}).status_code == 404
    assert Client().post("/reopen/", {"step": "ask"}).status_code == 404


def test_a_volunteer_cannot_open(desk, house):
    locks.lock(by=desk)

    browser(desk).post("/reopen/", {"step": "ask"})

    assert Lock.objects.get().reopen_asked_by is None


def test_a_password_alone_does_not_reach_the_lock(desk, coordinator):
    locks.lock(by=desk)
    client = Client()
    client.force_login(coordinator.user)

    assert client.post("/reopen/", {"step": "ask"}).status_code in {302, 404}
    assert Lock.objects.get().reopen_asked_by is None


def test_somebody_who_also_works_elsewhere_goes_on_there(desk, coordinator, stranger):
    elsewhere = MembershipFactory(user=coordinator.user, organization=stranger.organization)
    locks.lock(by=desk)
    client = browser(coordinator)

    assert "/account/memberships/" in client.get("/admin/").text
    client.post("/account/memberships/", {"membership": elsewhere.pk})

    assert client.get("/admin/").status_code == 200


# ---------------------------------------------------------------- the card


def test_the_card_is_for_everybody_and_holds_nothing(db, client):
    answer = client.get("/visit/")

    assert answer.status_code == 200
    assert "artículo 76" in answer.text
    assert "tel:" not in answer.text


def test_a_forged_mark_shows_no_numbers(coordinator, client):
    phones.write({"lawyer": "664 100 2000"}, by=coordinator)
    client.cookies["card"] = coordinator.organization.pk.hex

    assert "664 100 2000" not in client.get("/visit/").text


def test_another_house_does_not_learn_the_numbers(coordinator, stranger):
    phones.write({"lawyer": "664 100 2000"}, by=coordinator)

    assert "664 100 2000" not in browser(stranger).get("/visit/").text
    assert "664 100 2000" in browser(coordinator).get("/visit/").text


def test_a_coordinator_writes_the_numbers(coordinator, house):
    client = browser(coordinator)

    answer = client.post("/visit/phones/", {"lawyer": "664 100 2000", "coordinator": ""})

    assert answer.headers["Location"] == "/visit/"
    assert [row.phone for row in phones.of(house.pk)] == ["664 100 2000"]
    assert "664 100 2000" in client.get("/visit/phones/").text


def test_a_wrong_number_is_shown_again(coordinator):
    answer = browser(coordinator).post("/visit/phones/", {"lawyer": "call Ana"})

    assert answer.status_code == 400
    assert "call Ana" in answer.text


def test_a_volunteer_does_not_write_them(desk):
    assert browser(desk).get("/visit/phones/").status_code == 403


# ---------------------------------------------------------------- programs


def test_a_program_behind_the_lock_is_told_so(desk, coordinator):
    locks.lock(by=desk)
    coordinator.user.refresh_from_db()

    answer = Caller(coordinator).get("households/")

    assert (answer.status_code, answer.json()["code"]) == (423, "locked")


def test_a_program_may_lock(desk, house):
    api = Caller(desk)

    answer = api.post("lock/")

    house.refresh_from_db()
    assert answer.status_code == 200
    assert answer.json()["locked_at"]
    assert house.locked_at is not None
    assert api.get("households/").status_code == 401


def test_a_program_that_only_looks_may_not(reader):
    assert Caller(reader).post("lock/").status_code == 403
