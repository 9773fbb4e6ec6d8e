from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.actions import members
from accounts.models import Membership
from accounts.rights import Role
from tests.accounts.door import first_step, is_in, walk_in, with_password
from tests.callers import sign_in
from tests.factories.accounts import MembershipFactory


def later(**time):
    return time_machine.travel(timezone.now() + timedelta(**time))


def test_a_shared_tablet_is_signed_out_after_fifteen_idle_minutes(client, reader):
    first_step(client, with_password(reader, app=False), shared="on")

    with later(minutes=17):
        answer = client.get("/admin/accounts/organization/")

    assert (
        answer.headers["Location"] == "/account/login/?next=%2Fadmin%2Faccounts%2Forganization%2F&ended=idle"
    )
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "15 minutes" in client.get(answer.headers["Location"]).content.decode()


def test_who_touches_the_tablet_stays_signed_in(client, reader):
    first_step(client, with_password(reader, app=False), shared="on")

    for minutes in (10, 20, 30):
        with later(minutes=minutes):
            assert is_in(client)


def test_an_own_device_may_rest(client, reader):
    first_step(client, with_password(reader, app=False))

    with later(hours=9):
        assert is_in(client)


@pytest.mark.parametrize("shared", [{}, {"shared": "on"}])
def test_every_session_ends_after_ten_hours(client, reader, shared):
    first_step(client, with_password(reader, app=False), **shared)
    for minutes in range(10, 600, 10):
        with later(minutes=minutes):
            client.get("/account/memberships/")

    with later(hours=10, minutes=1):
        answer = client.get("/admin/")

    assert answer.headers["Location"].startswith("/account/login/")


def test_blocked_devices_are_signed_out_with_their_next_request(client, coordinator, desk):
    sign_in(client, desk)
    before = is_in(client)

    members.block_devices(desk, by=coordinator)

    assert (before, is_in(client)) == (True, False)


@pytest.mark.parametrize("deed", ["role", "end", "expiry"])
def test_every_change_of_access_ends_the_sessions(client, coordinator, desk, deed):
    sign_in(client, desk)

    if deed == "role":
        members.change_role(desk, role=Role.VIEWER, by=coordinator)
    elif deed == "end":
        members.end_membership(desk, by=coordinator)
    else:
        members.set_expiry(desk, expires_at=timezone.now() + timedelta(days=3), by=coordinator)

    assert not is_in(client)


def test_access_that_ends_by_date_ends_in_the_middle_of_a_session(client, desk):
    Membership.objects.filter(pk=desk.pk).update(expires_at=timezone.now() + timedelta(hours=1))
    sign_in(client, desk)

    with later(hours=2):
        answer = client.get("/admin/")

    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/account/logout/", "/admin/logout/"])
def test_signing_out_clears_the_browser(client, desk, path):
    sign_in(client, desk)

    answer = client.post(path)

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.headers["Location"] == "/account/login/"
    assert not is_in(client)


@pytest.mark.parametrize("path", ["/admin/", "/account/2fa/", "/account/memberships/", "/nowhere/"])
def test_nothing_that_a_member_sees_is_cached(client, desk, path):
    sign_in(client, desk)

    assert "no-store" in client.get(path).headers["Cache-Control"]


@pytest.mark.parametrize("memberships", [1, 3])
def test_knowing_who_acts_costs_two_queries(client, desk, memberships, django_assert_num_queries):
    for _ in range(memberships - 1):
        MembershipFactory(user=desk.user)
    sign_in(client, desk)

    with django_assert_num_queries(2):
        client.get("/account/memberships/")


def test_who_works_in_two_places_chooses(client, desk):
    other = MembershipFactory(user=with_password(desk), role=Role.VIEWER)
    walk_in(client, desk.user)

    asked = client.get("/admin/accounts/organization/")
    chosen = client.post(
        "/account/memberships/", {"membership": str(other.pk), "next": "/admin/accounts/organization/"}
    )
    shown = client.get("/admin/accounts/organization/").content.decode()

    assert asked.headers["Location"] == "/account/memberships/?next=%2Fadmin%2Faccounts%2Forganization%2F"
    assert chosen.headers["Location"] == "/admin/accounts/organization/"
    assert other.organization.name in shown
    assert desk.organization.name not in shown


@pytest.mark.parametrize("wanted", ["", "no", "00000000-0000-4000-8000-000000000000", "foreign"])
def test_a_foreign_membership_cannot_be_chosen(client, desk, stranger, wanted):
    sign_in(client, desk)

    answer = client.post(
        "/account/memberships/", {"membership": str(stranger.pk) if wanted == "foreign" else wanted}
    )

    assert answer.status_code == 404


def test_an_idle_htmx_request_leads_the_whole_page_to_the_door(client, reader):
    first_step(client, with_password(reader, app=False), shared="on")

    with later(minutes=20):
        answer = client.get("/admin/", headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"].startswith("/account/login/")


def test_anonymous_pages_cost_no_query(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        Client().get("/join/")
