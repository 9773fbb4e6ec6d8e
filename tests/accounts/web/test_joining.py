import pytest

from accounts.actions import invitations, recoveries
from accounts.models import Membership, User
from accounts.rights import Role
from core.codes import show_code
from tests.accounts.door import PASSWORD, first_step
from tests.callers import sign_in
from tests.factories.accounts import MembershipFactory


@pytest.fixture
def code(coordinator):
    return invitations.invite(organization=coordinator.organization, role=Role.VOLUNTEER, by=coordinator)[1]


def form(code, **changes):
    return {"code": code, "username": "ana", "password": PASSWORD, "password_again": PASSWORD} | changes


def test_an_invitation_leads_from_the_code_to_the_second_factor(client, code, house):
    asked = client.post("/join/", {"code": show_code(code)})
    joined = client.post("/join/", form(code))

    assert house.name in asked.content.decode()
    assert joined.headers["Location"] == "/account/2fa/"
    assert client.get("/admin/").headers["Location"] == "/account/2fa/"
    assert User.objects.get(username="ana").memberships.get().organization == house


def test_a_wrong_code_says_so(client, db):
    answer = client.post("/join/", {"code": "7K4M-9Q2T-XB3D-*"})

    assert answer.status_code == 404
    assert "This code does not open anything." in answer.content.decode()


def test_wrong_codes_are_counted(client, db, code):
    for _ in range(31):
        client.post("/join/", {"code": "7K4M-9Q2T-XB3D-*"})

    answer = client.post("/join/", {"code": code})

    assert answer.status_code == 429


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"password_again": "another one, longer"}, "The two passwords are not the same."),
        ({"password": "short", "password_again": "short"}, "too short"),
        ({"username": "two words"}, "Enter a valid username"),
    ],
)
def test_wrong_answers_stand_at_their_fields(client, code, changes, said):
    answer = client.post("/join/", form(code, **changes))

    assert said in answer.content.decode()
    assert not Membership.objects.filter(user__username="ana").exists()


def test_who_is_signed_in_confirms_and_works_in_both_places(client, stranger, code):
    sign_in(client, stranger)

    asked = client.post("/join/", {"code": code})
    client.post("/join/", {"code": code, "confirmed": "yes"})

    assert "You keep your username" in asked.content.decode()
    assert stranger.user.memberships.current().count() == 2


def test_the_code_never_stands_in_an_address(client, coordinator):
    sign_in(client, coordinator)

    shown = client.post("/admin/accounts/invitation/add/", {"role": "volunteer", "last_day": ""})

    assert shown.status_code == 200
    assert "/join/</span>" in shown.content.decode()
    assert Membership.objects.count() == 1


def test_a_recovery_code_sets_a_new_password(client, coordinator, house, desk):
    second = MembershipFactory(organization=house, role=Role.COORDINATOR)
    code = recoveries.approve(recoveries.ask(desk, by=coordinator), by=second)

    answer = client.post("/recover/", form(show_code(code)))

    assert answer.headers["Location"] == "/account/2fa/"
    assert first_step(client, desk.user).status_code == 302


def test_a_wrong_recovery_code_says_so(client, db):
    assert client.post("/recover/", form("7K4M-9Q2T-XB3D-*")).status_code == 404
