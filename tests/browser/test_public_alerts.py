"""What everybody reads about frauds, in a real browser: on a phone, without a script, without a sign-in."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.models import Network
from alerts.models import AlertsOffice
from tests.alerts.chain import CANCEL, make_alert, make_helper, tell
from tests.browser.conftest import Visit, press, width_too_much
from tests.browser.looking import findings_light_and_dark
from tests.factories.accounts import OrganizationFactory
from tests.factories.alerts import AlertFactory, AlertsOfficeFactory, AlertTextFactory

Guest = Callable[..., Visit]


@pytest.fixture
def office(transactional_db: None, network: Network) -> AlertsOffice:
    """A warning, a rumour, an official notice; a helper and a line for a crisis."""
    cache.clear()
    office = AlertsOfficeFactory(
        organization=OrganizationFactory(network=network), crisis_way="Línea de la Vida 800 911 2000"
    )
    today = timezone.now().date()
    for kind, headline in (("rumour", "“The border opens on Monday”"), ("notice", "The office moves")):
        alert = AlertFactory(
            organization=office.organization, kind=kind, source_name="COMAR", source_on=today, price_from=None
        )
        AlertTextFactory(
            alert=alert, language="en", headline=headline, said="It says so.", react="Ask first."
        )
        tell(alert)
    make_helper(office.organization)
    return office


@pytest.fixture
def guest(browser: Browser, live_server: Any) -> Iterator[Guest]:
    """`guest()` is somebody's own phone."""
    visits: list[Visit] = []

    def come(*, language: str = "en", width: int = 360, **options: Any) -> Visit:
        context = browser.new_context(viewport={"width": width, "height": 740}, **options)
        cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}
        context.add_cookies([cookie])
        visits.append(Visit(context, live_server.url))
        return visits[-1]

    yield come

    assert [visit.complaints for visit in visits if visit.complaints] == []
    for visit in visits:
        visit.page.context.close()


def looked_at(page: Page) -> None:
    """It fits, and axe finds nothing in light and dark."""
    assert width_too_much(page) <= 0
    assert findings_light_and_dark(page) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_for_everybody_fit_and_can_be_read_by_all(
    guest: Guest, office: AlertsOffice, width: int
) -> None:
    alert = make_alert(office)
    tell(alert)
    visit = guest(width=width)
    start = f"/a/{office.network.code}/"

    for path in (
        start,
        f"{start}{alert.code}/",
        f"{start}{alert.code}/text/",
        f"{start}{alert.code}/me-too/",
    ):
        looked_at(visit.go(path))

    tell(alert, CANCEL, state="withdrawn", ended_at=timezone.now())
    page = visit.go(f"{start}{alert.code}/")
    expect(page.get_by_role("status")).to_contain_text("was withdrawn")
    looked_at(page)


def test_a_guest_without_scripts_reads_and_copies(guest: Guest, office: AlertsOffice) -> None:
    alert = make_alert(office)
    tell(alert)

    page = guest(java_script_enabled=False).go(f"/a/{office.network.code}/")
    page.get_by_role("link", name="A false abogado asks for 500 dollars").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A false abogado asks for 500 dollars")
    page.get_by_role("link", name="It happened to me too").click()
    press(page.get_by_role("button", name="It happened to me too"))
    expect(page.get_by_role("status")).to_contain_text("It was counted.")
    page.get_by_role("link", name="Back to the warning").click()
    page.get_by_role("link", name="Answer here.").click()
    page.get_by_label("What is wrong").fill("That number is not ours.")
    press(page.get_by_role("button", name="Send"))
    expect(page.get_by_role("status")).to_contain_text("Your answer arrived.")
    page.get_by_role("link", name="All warnings").click()
    page.get_by_role("link", name="A false abogado asks for 500 dollars").click()
    page.get_by_role("link", name="Pass it on as a message").click()
    expect(page.get_by_role("textbox").first).to_have_value(re.compile(r"^\*A false abogado"))
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)


def test_one_tap_copies_the_text(guest: Guest, office: AlertsOffice) -> None:
    alert = make_alert(office)
    tell(alert)
    page = guest(permissions=["clipboard-read", "clipboard-write"]).go(
        f"/a/{office.network.code}/{alert.code}/text/"
    )

    page.get_by_role("button", name="Copy").first.click()

    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("textarea").first.input_value()


def test_kreyol_is_not_passed_off_as_translated(guest: Guest, office: AlertsOffice) -> None:
    alert = make_alert(office)
    tell(alert)

    page = guest(language="ht").go(f"/a/{office.network.code}/{alert.code}/")

    expect(page.get_by_role("heading", level=1)).to_contain_text("[en]")
