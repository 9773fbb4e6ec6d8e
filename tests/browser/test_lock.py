"""J8 and J9 in a real browser: a stolen phone, and the night when somebody asks for the list."""

import io
from typing import Any

import pytest
import pyzipper
from playwright.sync_api import Page, expect

from accounts.actions import locks, phones
from accounts.models import Lock, Membership
from accounts.rights import Role
from shelters.actions import stays
from tests.browser.conftest import PATIENCE, Opening, press, width_too_much, with_socket
from tests.browser.looking import findings_light_and_dark
from tests.factories.accounts import MembershipFactory
from tests.factories.shelters import ShelterFactory, make_household, make_room


@pytest.fixture
def second(boss: Membership) -> Membership:
    return MembershipFactory(organization=boss.organization, role=Role.COORDINATOR)


@pytest.fixture
def volunteer(boss: Membership) -> Membership:
    phones.write({"lawyer": "664 100 2000", "coordinator": "664 222 3344"}, by=boss)
    return MembershipFactory(organization=boss.organization, role=Role.VOLUNTEER)


def too_wide(page: Page) -> list[str]:
    """What sticks out of a phone."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("main *")]
            .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX == "visible")
            .map(e => "too wide: " + e.outerHTML.slice(0, 90))"""
    )
    return found or ["too wide"]


def card(page: Page) -> Any:
    return page.expect_navigation(url="**/visit/", timeout=PATIENCE, wait_until="commit")


def fresh(member: Membership) -> Membership:
    """After the lock ended every session, signing in needs the new round."""
    assert member.user is not None
    member.user.refresh_from_db()
    return member


@pytest.mark.usefixtures("told_only")
def test_the_night_when_somebody_asks_for_the_list(
    opening: Opening,
    boss: Membership,
    second: Membership,
    volunteer: Membership,
    sockets: str,
) -> None:
    room = make_room(ShelterFactory(organization=boss.organization, name="Casa Norte"), 3)
    family = make_household(boss.organization, "woman", "child")
    beds = dict(zip(family.persons.all(), room.beds.all(), strict=False))
    stays.check_in(family, into=beds, by=boss)
    office = with_socket(opening(boss, address=sockets), f"/households/{family.pk}/")
    tablet = with_socket(opening(volunteer, address=sockets), "/desk/")

    # One key twice, nothing else: no mouse, no dialog.
    tablet.keyboard.press("Alt+l")
    expect(tablet.locator("#lock [role=alert]")).to_contain_text("Press Alt+L again")
    tablet.keyboard.press("Escape")
    expect(tablet.locator("#lock .lock-words")).to_have_text("Lock")
    tablet.keyboard.press("Alt+l")
    with card(office), card(tablet):
        tablet.keyboard.press("Alt+l")

    for page in (tablet, office):
        expect(page.get_by_text("artículo 76")).to_be_visible()
        expect(page.get_by_role("link", name="664 100 2000")).to_be_visible()
        assert family.code[:4] not in page.content()
    office.go_back()
    assert family.code[:4] not in office.content()

    # In the morning two coordinators open again.
    one = opening(fresh(boss), address=sockets).go("/")
    two = opening(fresh(second), address=sockets).go("/")
    press(one.get_by_role("button", name="Ask to reopen"))
    two.reload()
    expect(two.get_by_text(boss.user.username)).to_be_visible()  # type: ignore[union-attr]
    press(two.get_by_role("button", name="Confirm and reopen"))
    two.wait_for_url("**/admin/")
    one.goto(f"{sockets}/households/{family.pk}/")

    expect(one.locator("main")).to_contain_text(family.code[:4])
    assert family.stays.in_use().count() == 2
    assert not Lock.objects.open().exists()


def test_two_taps_lock_on_a_phone_and_one_does_not(
    opening: Opening,
    volunteer: Membership,
    sockets: str,
) -> None:
    page = opening(volunteer, address=sockets, has_touch=True).go("/desk/")
    button = page.locator("#lock .lock-button")

    button.tap()
    expect(page.locator("#lock .lock-words")).to_have_text("Again: lock everything")
    assert width_too_much(page) <= 0
    assert findings_light_and_dark(page) == []
    assert not Lock.objects.exists()
    page.reload()  # the first tap counts for ten seconds only, and looking may take longer
    button.tap()
    expect(page.locator("#lock .lock-words")).to_have_text("Again: lock everything")
    button.tap()

    page.wait_for_url("**/visit/")
    assert Lock.objects.get().locked_by == volunteer


def test_without_scripts_the_second_tap_is_on_a_page(
    opening: Opening,
    volunteer: Membership,
    sockets: str,
) -> None:
    page = opening(volunteer, address=sockets, java_script_enabled=False).go("/desk/")

    press(page.locator("#lock .lock-button"))
    press(page.get_by_role("button", name="Lock everything"))

    page.wait_for_url("**/visit/")
    expect(page.get_by_text("artículo 76")).to_be_visible()


def test_a_stolen_phone_shows_nothing_after_it_was_blocked(
    opening: Opening,
    boss: Membership,
    second: Membership,
    sockets: str,
) -> None:
    family = make_household(boss.organization, "woman")
    phone = with_socket(opening(second, address=sockets), f"/households/{family.pk}/")
    desk = opening(boss, address=sockets).go(f"/admin/accounts/membership/{second.pk}/change/")

    desk.get_by_role("button", name="Block this person's devices").click()
    phone.wait_for_url("**/account/login/**")

    kept = phone.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert str(family) not in kept
    assert str(family.pk) not in kept
    phone.go_back()
    assert family.code[:4] not in phone.content()


def test_a_sealed_file_comes_out_of_the_browser(
    opening: Opening,
    boss: Membership,
    second: Membership,
    sockets: str,
) -> None:
    family = make_household(boss.organization, "woman")
    one, two = opening(boss, address=sockets), opening(second, address=sockets)

    page = one.go("/exports/")
    page.get_by_label("Code of the household").fill(str(family))
    press(page.get_by_role("button", name="Ask for the file"))
    page.wait_for_url("**/exports/*-*/")
    other = two.go("/exports/")
    press(other.locator("main li a").first)
    press(other.get_by_role("button", name="Approve"))
    page.reload()
    passphrase = page.get_by_label("Passphrase").input_value()
    with page.expect_download() as download:
        page.get_by_role("button", name="Take the sealed file").click()

    archive = pyzipper.AESZipFile(io.BytesIO(download.value.path().read_bytes()))
    archive.setpassword(passphrase.encode())
    assert str(family) in archive.read("records.csv").decode()


def test_the_pages_are_accessible_on_a_phone(opening: Opening, boss: Membership, volunteer: Any) -> None:
    visit = opening(boss)
    paths = ["/visit/", "/visit/phones/", "/lock/", "/demands/", "/demands/preview/", "/exports/"]
    wrong: dict[str, Any] = {}

    def look(path: str, page: Page) -> None:
        trouble = [*findings_light_and_dark(page), *(too_wide(page) if width_too_much(page) > 0 else [])]
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        if trouble:
            wrong[path] = trouble

    for path in paths:
        look(path, visit.go(path))
    page = visit.go("/demands/")
    page.get_by_label("Who asked").select_option("court")
    page.get_by_label("With what paper").select_option("court_order")
    page.get_by_label("What was asked for").select_option("list")
    press(page.get_by_role("button", name="Register"))
    page.wait_for_url("**/demands/*-*/")
    look("demand", page)
    press(page.get_by_role("button", name="Ask for the file"))
    page.wait_for_url("**/exports/*-*/")
    look("export", page)
    locks.lock(by=volunteer)
    look("locked", opening(fresh(boss)).go("/admin/"))

    assert wrong == {}
