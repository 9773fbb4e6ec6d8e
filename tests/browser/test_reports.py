"""Telling of a fraud in a real browser: at the desk, in public without a script; the paper; the figures."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from alerts.models import FraudReport, ReportedPoint
from tests.browser.conftest import Town, Visit, Visiting, press
from tests.browser.looking import wrong_with
from tests.factories.alerts import AlertsOfficeFactory, FraudReportFactory


@pytest.fixture(autouse=True)
def office(town: Town) -> None:
    cache.clear()
    AlertsOfficeFactory(organization=town.este.organization)


def fill(page: Page, words: str) -> None:
    page.get_by_text("False lawyer").click()
    page.get_by_text("At the door of a shelter").click()
    page.get_by_label("Numbers, accounts or links").fill("+52 1 664 555 4471\n@citas.rapidas")
    page.get_by_label("How much do they ask?").fill("500")
    page.get_by_label("What do they say or promise?").fill(words)


def test_the_desk_takes_a_report_and_prints_a_receipt(visit: Visiting, town: Town) -> None:
    page = visit(town.volunteer).go("/admin/")
    press(page.get_by_role("link", name="Report a fraud"))
    fill(page, "He says his name is Ana Canario and promises an appointment.")
    press(page.get_by_role("button", name="Send the report"))

    expect(page.locator("mark")).to_contain_text("Ana Canario")
    page.get_by_label("None of it is the name").check()
    press(page.get_by_role("button", name="Send the report"))

    expect(page.get_by_text("Thank you. It was received.")).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    assert (FraudReport.objects.get().may_hold_names, ReportedPoint.objects.count()) == (True, 2)


def test_everybody_tells_without_a_script_and_takes_it_back(
    browser: Browser, live_server: Any, town: Town
) -> None:
    options: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "java_script_enabled": False}
    guest = Visit(browser.new_context(**options, locale="en-US"), live_server.url)
    code = town.norte.organization.network.code
    page = guest.go(f"/a/{code}/tell/")
    fill(page, "Promises an appointment.")
    press(page.get_by_role("button", name="Send the report"))
    receipt = page.locator(".receipt-code").inner_text()

    page = guest.go(f"/a/{code}/receipt/")
    page.get_by_label("Code on the receipt").fill(receipt.lower())
    press(page.get_by_role("button", name="Take the report back"))
    press(page.get_by_role("button", name="Take it back"))

    expect(page.get_by_text("The report was taken back.")).to_be_visible()
    assert FraudReport.objects.get().state == "withdrawn"
    assert guest.complaints == []
    page.context.close()


def test_pages_of_reports_are_accessible_and_narrow(visit: Visiting, town: Town) -> None:
    here = town.este.organization
    for days, number in ((40, 14), (75, 4)):
        day = timezone.now().date() - timedelta(days=days)
        FraudReportFactory.create_batch(number, organization=here, received_on=day)
        FraudReportFactory.create_batch(11, organization=here, received_on=day, tactic="notario", area="")
    code = here.network.code
    paths = {
        "desk": "/alerts/report/",
        "tell": f"/a/{code}/tell/",
        "receipt": f"/a/{code}/receipt/",
        "figures": "/alerts/figures/",
    }
    wrong: dict[tuple[str, int], list[str]] = {}

    for width in (360, 1280):
        seen = visit(town.coordinator, width=width, color_scheme="light")
        for name, path in paths.items():
            page = seen.go(path)
            wrong[name, width] = wrong_with(page, f"{name}-{width}")
        page = seen.go(f"/a/{code}/tell/")
        fill(page, "Me llamo Ana Canario.")
        press(page.get_by_role("button", name="Send the report"))
        wrong["marked", width] = wrong_with(page, f"marked-{width}")
        page.get_by_label("None of it is the name").check()
        press(page.get_by_role("button", name="Send the report"))
        wrong["paper", width] = wrong_with(page, f"paper-{width}")
        page.context.close()

    assert {name: found for name, found in wrong.items() if found} == {}
