"""Shutting a programme down in a browser (J3), duties, and the warning at the state line (J12)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Membership
from accounts.rights import Role
from appointments.actions import duties, shares
from appointments.actions.duties import Rhythm
from appointments.models import Appointment, Closure, Notice, Programme, ProgrammeAct
from shelters.models import Household
from tests.browser.conftest import Town, Visiting, press
from tests.browser.looking import tour, wrong_with
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.appointments import AppointmentFactory, ProgrammeFactory, TrackingFactory
from tests.factories.shelters import make_household


@pytest.fixture
def office(town: Town) -> Membership:
    """Who coordinates the network."""
    organization = OrganizationFactory(network=town.norte.organization.network, kind="partner")
    return MembershipFactory(organization=organization, role=Role.NETWORK_COORDINATOR)


@pytest.fixture
def programme(office: Membership, town: Town) -> Programme:
    """With two appointments of a family in Casa Norte."""
    programme = ProgrammeFactory(
        organization=office.organization, name_en="CBP One", is_tied_to_state=True, leads_to_departure=True
    )
    family = make_household(town.coordinator.organization, "woman", "child")
    for days in (2, 3):
        moment = timezone.now() + timedelta(days=days)
        AppointmentFactory(household=family, programme=programme, starts_at=moment, made_by=town.coordinator)
    TrackingFactory(household=family, programme=programme, state="waiting", begun_in="MX-BCN")
    return programme


def fill(page: Page) -> None:
    """Close it at noon of tomorrow in New York."""
    page.get_by_label("close the programme").check()
    page.get_by_label("From the day").fill(f"{timezone.now() + timedelta(days=1):%Y-%m-%d}")
    page.get_by_label("on the clock of").select_option("America/New_York")
    page.get_by_label("Reason, as the office says it").fill("It ended.")
    press(page.get_by_role("button", name="See what it changes"))


def test_a_programme_is_shut_down_and_taken_back(
    visit: Visiting, town: Town, office: Membership, programme: Programme
) -> None:
    page = visit(office).go(f"/programmes/{programme.pk}/")
    press(page.get_by_role("link", name="Suspend, close, cancel or move for everybody"))
    fill(page)
    expect(page.locator(".big-number")).to_have_text("2")
    press(page.get_by_role("button", name="Yes, for everybody"))
    cancelled = set(Appointment.objects.values_list("status", flat=True))

    press(page.get_by_role("button", name="Take it back"))

    expect(page.get_by_text("taken back", exact=True)).to_be_visible()
    assert cancelled == {"by_programme"}
    assert set(Appointment.objects.values_list("status", flat=True)) == {"confirmed"}


def family_with_a_duty(town: Town, programme: Programme) -> Household:
    """It signs every week, an office is closed then, and the house stands in another state."""
    family = Appointment.objects.first().household  # type: ignore[union-attr]  # the fixture made some
    tracking = family.trackings.get()
    weekly = Rhythm(first_on=timezone.now().date() - timedelta(days=1), zone="America/Tijuana")
    duties.add(tracking, weekly, by=town.coordinator)
    closed = timezone.now().date() + timedelta(days=6)
    Closure.objects.create(
        organization=programme.organization, network=programme.network, programme=programme,
        first_day=closed, last_day=closed,
    )  # fmt: skip
    type(town.norte).objects.filter(pk=town.norte.pk).update(state_code="MX-TAM")
    return family


def test_the_pages_are_accessible_and_narrow(
    visit: Visiting, town: Town, office: Membership, programme: Programme
) -> None:
    family = family_with_a_duty(town, programme)
    wrong: dict[tuple[str, int], list[str]] = {}

    for width in (360, 1280):
        page = visit(office, width=width, color_scheme="light").go(f"/programmes/{programme.pk}/acts/")
        wrong["form", width] = wrong_with(page, f"form-{width}")
        fill(page)
        wrong["preview", width] = wrong_with(page, f"preview-{width}")
        page.context.close()

        page = visit(town.coordinator, width=width, color_scheme="light").go(f"/households/{family.pk}/")
        wrong["household", width] = wrong_with(page, f"household-{width}")
        press(page.get_by_role("link", name="Find places"))
        press(page.get_by_role("button", name="Check in now").first)
        expect(page.locator("#refused")).to_contain_text("tied to the state")
        wrong["line", width] = wrong_with(page, f"line-{width}")
        page.context.close()

    begin = visit(office).go(f"/programmes/{programme.pk}/acts/")
    fill(begin)
    press(begin.get_by_role("button", name="Yes, for everybody"))
    shares.finish_all()
    notice = Notice.objects.get(organization=town.coordinator.organization)
    pages = {
        "act": (office, f"/acts/{ProgrammeAct.objects.get().pk}/"),
        "first page": (town.coordinator, "/admin/"),
        "notice": (town.coordinator, f"/notices/{notice.pk}/"),
        "paper": (town.coordinator, f"/notices/{notice.pk}/paper/"),
        "departures": (town.coordinator, "/departures/"),
    }

    assert {name: found for name, found in wrong.items() if found} == {}
    assert [tour(visit, pages, width=width) for width in (360, 1280)] == [{}, {}]
