"""Who goes out tomorrow, on a phone, on a desk and on paper: two sheets at most, in black and white."""

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

from appointments.models import Reminder
from shelters.models import Household
from tests.browser.conftest import Town, Visiting, press, width_too_much
from tests.browser.looking import findings, findings_light_and_dark
from tests.browser.test_papers import pages
from tests.factories.appointments import (
    AppointmentFactory,
    DutyFactory,
    ProgrammeFactory,
    ProgrammePlaceFactory,
    TrackingFactory,
)
from tests.factories.shelters import make_household

DAY = date(2026, 11, 22)  # the day after the evening of the clock in conftest.py
FAMILIES = 60
HELP = ["not_needed", "needed", "found"]


@pytest.fixture
def k7(town: Town) -> Household:
    """A family of Casa Norte with two appointments, one of them without the last child, among many others."""
    house = town.norte.organization
    bridge = ProgrammeFactory(
        organization=house,
        name_en="Screening at the bridge",
        name_es="Cita en la garita",
        help_line="800 000",
    )
    clinic = ProgrammeFactory(organization=house, name_en="Clinic", name_es="Clínica", kind="clinic")
    gate = ProgrammePlaceFactory(programme=bridge, name="Puerta El Chaparral", sign="bridge")
    nine = datetime.combine(DAY, time(9), ZoneInfo("America/Tijuana"))
    k7: Household = Household.objects.filter(organization=house).earliest("opened_at")
    AppointmentFactory(
        household=k7, programme=bridge, place=gate, starts_at=nine, covers=list(k7.persons.all())[:-1],
        interpreter="needed", interpreter_language="ht", needs_charging=True,
    )  # fmt: skip
    AppointmentFactory(household=k7, programme=clinic, starts_at=nine + timedelta(days=2))
    for number in range(FAMILIES - 1):
        AppointmentFactory(
            household=make_household(house, "woman", "child"),
            programme=(bridge, clinic)[number % 2],
            starts_at=nine + timedelta(minutes=5 * number - 120),
            zone=("America/Tijuana", "America/Mexico_City")[number % 2],
            companion=HELP[number % 3],
        )
    Reminder.objects.create(organization=house, household=k7, on=DAY - timedelta(days=1))
    return k7


def paths_of(town: Town, k7: Household) -> dict[str, str]:
    return {
        "tomorrow": f"/tomorrow/?day={DAY}", "week": "/tomorrow/week/", "told": "/tomorrow/told/",
        "houses": "/tomorrow/houses/", "paper": f"/tomorrow/paper/?day={DAY}",
        "sheet": f"/households/{k7.pk}/sheet/",
    }  # fmt: skip


def troubles(page: Page, *, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 740})
    page.emulate_media(color_scheme="light")
    found = findings_light_and_dark(page) if width == 360 else findings(page)
    wide = width_too_much(page)
    return [*found, *([f"{wide} px wider than the screen"] if wide > 0 else [])]


def test_every_list_and_paper_is_accessible(visit: Visiting, town: Town, k7: Household) -> None:
    wrong = {}
    tab = visit(town.coordinator, color_scheme="light")
    for name, path in paths_of(town, k7).items():
        tab.go(path)
        found = {width: troubles(tab.page, width=width) for width in (360, 1280)}
        wrong |= {f"{name} {width}": told for width, told in found.items() if told}

    assert wrong == {}


def test_the_lists_run_from_right_to_left(visit: Visiting, town: Town, k7: Household, settings: Any) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]
    k7.language = "ar"
    k7.save()
    tab = visit(town.coordinator, language="ar")
    for path in paths_of(town, k7).values():
        page = tab.go(path)

        assert page.locator("main, #main").first.evaluate("e => getComputedStyle(e).direction") == "rtl"
        assert width_too_much(page) <= 0


def test_sixty_families_fit_on_two_sheets_and_one_family_on_one(
    visit: Visiting, town: Town, k7: Household, tmp_path: Path
) -> None:
    tab = visit(town.coordinator, width=1280)
    paths = paths_of(town, k7)
    counts = {}
    for name in ("paper", "sheet"):
        page = tab.go(paths[name])
        pdf = page.pdf(prefer_css_page_size=True)
        (tmp_path / f"{name}.pdf").write_bytes(pdf)
        counts[name] = pages(pdf)
        if name == "paper":
            assert page.locator("tbody tr").count() == FAMILIES

    assert counts["sheet"] == 1
    assert counts["paper"] <= 2


def test_two_appointments_and_a_weekly_duty_are_one_sheet_in_every_language(
    visit: Visiting, town: Town, k7: Household, tmp_path: Path
) -> None:
    comar = ProgrammeFactory(organization=k7.organization, name_en="COMAR: sign", name_es="COMAR: firma")
    office = ProgrammePlaceFactory(programme=comar, name="Oficina de la COMAR, ventanilla 4")
    tracking = TrackingFactory(household=k7, programme=comar)
    DutyFactory(tracking=tracking, first_on=DAY - timedelta(days=22), at=time(9), place=office)
    tab = visit(town.coordinator, width=1280)
    counts = {}
    for language in ("en", "es", "ht"):
        page = tab.go(f"/households/{k7.pk}/sheet/?language={language}")
        assert page.locator(".days li").count() == 5
        pdf = page.pdf(prefer_css_page_size=True)
        (tmp_path / f"{language}.pdf").write_bytes(pdf)
        counts[language] = pages(pdf)

    assert counts == {"en": 1, "es": 1, "ht": 1}


def test_a_calendar_is_made_and_shown_once(visit: Visiting, town: Town, k7: Household) -> None:
    page = visit(town.coordinator).go(f"/households/{k7.pk}/")
    page.get_by_text("Calendar link for the family's telephone").click()
    press(page.get_by_role("button", name="Make the address"))

    address = page.get_by_label("Address of the calendar").input_value()
    assert re.search(r"/calendar/[\w-]{32}\.ics$", address)
    assert troubles(page, width=360) == []
