"""The pictures of the README, made again by `make screenshots`. Not part of the suite: it asserts nothing."""

from pathlib import Path

from tests.browser.conftest import Town, Visiting, press
from tests.browser.test_desk import answer, find

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"


def test_pictures(visit: Visiting, town: Town) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for width, device in ((390, "phone"), (1200, "desktop")):
        page = visit(town.volunteer, width=width).go("/desk/")
        answer(page)
        page.evaluate("window.scrollTo(0, 0)")
        page.screenshot(path=FOLDER / f"desk-{device}.png")
        find(page)
        page.screenshot(path=FOLDER / f"places-{device}.png")
        press(page.get_by_role("link", name="Change the answers"))
        press(page.get_by_role("button", name="Clear the answers"))
        visit(town.coordinator, width=width).go(f"/board/{town.norte.pk}/").screenshot(
            path=FOLDER / f"board-{device}.png"
        )
        visit(town.coordinator, width=width).go("/admin/").screenshot(path=FOLDER / f"dashboard-{device}.png")
