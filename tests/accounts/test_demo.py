"""The demo network and the commands of the shell."""

import re
from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from accounts.actions import demo, invitations
from accounts.models import Invitation, Membership, Network, Organization
from accounts.rights import Role
from core.errors import NotAllowed
from privacy.models import AuditEntry
from tests.accounts.door import first_step, is_in
from tests.callers import sign_in

pytestmark = pytest.mark.django_db


def said(command, *args):
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def in_demo(settings):
    settings.DEMO = True


def test_a_new_user_comes_in_by_the_demo_page_and_the_true_door(client, house, in_demo):
    member = demo.demo_member(house, "puerta", Role.VOLUNTEER)

    page = client.get("/demo/").content.decode()
    digits = re.search(r"<strong>(\d{6})</strong>", page)[1]
    first_step(client, member.user, demo.PASSWORD)
    client.post("/account/2fa/authenticate/", {"code": digits})

    assert "data-renews" in page
    assert is_in(client)


def test_the_demo_page_shows_nobody_who_joined_by_invitation(client, coordinator, in_demo):
    _, code = invitations.invite(organization=coordinator.organization, role=Role.VIEWER, by=coordinator)
    invitations.accept(code, username="ana", password="la puerta azul de casa")

    assert "ana</td>" not in client.get("/demo/").content.decode()


def test_without_a_demo_there_is_no_demo_page(client):
    assert client.get("/demo/").status_code == 404
    with pytest.raises(CommandError):
        call_command("sign_ins")


def test_without_a_demo_nobody_gets_a_public_sign_in(house):
    with pytest.raises(NotAllowed):
        demo.demo_member(house, "puerta", Role.VOLUNTEER)
    with pytest.raises(NotAllowed):
        demo.people()


def test_a_demo_never_passes_the_check_for_deployment(in_demo):
    found = run_checks(tags=["security"], include_deployment_checks=True)

    assert "accounts.E001" in {each.id for each in found}


def test_sign_ins_prints_a_line_for_each(house, in_demo):
    demo.demo_member(house, "puerta", Role.VOLUNTEER)
    demo.demo_member(house, "norte", Role.COORDINATOR)

    shown = said("sign_ins")

    assert re.findall(r"^  (\w+) ", shown, re.MULTILINE) == ["norte", "puerta"]


def test_the_first_invitation_of_an_empty_site_works(client):
    shown = said("first_invitation", "--network", "Red Norte", "--organization", "Casa Norte")
    code = re.search(r"/join/#(\S+)", shown)[1]

    membership = invitations.accept(code, username="ana", password="la puerta azul de casa")

    assert (membership.role, membership.organization.name) == (Role.COORDINATOR, "Casa Norte")
    assert Network.objects.get().name == "Red Norte"
    assert set(AuditEntry.objects.values_list("role", flat=True)) == {Role.ROBOT, Role.COORDINATOR}


def test_a_site_with_a_network_gets_no_second_first_invitation(network):
    assert "already" in said("first_invitation")
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("zone", ["Nowhere/City", ""])
def test_a_wrong_time_zone_is_refused_and_leaves_nothing(zone):
    with pytest.raises(CommandError):
        call_command("first_invitation", "--time-zone", zone)

    assert not Organization.objects.exists()


def test_invite_opens_an_organization_from_the_shell(house):
    shown = said("invite", "--organization", house.name, "--role", "network")

    code = re.search(r"/join/#(\S+)", shown)[1]
    assert invitations.accept(code, username="ana", password="la puerta azul de casa").role == "network"
    assert Membership.objects.filter(organization=house, role=Role.ROBOT, user=None).count() == 1


def test_invite_names_the_organizations_when_it_finds_none(house):
    with pytest.raises(CommandError, match=house.name):
        call_command("invite", "--organization", "Nowhere")


@pytest.mark.parametrize("path", ["/admin/", "/account/2fa/", "/nowhere/"])
@pytest.mark.parametrize("is_demo", [True, False])
def test_every_page_says_whether_it_is_a_demo(client, desk, settings, path, is_demo):
    settings.DEMO = is_demo
    sign_in(client, desk)

    shown = client.get(path).content.decode()

    assert ("Everything here is invented" in shown) is is_demo


def test_pages_outside_the_frame_carry_the_name_of_the_site(client, db, settings):
    settings.SITE_NAME = "Red de camas"

    shown = client.get("/account/login/").content.decode()

    assert "Red de camas" in shown
    assert "Posada" not in shown


def test_each_language_is_named_in_itself(client, db, settings):
    settings.LANGUAGE_CODE = "ar"
    settings.LANGUAGES = [("ar", "العربية"), ("en", "English"), ("ht", "Kreyòl ayisyen")]

    shown = client.get("/account/login/", headers={"Accept-Language": "ar"}).content.decode()

    assert [name in shown for name in ("English", "Kreyòl ayisyen", "العربي")] == [True, True, True]
