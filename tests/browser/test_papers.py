"""Pages that are printed: readable for everybody on the screen, and one sheet where that is promised."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser

from privacy import sealed
from shelters.models import Household
from shelters.web.papers import PAPERS
from tests.browser.conftest import Town, Visiting, press
from tests.browser.looking import findings, findings_light_and_dark, wider
from tests.factories.shelters import make_household

MOST_REQUESTS = 3  # field-guide R17: the page, one sheet of style, the drawing of the tab
MOST_BYTES = 50_000


def family_of(town: Town) -> Household:
    found: Household = Household.objects.filter(organization=town.norte.organization).latest("opened_at")
    return found


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_papers_are_accessible(visit: Visiting, town: Town) -> None:
    kept = f"/households/{family_of(town).pk}/kept/"
    paths = [kept, "/papers/", "/keeps/", *(f"/papers/{kind}/?language=en" for kind in PAPERS)]
    wrong = {}
    tab = visit(town.coordinator, color_scheme="light")
    page = tab.page
    for path in paths:
        page.set_viewport_size({"width": 360, "height": 740})
        page.emulate_media(color_scheme="light")
        tab.go(path)
        found = [*findings_light_and_dark(page), *wider(page)]
        page.set_viewport_size({"width": 1280, "height": 900})
        found += [*findings(page), *wider(page)]
        if found:
            wrong[path] = found

    assert wrong == {}


def test_the_public_page_is_light_and_needs_no_script(browser: Browser, live_server: Any, town: Town) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    answers: list[Any] = []

    def note(answer: Any) -> None:
        answers.append(answer)

    page.on("response", note)
    page.goto(live_server.url + "/keeps/?language=es", wait_until="networkidle")

    assert len(answers) <= MOST_REQUESTS
    assert {answer.url.split("/")[2] for answer in answers} == {live_server.url.split("/")[2]}
    assert sum(len(answer.body()) for answer in answers) < MOST_BYTES
    assert page.locator("h1").inner_text() != ""
    context.close()


def test_arabic_readers_get_the_public_page_from_right_to_left(
    visit: Visiting, town: Town, settings: Any
) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]

    page = visit(town.coordinator).go("/keeps/?language=ar")

    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert [*findings(page), *wider(page)] == []


@pytest.fixture
def large_family(town: Town) -> Household:
    """Eight persons who want everything to be kept that can be kept, as long as it may be."""
    people = ["woman", "man", "lgbtq", "adult", "teen", "child", "baby", "baby"]
    household = make_household(town.norte.organization, *people)
    for person in household.persons.all():
        person.lower = person.quiet = person.ground_floor = True
        sealed.write(person, "called_name", f"María Guadalupe del Carmen y de {person.number}", day=None)
        person.save()
    sealed.write(
        household, "notes", "Necesita una cama abajo, cerca del baño, y un cuarto tranquilo. " * 7, day=None
    )
    sealed.write(household, "contact_way", "la prima Yesenia, en la panadería de la esquina", day=None)
    household.save()
    return household


@pytest.mark.parametrize("language", ["es", "en", "ht"])
def test_the_paper_of_a_household_is_one_sheet(
    visit: Visiting, town: Town, large_family: Household, language: str
) -> None:
    Household.objects.filter(pk=large_family.pk).update(language=language)
    page = visit(town.volunteer).go(f"/households/{large_family.pk}/kept/?house=on&words=on")

    assert page.locator("main").get_attribute("lang") == language
    assert "María Guadalupe" in page.locator("main").inner_text()
    assert pages(page.pdf(prefer_css_page_size=True)) == 1


def test_the_household_leads_to_its_paper(visit: Visiting, town: Town) -> None:
    page = visit(town.volunteer).go(f"/households/{family_of(town).pk}/")
    press(page.get_by_role("link", name="What we keep about this family"))
    page.wait_for_url("**/kept/")

    assert page.get_by_role("heading", level=1).inner_text() == "What we keep about you"
    page.get_by_label("Language").select_option("es")
    press(page.get_by_role("button", name="Show"))
    page.wait_for_url("**language=es")
    assert page.locator("main").get_attribute("lang") == "es"
