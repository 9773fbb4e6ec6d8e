"""The room board by keyboard and by tap."""

import re

import pytest
from playwright.sync_api import expect

from shelters.models import Bed, Stay
from tests.browser.conftest import Town, Visiting, press

pytestmark = pytest.mark.usefixtures("town")


def test_a_person_is_moved_by_keyboard(visit: Visiting, town: Town) -> None:
    stay = Stay.objects.filter(bed__room__name="Familias-1").earliest("bed__label")
    target = Bed.objects.free().get(room__name="Familias-1", label="1")
    page = visit(town.volunteer, width=1280).go(f"/board/{town.norte.pk}/")

    page.locator(f"#bed-{stay.bed_id}").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("is picked up. Choose a free bed.")
    page.locator(f"#bed-{stay.bed_id}").focus()
    for _step in range(int(stay.bed.label) - 1):  # type: ignore[union-attr]  # this house has rooms
        page.keyboard.press("ArrowLeft")
    expect(page.locator(f"#bed-{target.pk}")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("Moved to bed 1.")

    assert Stay.objects.in_use().get(person=stay.person).bed == target


def test_escape_cancels_a_move(visit: Visiting, town: Town) -> None:
    stay = Stay.objects.filter(bed__room__name="Familias-1").earliest("bed__label")
    page = visit(town.volunteer, width=1280).go(f"/board/{town.norte.pk}/")

    page.locator(f"#bed-{stay.bed_id}").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#move-form")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator("#said")).to_have_text("Cancelled. Nobody was moved.")
    expect(page.locator("#move-form")).to_have_count(0)


def test_moving_one_person_to_another_room_asks_who_is_with_whom(visit: Visiting, town: Town) -> None:
    stay = Stay.objects.get(bed__room__name="Familias-1", person__number=1)
    target = Bed.objects.free().filter(room__name="Familias-2").first()
    assert target is not None
    page = visit(town.coordinator).go(f"/board/{town.norte.pk}/")

    page.locator(f"#bed-{stay.bed_id}").click()
    press(page.get_by_role("link", name="Move this person"))
    press(page.locator(f"#bed-{target.pk}"))
    expect(page.get_by_role("heading", name="Who sleeps with whom")).to_be_visible()
    press(page.get_by_role("button", name="Yes, they sleep like this"))

    expect(page).to_have_url(re.compile(rf"/board/{town.norte.pk}/$"))
    assert Stay.objects.in_use().get(person=stay.person).bed == target


def test_a_bed_goes_out_of_service_by_tap(visit: Visiting, town: Town) -> None:
    bed = Bed.objects.free().filter(room__name="Familias-1").first()
    assert bed is not None
    page = visit(town.volunteer).go(f"/board/{town.norte.pk}/")

    page.locator(f"#bed-{bed.pk}").click()
    page.get_by_label("Take out of service").select_option("broken")
    page.get_by_label("Because of").select_option("repair")
    press(page.get_by_role("button", name="Save"))

    expect(page.locator(f"#bed-{bed.pk}")).to_contain_text("broken")


def test_volunteers_read_no_codes_on_the_tiles(visit: Visiting, town: Town) -> None:
    code = Stay.objects.latest("pk").household.code[:4]

    expect(visit(town.volunteer).go(f"/board/{town.norte.pk}/").locator("#tiles")).not_to_contain_text(code)
    expect(visit(town.coordinator).go(f"/board/{town.norte.pk}/").locator("#tiles")).to_contain_text(code)


def test_the_board_refreshes_itself(visit: Visiting, town: Town) -> None:
    page = visit(town.volunteer).go(f"/board/{town.norte.pk}/")
    bed = Bed.objects.free().filter(room__name="Hombres").earliest("label")
    Bed.objects.filter(pk=bed.pk).update(state=Bed.State.CLEANING)

    expect(page.locator("#tiles")).to_have_attribute("hx-trigger", "every 10s")
    expect(page.locator(f"#bed-{bed.pk}")).to_contain_text("cleaning")
