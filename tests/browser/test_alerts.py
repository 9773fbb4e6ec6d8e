"""J4 in a browser with four organizations: two report, the office drafts, another house checks, all read."""

from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from accounts.models import Membership
from accounts.rights import Role
from alerts.actions import answers, digests
from alerts.models import Alert, FraudReport
from tests.alerts.letters import reader
from tests.alerts.moderating import published, told, waiting
from tests.browser.conftest import Town, Visiting, press
from tests.browser.looking import wrong_with
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.alerts import AlertsOfficeFactory

SPANISH = ("Un falso abogado pide 500 dólares", "Promete una cita en 48 horas.", "No pague nada.")


@pytest.fixture
def moderator(town: Town) -> Membership:
    """Works in the office that keeps the alerts: a fourth organization."""
    cache.clear()
    house = OrganizationFactory(network=town.norte.organization.network, name="Oficina de alertas")
    AlertsOfficeFactory(organization=house)
    return MembershipFactory(organization=house, role=Role.MODERATOR)


def report(page: Page, number: str) -> None:
    """What a volunteer types when a guest has told of it."""
    page.get_by_text("False lawyer", exact=True).click()
    page.get_by_label("Numbers, accounts or links").fill(number)
    page.get_by_label("How much do they ask?").fill("500")
    press(page.get_by_role("button", name="Send the report"))


def draft(page: Page) -> None:
    """From the heap on the desk to a second person."""
    press(page.get_by_role("link", name="Draft an alert from this"))
    page.get_by_label("How sure").select_option("confirmed")
    page.get_by_label("Days until it ends").fill("90")
    press(page.get_by_role("button", name="Save"))
    press(page.get_by_role("link", name="Write Español"))
    for label, text in zip(("Headline", "What is said or promised", "What to do"), SPANISH, strict=True):
        page.get_by_label(label).fill(text)
    press(page.get_by_role("button", name="Save"))
    press(page.get_by_role("button", name="Give it to a second person"))


def test_a_fake_lawyer_moves_from_a_to_b(visit: Visiting, town: Town, moderator: Membership) -> None:
    report(visit(town.volunteer).go("/alerts/report/"), "664 555 4471")
    report(visit(town.neighbour).go("/alerts/report/"), "+52 1 664 555 4471")
    desk = visit(moderator).go("/alerts/desk/")
    expect(desk.get_by_text("2 independent organizations")).to_be_visible()
    draft(desk)

    checking = visit(town.counter).go("/admin/")
    press(checking.get_by_role("link", name="Open the alerts"))
    press(checking.get_by_role("link", name=SPANISH[0]))
    checking.get_by_label("I can read this language").check()
    press(checking.get_by_role("button", name="Publish now"))
    alert = Alert.objects.get()
    at_b = visit(town.neighbour).go("/alerts/check/")
    at_b.get_by_label("Number, account or address").fill("(664) 555-4471")
    press(at_b.get_by_role("button", name="Check"))

    expect(at_b.locator("#answer")).to_contain_text(SPANISH[0])
    public = visit(town.city, language="es").go(f"/a/{alert.network.code}/{alert.code}/")
    expect(public.get_by_role("heading", level=1)).to_have_text(SPANISH[0])
    for page in (at_b, public, checking):
        assert "Casa Norte" not in page.locator("main").inner_text()

    desk.reload()
    desk.get_by_label("Why it is put under review").fill("somebody complained")
    press(desk.get_by_role("button", name="Put under review"))
    public.reload()
    assert SPANISH[0] not in public.content()
    desk.get_by_label("Why it is withdrawn").fill("it was an error")
    press(desk.get_by_role("button", name="Withdraw for good"))
    assert Alert.objects.get().state == "withdrawn"
    assert set(FraudReport.objects.values_list("is_verified", flat=True)) == {False}


def test_who_drafts_a_myth_is_not_asked_how_sure(visit: Visiting, moderator: Membership) -> None:
    page = visit(moderator).go("/alerts/desk/new/")
    asked = page.get_by_label("How sure")

    seen = {}
    for kind in ("fraud", "myth", "rumour", "notice", "fraud"):
        page.get_by_label("Kind").select_option(kind)
        seen[kind] = asked.is_visible()

    assert seen == {"fraud": True, "myth": False, "rumour": True, "notice": False}


def test_the_pages_are_accessible_and_narrow(
    visit: Visiting, town: Town, moderator: Membership, settings: Any
) -> None:
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "mail.example", "posada@mail.example"
    wish = reader(moderator)
    told(town.neighbour, words="Dice que consigue una cita en 48 horas.")
    told(town.counter, number="+52 1 664 555 4471")
    alert = published(moderator, town.neighbour, beware=["664 555 9999", "facebook.com/citas.rapidas"])
    later = waiting(moderator, beware=["@tramites_rapidos_y_seguros_de_la_frontera"])
    answers.reply(alert.network, alert.code, words="El número es de mi despacho.", way="664 555 0000")
    first = FraudReport.objects.first()
    pages = {
        "desk": "/alerts/desk/",
        "alert": f"/alerts/desk/{alert.pk}/",
        "draft": f"/alerts/desk/new/?report={first.pk if first else ''}",
        "words": f"/alerts/desk/{later.pk}/words/en/",
        "review": f"/alerts/desk/{later.pk}/review/",
        "reply": f"/a/{alert.network.code}/{alert.code}/reply/",
        "letters": "/alerts/letters/",
        "stop": f"/alerts/letters/stop/{digests.stop_link(wish)}/",
    }
    wrong: dict[tuple[str, int], list[str]] = {}

    for width in (360, 1280):
        here = visit(moderator, width=width, color_scheme="light")
        for name, address in pages.items():
            wrong[name, width] = wrong_with(here.go(address), f"{name}-{width}")

    assert {where: found for where, found in wrong.items() if found} == {}
