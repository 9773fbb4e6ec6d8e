"""What is wrong with a page that is shown: for everybody who reads it otherwise, and for narrow screens."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from accounts.models import Membership
from tests.browser.conftest import Visit, Visiting, width_too_much

HEAVIEST = 200_000  # bytes of HTML before compression
# It must not fetch sheets itself: the policy forbids it. And it need not name what is good.
USUAL = {"preload": False, "resultTypes": ["violations"], "selectors": False}


def findings(page: Page, **options: Any) -> list[str]:
    """What axe finds, each with the element."""
    page.wait_for_load_state()
    found: list[Any] = Axe().run(page, options={**USUAL, **options}).response["violations"]
    return [f"{one['id']}: {json.dumps([node['html'][:120] for node in one['nodes'][:3]])}" for one in found]


def findings_light_and_dark(page: Page) -> list[str]:
    """Everything by day; at night the colours again, which is all that changes."""
    page.emulate_media(color_scheme="light")
    by_day = findings(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")  # colours at once
    return by_day + [f"dark {each}" for each in findings(page, runOnly=["color-contrast"])]


def wider(page: Page) -> list[str]:
    """Whether it is wider than the screen."""
    wide = width_too_much(page)
    return [f"{wide} px wider than the screen"] if wide > 0 else []


def shoot(page: Page, name: str) -> None:
    """For whoever wants to look: POSADA_TEST_SHOTS names a folder."""
    folder = os.environ.get("POSADA_TEST_SHOTS")
    for scheme in ("light", "dark") if folder else ():
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.screenshot(path=Path(folder or "") / f"{name.replace(' ', '-')}-{scheme}.png", full_page=True)


def wrong_with(page: Page, name: str) -> list[str]:
    """What axe finds by day and at night, and whether it is too wide."""
    found = [*findings_light_and_dark(page), *wider(page)]
    shoot(page, name)
    return found


def tour(
    visit: Visiting, pages: Mapping[str, tuple[Membership, str]], *, width: int = 360
) -> dict[str, list[str]]:
    """Look at these pages, each member in one browser; what is wrong with which."""
    browsers: dict[Any, Visit] = {}
    wrong = {}
    for name, (member, path) in pages.items():
        if member.pk not in browsers:
            browsers[member.pk] = visit(member, color_scheme="light", width=width)
        page = browsers[member.pk].go(path)
        wrong[name] = wrong_with(page, f"{name}-{width}")
        if len(page.content().encode()) > HEAVIEST:
            wrong[name].append("too heavy")
    return {name: found for name, found in wrong.items() if found}
