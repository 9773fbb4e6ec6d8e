"""Wi-Fi on a phone, on a desk and on paper: strips for a whole turn fit on a few sheets."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, expect

from schedules.models import Amenity
from tests.browser.conftest import PATIENCE, Town, Visiting, press, width_too_much
from tests.browser.looking import findings, findings_light_and_dark
from tests.browser.test_papers import pages
from tests.factories.schedules import AmenityFactory, WindowFactory
from tests.schedules.wifi import made, router_of, window_now

SEATS = 35
STRIPS_A_SHEET = 16


@pytest.fixture
def link(town: Town) -> Amenity:
    """The link of Casa Norte: a turn that goes on, and one after it."""
    link: Amenity = AmenityFactory(shelter=town.norte, kind="wifi", name="Casa-Invitados", seats=SEATS)
    window = window_now(link)
    made(window, by=town.coordinator)
    WindowFactory(
        amenity=link, starts_at=window.ends_at, ends_at=window.ends_at + timedelta(hours=1), day=window.day
    )
    router_of(link, by=town.coordinator)
    return link


def test_the_pages_are_accessible(visit: Visiting, town: Town, link: Amenity) -> None:
    day = f"{link.windows.earliest('starts_at').day}"
    prefix = link.routers.get().prefix
    paths = [f"/wifi/?day={day}", "/wifi/routers/", f"/wifi/{link.pk}/strips/?day={day}",
             f"/captive/{prefix}/portal/"]  # fmt: skip
    wrong: dict[str, list[str]] = {}
    tab = visit(town.coordinator, color_scheme="light")
    for path in paths:
        for width in (360, 1280):
            tab.page.set_viewport_size({"width": width, "height": 740})
            tab.page.emulate_media(color_scheme="light")
            page = tab.go(path)
            trouble = findings_light_and_dark(page) if width == 360 else findings(page)
            wide = width_too_much(page)
            if trouble or wide > 0:
                wrong[f"{path} {width}"] = [*trouble, f"{wide} px too wide"]

    assert wrong == {}


def test_a_volunteer_makes_strips_and_exchanges_one(visit: Visiting, town: Town, link: Amenity) -> None:
    day = f"{link.windows.earliest('starts_at').day}"
    page = visit(town.volunteer).go(f"/wifi/?day={day}")

    press(page.get_by_role("button", name="Make 35 vouchers"))
    expect(page.get_by_text("35 vouchers were made.")).to_be_visible()
    press(page.get_by_role("link", name="Print 70 strips"))
    words = page.locator(".strip-word").all_inner_texts()
    assert len(set(words)) == 2 * SEATS
    press(page.get_by_role("link", name="Back to the Wi-Fi"))
    page.get_by_label("A strip does not work?").fill(words[0].lower())
    press(page.get_by_role("button", name="Exchange"))

    assert page.locator(".strip-word").inner_text() not in words


def test_the_strips_of_a_turn_fit_on_three_sheets(
    visit: Visiting, town: Town, link: Amenity, tmp_path: Path
) -> None:
    day = f"{link.windows.earliest('starts_at').day}"
    page = visit(town.coordinator, width=1280).go(f"/wifi/{link.pk}/strips/?day={day}")

    pdf = page.pdf(prefer_css_page_size=True)
    (tmp_path / "strips.pdf").write_bytes(pdf)

    assert page.locator(".strip").count() == SEATS
    assert pages(pdf) == -(-SEATS // STRIPS_A_SHEET)


def test_a_telephone_without_scripts_opens_the_wifi(
    browser: Browser, live_server: Any, town: Town, link: Amenity
) -> None:
    voucher = link.vouchers.earliest("number")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 640})
    context.set_default_timeout(PATIENCE)
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": live_server.url}
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(f"{live_server.url}/captive/{link.routers.get().prefix}/portal/")

    page.get_by_label("Word of your voucher").fill("0000 0000 0")
    press(page.get_by_role("button", name="Open the Wi-Fi"))
    expect(page.get_by_role("alert")).to_contain_text("This voucher does not open this Wi-Fi.")
    page.get_by_label("Word of your voucher").fill(voucher.code.lower())
    press(page.get_by_role("button", name="Open the Wi-Fi"))

    told = page.get_by_role("status").inner_text()
    assert re.search(r"good until \d\d:\d\d", told)
    assert timezone.now() < voucher.window.ends_at
    context.close()
