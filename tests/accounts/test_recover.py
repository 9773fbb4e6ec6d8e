import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.actions import recoveries
from accounts.actions.robots import robot_of
from accounts.errors import WrongCode
from accounts.models import Membership, Recovery
from accounts.rights import Role
from privacy.models import AuditEntry
from privacy.verbs import Verb
from tests.accounts.door import is_in, with_password
from tests.callers import sign_in
from tests.factories.accounts import MembershipFactory

PASSWORD = "otra puerta, otro color"


def recover(username):
    """What the shell shows, and the code in it."""
    out = StringIO()
    call_command("recover", username, stdout=out)
    return out.getvalue(), re.search(r"#(\S{13})\n", out.getvalue())[1]


def test_a_lone_coordinator_comes_back_from_the_shell(client, coordinator):
    user = with_password(coordinator)

    shown, code = recover(user.username.upper())
    kept = Authenticator.objects.filter(user=user).exists()
    client.post("/recover/", {"code": code, "password": PASSWORD, "password_again": PASSWORD})

    user.refresh_from_db()
    assert str(coordinator.organization) in shown
    assert kept
    assert user.check_password(PASSWORD)
    assert not Authenticator.objects.filter(user=user).exists()
    assert client.get("/admin/").headers["Location"] == "/account/2fa/"


def test_every_device_is_signed_out_at_once(client, coordinator):
    sign_in(client, coordinator)

    recover(coordinator.user.username)

    assert not is_in(client)


def test_the_old_password_works_until_the_code_is_used(coordinator):
    user = with_password(coordinator)

    recover(user.username)

    user.refresh_from_db()
    assert user.check_password("la puerta azul de casa")


def test_the_robot_writes_it_down_in_every_organization(coordinator):
    elsewhere = MembershipFactory(user=coordinator.user)

    _shown, code = recover(coordinator.user.username)
    recoveries.use(code, password=PASSWORD)

    entries = AuditEntry.objects.filter(verb=Verb.RECOVERY_APPROVED)
    assert {(entry.organization_id, entry.member_id, entry.about_id) for entry in entries} == {
        (each.organization_id, robot_of(each.organization).pk, each.pk) for each in (coordinator, elsewhere)
    }


def test_a_new_code_makes_the_earlier_one_worthless(coordinator):
    _shown, earlier = recover(coordinator.user.username)
    _shown, newer = recover(coordinator.user.username)

    with pytest.raises(WrongCode):
        recoveries.use(earlier, password=PASSWORD)
    assert recoveries.use(newer, password=PASSWORD) == coordinator


def test_it_ends_what_two_coordinators_had_begun(coordinator, desk):
    second = MembershipFactory(organization=desk.organization, role=Role.COORDINATOR)
    code = recoveries.approve(recoveries.ask(desk, by=coordinator), by=second)

    recover(desk.user.username)

    with pytest.raises(WrongCode):
        recoveries.use(code, password=PASSWORD)


def test_a_code_opens_nothing_after_the_access_has_ended(coordinator):
    _shown, code = recover(coordinator.user.username)
    Membership.objects.update(ended_at=timezone.now())

    with pytest.raises(WrongCode):
        recoveries.use(code, password=PASSWORD)


@pytest.mark.parametrize("reason", ["unknown", "ended", "inactive"])
def test_what_cannot_be_recovered_is_said(coordinator, reason):
    user = coordinator.user
    if reason == "ended":
        Membership.objects.update(ended_at=timezone.now())
    if reason == "inactive":
        user.is_active = False
        user.save()

    with pytest.raises(CommandError, match="Nothing was changed"):
        recover("nobody-here" if reason == "unknown" else user.username)

    user.refresh_from_db()
    assert (Recovery.objects.count(), user.session_round) == (0, 0)
