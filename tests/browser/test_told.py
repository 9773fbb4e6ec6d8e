"""What staff see while a page is open: published, hidden, put away; with sockets, and without a script."""

import os
from pathlib import Path

import pytest
from django.utils.translation import gettext, override
from playwright.sync_api import Page, expect

from accounts.models import Membership, Organization
from accounts.rights import Role
from alerts.actions import recordings
from alerts.models import Alert
from tests.alerts import sounds
from tests.alerts.moderating import WORDS, published, waiting
from tests.browser.conftest import Opening, press, width_too_much, with_socket
from tests.browser.looking import findings_light_and_dark
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.alerts import AlertsOfficeFactory


@pytest.fixture
def moderator(house: Organization) -> Membership:
    """Works in the office that keeps the alerts."""
    office = OrganizationFactory(network=house.network, name="Oficina de alertas")
    AlertsOfficeFactory(organization=office)
    return MembershipFactory(organization=office, role=Role.MODERATOR)


@pytest.fixture
def second(house: Organization) -> Membership:
    return MembershipFactory(
        organization=OrganizationFactory(network=house.network, name="Templo Este"), role=Role.COORDINATOR
    )


MET_AGAIN = "Kept: your organization met it again today. Nobody learns which one it was."
FALSE_ALARM = (
    "Kept: your organization says today that it is a false alarm. Nobody learns which one it was. "
    "The office looks at it again."
)


def in_spanish(text: str) -> str:
    """As the page of these tests says it."""
    with override("es"):
        return gettext(text)


def shot(page: Page, name: str) -> None:
    if os.environ.get("A_SHOTS"):
        page.screenshot(path=Path(os.environ["A_SHOTS"]) / f"{name}.png", full_page=True)


def test_an_open_page_shows_what_is_published_and_what_is_taken_back(
    opening: Opening,
    sockets: str,
    desk: Membership,
    moderator: Membership,
    second: Membership,
) -> None:
    alert = waiting(moderator)
    page = with_socket(opening(desk, address=sockets, language="es"), "/desk/")
    told = page.locator("#told li")
    expect(told).to_have_count(0)

    checking = opening(second, address=sockets).go(f"/alerts/desk/{alert.pk}/review/")
    for box in checking.get_by_role("checkbox").all():
        box.check()
    press(checking.get_by_role("button", name="Publish now"))

    expect(told).to_contain_text(WORDS.headline)
    expect(told).to_contain_text(WORDS.react)
    expect(page.locator("#told [data-part=said]")).to_contain_text(WORDS.react)
    page.locator("#told summary").first.click()
    shot(page, "told-360")
    told.get_by_text(in_spanish("Did you meet this too?")).click()
    press(told.get_by_role("button", name=in_spanish("We met this too")))
    expect(page.get_by_text(in_spanish(MET_AGAIN))).to_be_visible()
    assert alert.sightings.get().kind == "seen"

    hiding = opening(moderator, address=sockets).go(f"/alerts/desk/{alert.pk}/")
    hiding.get_by_label("Why it is put under review").fill("somebody complained")
    press(hiding.get_by_role("button", name="Put under review"))

    expect(told).to_have_class("is-back")
    expect(told).not_to_contain_text(WORDS.headline)
    page.locator("#told summary").first.click()
    told.get_by_role("button").click()
    expect(told).to_have_count(0)


def test_it_stands_there_without_a_script_and_can_be_put_away(
    opening: Opening,
    desk: Membership,
    moderator: Membership,
    second: Membership,
) -> None:
    published(moderator, second)
    page = opening(desk, language="es", java_script_enabled=False).go("/admin/")

    expect(page.locator("#told li")).to_contain_text(WORDS.headline)
    box = page.locator("#told summary").first
    box.click()
    page.get_by_text(in_spanish("Did you meet this too?")).click()
    press(page.get_by_role("button", name=in_spanish("This is a false alarm")))
    expect(page.get_by_text(in_spanish(FALSE_ALARM))).to_be_visible()
    box.click()
    press(page.locator("#told li .told-away button"))

    expect(page.locator("#told li")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1280])
def test_it_is_accessible_and_narrow(
    opening: Opening,
    desk: Membership,
    moderator: Membership,
    second: Membership,
    width: int,
) -> None:
    alert = published(moderator, second)
    kept = recordings.put(alert, "es", sounds.opus(), by=moderator)
    wrong = {}
    pages = {
        "banner": (desk, "/desk/"),
        "recordings": (moderator, f"/alerts/{alert.pk}/recordings/"),
        "alert": (second, f"/alerts/desk/{alert.pk}/"),
    }

    for name, (member, path) in pages.items():
        page = opening(member, language="es", color_scheme="light").go(path)
        page.set_viewport_size({"width": width, "height": 740})
        wrong[name] = [*findings_light_and_dark(page)]
        closed = page.locator("#told").evaluate("box => box.getBoundingClientRect().height")
        if not 24 <= closed <= 110:
            wrong[name].append(f"a banner of {closed} pixels")
        if width_too_much(page) > 0:
            wrong[name].append("too wide")
        shot(page, f"{name}-{width}")

    assert wrong == {name: [] for name in pages}
    assert Alert.objects.get().recordings.get() == kept


def test_a_browser_can_play_what_was_cleaned(
    opening: Opening,
    moderator: Membership,
    second: Membership,
) -> None:
    alert = published(moderator, second)
    recordings.put(alert, "es", sounds.opus(2.0), by=moderator)
    page = opening(moderator).go(f"/alerts/{alert.pk}/recordings/")

    seconds = page.locator("audio").evaluate(
        """async audio => {
            const sound = await (await fetch(audio.src)).arrayBuffer();
            const heard = await new OfflineAudioContext(1, 48000, 48000).decodeAudioData(sound);
            return heard.duration;
        }"""
    )

    assert round(seconds, 1) == 2.0
