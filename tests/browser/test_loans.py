"""Loans and the shared tablet in a browser: every page accessible and narrow; back shows a guest nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Membership
from schedules.models import LentDevice, Loan
from shelters.models import Household
from tests.browser.conftest import Town, Visiting, press, width_too_much
from tests.browser.looking import findings_light_and_dark, shoot, tour
from tests.factories.appointments import ProgrammeFactory
from tests.factories.schedules import LentDeviceFactory, LoanFactory


@pytest.fixture
def tablet(town: Town) -> LentDevice:
    """Stays in the house, and nobody has it."""
    device: LentDevice = LentDeviceFactory(shelter=town.norte, label="Tableta 1", is_shared=True)
    return device


@pytest.fixture
def family(town: Town) -> Household:
    """Lives in the house."""
    return Household.objects.filter(organization=town.norte.organization).earliest("opened_at")


@pytest.fixture
def late(town: Town, family: Household) -> Loan:
    """Should be back since yesterday."""
    device = LentDeviceFactory(shelter=town.norte, kind="power_bank", label="Batería " + "x" * 16)
    begun = timezone.now() - timedelta(days=1)
    loan: Loan = LoanFactory(
        device=device, household=family, handed_at=begun, due_at=begun + timedelta(hours=2)
    )
    return loan


def test_the_pages_are_accessible_and_narrow(
    visit: Visiting, town: Town, tablet: LentDevice, family: Household, late: Loan
) -> None:
    unwiped = LentDeviceFactory(shelter=town.norte, kind="phone", label="Teléfono 2", is_wiped=False)
    out = LoanFactory(
        device=LentDeviceFactory(shelter=town.norte, label="Tableta 3"), handed_by=town.volunteer
    )
    desk, boss = town.volunteer, town.coordinator
    house = f"/loans/houses/{town.norte.pk}/"
    pages: dict[str, tuple[Membership, str]] = {
        "first page": (desk, "/admin/"),
        "loans": (desk, house),
        "ready": (desk, f"/loans/devices/{tablet.pk}/"),
        "out": (desk, f"/loans/devices/{out.device_id}/"),
        "late": (desk, f"/loans/devices/{late.device_id}/"),
        "to wipe": (desk, f"/loans/devices/{unwiped.pk}/"),
        "devices": (boss, f"{house}devices/"),
        "change": (boss, f"/loans/devices/{tablet.pk}/change/"),
        "labels": (desk, f"{house}labels/"),
        "turn over": (desk, f"/loans/devices/{tablet.pk}/turn-over/"),
        "household": (desk, f"/households/{family.pk}/"),
        "resting": (desk, "/tablet/rest/"),
        "left": (desk, "/tablet/leave/"),
    }

    assert tour(visit, pages) == {}


def test_a_device_and_a_code_are_a_loan(
    visit: Visiting, town: Town, tablet: LentDevice, family: Household
) -> None:
    page = visit(town.volunteer).go(f"/loans/houses/{town.norte.pk}/")

    page.get_by_label("Code of a household").fill(str(family))
    press(page.get_by_role("button", name="Hand out"))

    expect(page.get_by_role("link", name="Tableta 1")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_back_shows_nothing_of_what_a_guest_read(
    visit: Visiting, town: Town, tablet: LentDevice, family: Household, scripts: bool
) -> None:
    ProgrammeFactory(
        organization=town.norte.organization,
        network=town.norte.organization.network,
        name_en="Refugee office",
        name_es="Oficina",
    )
    page = visit(town.volunteer, color_scheme="light", java_script_enabled=scripts).go(
        f"/loans/devices/{tablet.pk}/turn-over/"
    )
    page.get_by_label("Code of a household").fill(str(family))
    press(page.get_by_role("button", name="Sign me out and turn it over"))
    expect(page.get_by_role("heading", name="Official channels")).to_be_visible()
    page.get_by_text("Refugee office").click()
    assert str(family) not in page.content()
    if scripts:
        assert findings_light_and_dark(page) == []
        assert width_too_much(page) <= 0
        shoot(page, "guest")

    press(page.get_by_role("link", name="Leave quickly"))
    expect(page.get_by_text("Refugee office")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("button", name="Go on reading")).to_be_visible()
    assert "Refugee office" not in page.content()
    page.go_back()
    page.go_back()

    assert "Refugee office" not in page.content()
    assert str(family) not in page.content()
    assert not page.get_by_role("button", name="Sign me out and turn it over").is_visible()
