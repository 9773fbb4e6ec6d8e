"""Every admin page of this app: what it shows, whom it refuses, what it does."""

import re

import pytest
from django.contrib.admin.models import LogEntry

from accounts.actions import invitations, recoveries
from accounts.models import Invitation, Membership, Organization, Recovery
from accounts.rights import Role
from privacy.models import AuditEntry
from privacy.verbs import Verb
from tests.callers import sign_in
from tests.factories.accounts import MembershipFactory, OrganizationFactory

BASE = "/admin/accounts"
ABSENT = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def second(house):
    """Another coordinator of the house."""
    return MembershipFactory(organization=house, role=Role.COORDINATOR)


@pytest.fixture
def run(client, coordinator):
    """A client of the coordinator."""
    sign_in(client, coordinator)
    return client


LISTS = {
    "membership": {"coordinator", "network_desk"},
    "invitation": {"coordinator", "network_desk"},
    "recovery": {"coordinator", "network_desk"},
    "organization": {"desk", "coordinator", "reader", "city", "stranger", "network_desk"},
    "network": {"network_desk"},
    "auditentry": {"coordinator", "network_desk"},
}


@pytest.mark.parametrize("who", ["desk", "coordinator", "reader", "city", "network_desk"])
@pytest.mark.parametrize("model", LISTS)
def test_the_table_of_who_opens_which_list(client, request, model, who):
    sign_in(client, request.getfixturevalue(who))
    app = "privacy" if model == "auditentry" else "accounts"

    status = client.get(f"/admin/{app}/{model}/").status_code

    assert status == (200 if who in LISTS[model] else 403)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("model", "queries"), [("membership", 5), ("invitation", 5), ("recovery", 5), ("organization", 5)]
)
def test_lists_cost_the_same_whatever_their_length(
    run, coordinator, house, model, queries, count, django_assert_num_queries
):
    for _ in range(count):
        colleague = MembershipFactory(organization=house, role=Role.VOLUNTEER)
        invitations.invite(organization=house, role=Role.VIEWER, by=coordinator)
        recoveries.ask(colleague, by=coordinator)
        OrganizationFactory(network=house.network)

    with django_assert_num_queries(queries):
        assert run.get(f"{BASE}/{model}/").status_code == 200


def test_no_list_and_no_page_shows_another_organization(run, coordinator, stranger):
    other = MembershipFactory(organization=stranger.organization, role=Role.COORDINATOR)
    invitation, _ = invitations.invite(organization=stranger.organization, role=Role.VIEWER, by=stranger)
    recovery = recoveries.ask(other, by=stranger)

    assert stranger.user.username not in run.get(f"{BASE}/membership/").content.decode()
    for model, row in (("membership", stranger), ("invitation", invitation), ("recovery", recovery)):
        for page in ("change", "history"):
            foreign = run.get(f"{BASE}/{model}/{row.pk}/{page}/")
            absent = run.get(f"{BASE}/{model}/{ABSENT}/{page}/")
            assert (foreign.status_code, absent.status_code) == (404, 404)
            assert body(foreign, row.pk) == body(absent, row.pk)


def body(answer, key):
    """The page without its own address, which the language chooser repeats, and the form token."""
    page = answer.content.decode().replace(str(key), ABSENT)
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


@pytest.mark.parametrize(
    "path",
    [
        "membership/{member}/role/",
        "membership/{member}/expiry/",
        "membership/{member}/end/",
        "membership/{member}/block/",
        "membership/{member}/recover/",
        "invitation/{invitation}/withdraw/",
        "recovery/{recovery}/approve/",
    ],
)
def test_no_button_reaches_another_organization(run, second, stranger, path):
    third = MembershipFactory(organization=stranger.organization, role=Role.COORDINATOR)
    invitation, _ = invitations.invite(organization=stranger.organization, role=Role.VIEWER, by=stranger)
    recovery = recoveries.ask(third, by=stranger)
    before = AuditEntry.objects.count()

    answer = run.post(
        f"{BASE}/" + path.format(member=stranger.pk, invitation=invitation.pk, recovery=recovery.pk),
        {"role": "viewer"},
    )

    assert answer.status_code == 404
    assert AuditEntry.objects.count() == before


def test_an_unknown_address_below_the_admin_is_an_ordinary_missing_page(run):
    assert run.get("/admin/nothing/here/").status_code == 404


def test_inviting_shows_the_code_once_with_a_picture(run):
    shown = run.post(f"{BASE}/invitation/add/", {"role": "viewer", "last_day": ""}).content.decode()

    invitation = Invitation.objects.get()
    assert invitation.role == Role.VIEWER
    assert "<svg" in shown
    page = run.get(f"{BASE}/invitation/{invitation.pk}/change/").content.decode()
    assert invitation.code_hash not in page


def test_only_roles_within_reach_are_offered(run):
    page = run.get(f"{BASE}/invitation/add/").content.decode()

    assert [role.value for role in Role if f'<option value="{role.value}"' in page] == [
        "volunteer",
        "coordinator",
        "viewer",
    ]


def test_a_role_out_of_reach_is_refused(run):
    answer = run.post(f"{BASE}/invitation/add/", {"role": "network", "last_day": ""})

    assert answer.status_code == 200
    assert not Invitation.objects.exists()


def test_withdrawing_an_invitation(run, coordinator):
    invitation, _ = invitations.invite(
        organization=coordinator.organization, role=Role.VIEWER, by=coordinator
    )

    run.post(f"{BASE}/invitation/{invitation.pk}/withdraw/")

    invitation.refresh_from_db()
    assert invitation.withdrawn_at


def test_changing_a_role(run, desk):
    run.post(f"{BASE}/membership/{desk.pk}/role/", {"role": "viewer", "last_day": ""})

    desk.refresh_from_db()
    assert desk.role == Role.VIEWER


def test_changing_an_end_date_and_its_refusal(run, desk):
    answer = run.post(f"{BASE}/membership/{desk.pk}/expiry/", {"last_day": "2019-01-01"}, follow=True)

    assert "This end date is not possible" in answer.content.decode()


@pytest.mark.parametrize(("button", "verb"), [("end", Verb.MEMBER_ENDED), ("block", Verb.DEVICES_BLOCKED)])
def test_buttons_on_the_page_of_a_colleague(run, desk, button, verb):
    page = run.get(f"{BASE}/membership/{desk.pk}/change/").content.decode()

    answer = run.post(f"{BASE}/membership/{desk.pk}/{button}/", follow=True)

    assert f'action="{BASE}/membership/{desk.pk}/{button}/"' in page
    assert 'class="success"' in answer.content.decode()
    assert AuditEntry.objects.get().verb == verb


def test_a_refused_button_says_why(run, coordinator):
    answer = run.post(f"{BASE}/membership/{coordinator.pk}/end/", follow=True)

    assert "This is the last coordinator of the organization." in answer.content.decode()


def test_recovery_by_two_coordinators(run, client, second, desk):
    run.post(f"{BASE}/membership/{desk.pk}/recover/")
    recovery = Recovery.objects.get()
    refused = run.post(f"{BASE}/recovery/{recovery.pk}/approve/", follow=True).content.decode()
    sign_in(client, second)

    shown = client.post(f"{BASE}/recovery/{recovery.pk}/approve/").content.decode()

    assert "Two coordinators are needed" in refused
    assert "/recover/</span>" in shown


def test_the_network_adds_an_organization_with_its_first_invitation(client, network_desk):
    sign_in(client, network_desk)

    shown = client.post(f"{BASE}/organization/add/", {"name": "Casa Nueva", "kind": "shelters", "phone": ""})

    fresh = Organization.objects.get(name="Casa Nueva")
    assert fresh.network == network_desk.organization.network
    assert Invitation.objects.get(organization=fresh).role == Role.COORDINATOR
    assert "<svg" in shown.content.decode()


def test_a_coordinator_changes_the_own_organization_only(run, house, stranger):
    form = {"name": "Casa Norte", "kind": "shelters", "phone": "664 555 4471", "openings_a_day": "40"}

    run.post(f"{BASE}/organization/{house.pk}/change/", form)
    other = run.post(f"{BASE}/organization/{stranger.organization_id}/change/", form | {"name": "Otra"})

    house.refresh_from_db()
    assert (house.name, house.phone, other.status_code) == ("Casa Norte", "664 555 4471", 403)


def test_an_organization_of_another_network_is_not_there(run, outsider):
    assert run.get(f"{BASE}/organization/{outsider.organization_id}/change/").status_code == 404


def test_a_refusal_of_an_action_stands_in_the_form_with_what_was_typed(client, network_desk, house):
    other = OrganizationFactory(network=house.network)
    sign_in(client, network_desk)

    answer = client.post(
        f"{BASE}/organization/{other.pk}/change/", {"name": house.name, "kind": "shelters", "phone": "77"}
    )

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="77"' in page
    assert "errorlist" in page


def test_the_network_changes_its_name(client, network_desk, network):
    sign_in(client, network_desk)

    client.post(f"{BASE}/network/{network.pk}/change/", {"name": "Red Norte", "time_zone": "America/Tijuana"})

    network.refresh_from_db()
    assert network.name == "Red Norte"


def test_the_audit_trail_shows_the_own_organization_only(run, coordinator, desk, stranger):
    run.post(f"{BASE}/membership/{desk.pk}/block/")
    invitations.invite(organization=stranger.organization, role=Role.VIEWER, by=stranger)

    page = run.get("/admin/privacy/auditentry/").content.decode()

    assert coordinator.user.username in page
    assert page.count("field-verb") == 1


def test_the_history_of_a_colleague_comes_from_the_audit_trail(run, coordinator, desk):
    run.post(f"{BASE}/membership/{desk.pk}/block/")

    page = run.get(f"{BASE}/membership/{desk.pk}/history/").content.decode()

    assert "blocked a colleague" in page
    assert coordinator.user.username in page


def test_djangos_own_log_stays_empty(run, house, desk):
    run.post(
        f"{BASE}/organization/{house.pk}/change/",
        {"name": "N", "kind": "shelters", "phone": "1", "openings_a_day": "40"},
    )
    run.post(f"{BASE}/membership/{desk.pk}/end/")

    assert not LogEntry.objects.exists()
    assert AuditEntry.objects.count() == 2


def test_nothing_can_be_deleted(run, desk):
    assert run.post(f"{BASE}/membership/{desk.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Membership.objects.filter(pk=desk.pk).exists()


def test_what_other_packages_register_has_no_page(run):
    for path in ("auth/group/", "account/emailaddress/", "mfa/authenticator/"):
        assert run.get(f"/admin/{path}").status_code == 404
