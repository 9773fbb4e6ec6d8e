"""The door in a real browser: every way in, every page on a phone, and out again when devices are blocked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from accounts.actions import invitations
from accounts.factors import of_user
from accounts.models import Membership
from accounts.rights import Role
from tests.accounts.door import PASSWORD, digits, with_password
from tests.browser.conftest import PATIENCE, Opening, Visit, press, width_too_much, with_socket
from tests.browser.looking import findings, findings_light_and_dark
from tests.factories.accounts import MembershipFactory


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    cache.clear()


# ---------------------------------------------------------------- ways in


def test_password_and_six_digits(opening: Opening, boss: Membership) -> None:
    user = with_password(boss)
    page = opening().go("/")

    enter(page, user.username)
    page.get_by_label("Code").fill(digits())
    press(page.get_by_role("button", name="Sign in"))

    page.wait_for_url("**/admin/")
    assert page.title() == "Today | Posada"


def test_a_passkey_is_set_up_and_opens_the_door_alone(opening: Opening, boss: Membership) -> None:
    user = with_password(boss, app=False)
    page = opening().go("/")
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )

    enter(page, user.username)
    press(page.get_by_role("link", name="Add a passkey"))
    page.get_by_label("Name of the device").fill("red phone")
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url("**/recovery-codes/")
    press(page.get_by_role("link", name="Codes are safe, go on"))
    page.wait_for_url("**/admin/")
    page.goto(f"{page.url}../account/logout/")
    press(page.get_by_role("button", name="Sign out on this device"))
    page.get_by_role("button", name="Sign in with a passkey").click()

    page.wait_for_url("**/admin/")
    expect(page.get_by_text(user.username).first).to_be_attached()


def test_an_invitation_from_a_picture(opening: Opening, boss: Membership) -> None:
    _invitation, code = invitations.invite(organization=boss.organization, role=Role.VOLUNTEER, by=boss)
    page = opening().go(f"/join/#{code}")

    filled = page.get_by_label("Code").input_value()
    address = page.url
    press(page.get_by_role("button", name="Go on"))
    page.get_by_label("Username").fill("ana")
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    press(page.get_by_role("button", name="Join"))

    page.wait_for_url("**/account/2fa/")
    assert (filled, address.endswith("/join/")) == (code, True)
    assert Membership.objects.get(user__username="ana").role == Role.VOLUNTEER


def test_recovery_codes_print_alone(opening: Opening, boss: Membership) -> None:
    user = with_password(boss, app=False)
    visit = opening()
    visit.page.add_init_script("window.print = () => { window.printed = true; }")
    page = visit.go("/")
    enter(page, user.username)
    press(page.get_by_role("link", name="Set up an app"))
    seed = page.locator("p.small .code").inner_text()
    page.locator("#id_code").fill(digits(seed))
    press(page.get_by_role("button", name="Confirm"))
    page.wait_for_url("**/recovery-codes/")

    page.get_by_role("button", name="Print").click()
    page.emulate_media(media="print")

    assert page.evaluate("window.printed") is True
    assert page.locator(".recovery-codes li:visible").count() == 10
    assert page.locator("a:visible, button:visible").all_inner_texts() == ["Posada"]
    assert page.pdf()[:5] == b"%PDF-"


# ---------------------------------------------------------------- out again


@pytest.mark.usefixtures("told_only")
def test_blocked_devices_leave_the_open_page_at_once(
    opening: Opening, boss: Membership, sockets: str
) -> None:
    volunteer = MembershipFactory(organization=boss.organization, role=Role.VOLUNTEER)
    tablet = with_socket(opening(volunteer, address=sockets), "/admin/")
    desk = opening(boss, address=sockets)
    page = desk.go(f"/admin/accounts/membership/{volunteer.pk}/change/")

    page.get_by_role("button", name="Block this person's devices").click()

    tablet.wait_for_url("**/account/login/**", timeout=PATIENCE, wait_until="commit")
    expect(page.locator(".messagelist")).to_be_visible()


# ---------------------------------------------------------------- every page


Look = Callable[[str, Page], None]


def walk_the_door(opening: Opening, boss: Membership, look: Look, **options: Any) -> None:
    """Call `look` on every page of the door."""
    _invitation, code = invitations.invite(organization=boss.organization, role=Role.VIEWER, by=boss)
    walk_outside(opening(**options), boss, code, look)
    walk_inside(opening(**options), boss, code, look)


def walk_outside(stranger: Visit, boss: Membership, code: str, look: Look) -> None:
    """What people see who are not in yet."""
    for path in ("/account/login/", "/account/login/?ended=idle", "/join/", "/recover/"):
        look(path, stranger.go(path))
    with stays_as_it_is(stranger.go("/demo/")) as page:
        look("/demo/", page)
    look("nothing", stranger.go("/nowhere/"))
    look("inactive", stranger.go("/account/inactive/"))
    page = stranger.go(f"/join/#{code}")
    press(page.locator("main form button").first)
    look("join", page)

    user = with_password(boss)
    page = stranger.go("/account/login/")
    enter(page, user.username, "wrong wrong wrong")
    look("wrong password", page)
    enter(page, user.username)
    page.wait_for_url("**/authenticate/**")
    look("second step", page)


@contextmanager
def stays_as_it_is(page: Page) -> Iterator[Page]:
    """The page of the demo loads itself again when the six digits change: not while somebody looks at it."""
    page.route(page.url, lambda route: route.fulfill(status=204))
    yield page
    page.unroute_all()


def walk_inside(visit: Visit, boss: Membership, code: str, look: Look) -> None:
    """What people see who are in for the first time, until their access ends."""
    new = MembershipFactory(organization=boss.organization, role=Role.COORDINATOR)
    user = with_password(new, app=False)
    page = visit.go("/account/login/")
    enter(page, user.username)
    page.wait_for_url("**/account/2fa/")
    look("second step needed", page)
    look("passkey", visit.go("/account/2fa/webauthn/add/"))
    page = visit.go("/account/2fa/totp/activate/")
    look("app", page)
    page.locator("#id_code").fill(digits(page.locator("p.small .code").inner_text()))
    press(page.locator("main form button").first)
    page.wait_for_url("**/recovery-codes/")
    look("recovery codes", page)

    key = of_user(user).create(user=user, type="webauthn", data={"name": "red phone"})
    keys = ("webauthn/", f"webauthn/keys/{key.pk}/edit/", f"webauthn/keys/{key.pk}/remove/")
    for path in ("", *keys, "recovery-codes/generate/", "totp/deactivate/"):
        look(path, visit.go(f"/account/2fa/{path}"))
    for path in ("password/", "reauthenticate/", "logout/", "memberships/"):
        look(path, visit.go(f"/account/{path}"))
    page = visit.go(f"/join/#{code}")
    press(page.locator("main form button").first)
    look("join more", page)
    look("staff frame", visit.go("/admin/"))
    Membership.objects.filter(pk=new.pk).update(ended_at=new.created_at)
    look("ended", visit.go("/admin/"))


def enter(page: Page, username: str, password: str = PASSWORD) -> None:
    """The first step, in any language."""
    page.locator("#id_login").fill(username)
    page.locator("#id_password").fill(password)
    press(page.locator("#sign_in button"))


def test_every_page_of_the_door_is_accessible_on_a_phone(
    opening: Opening, boss: Membership, settings: Any
) -> None:
    settings.DEMO = True
    wrong: dict[str, list[str]] = {}

    def look(name: str, page: Page) -> None:
        page.emulate_media(color_scheme="light")
        trouble = findings_light_and_dark(page)
        if width_too_much(page) > 0:
            trouble.append(f"{width_too_much(page)} px wider than the screen")
        if page.locator(".loud").count() != 1:
            trouble.append("does not say that this is a demo")
        if trouble:
            wrong[name] = trouble

    walk_the_door(opening, boss, look)

    assert wrong == {}


def test_the_door_runs_from_right_to_left_in_arabic(
    opening: Opening, boss: Membership, settings: Any
) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]
    wrong: dict[str, Any] = {}

    def look(name: str, page: Page) -> None:
        seen = page.evaluate("document.documentElement.dir"), width_too_much(page) > 0, findings(page)
        if seen != ("rtl", False, []):
            wrong[name] = seen

    walk_the_door(opening, boss, look, language="ar")

    assert wrong == {}
