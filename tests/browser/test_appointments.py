"""The pages of a family's appointments: accessible and narrow enough, with a gap and with steps."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from appointments.models import Appointment
from tests.browser.conftest import Town, Visiting, press
from tests.browser.looking import tour
from tests.factories.appointments import (
    AppointmentFactory,
    ProgrammeFactory,
    ProgrammePlaceFactory,
    TrackingFactory,
)
from tests.factories.shelters import make_household


def test_a_family_with_somebody_missing(visit: Visiting, town: Town) -> None:
    house = town.coordinator.organization
    family = make_household(house, "woman", "child", "child", "baby")
    programme = ProgrammeFactory(organization=house, name_en="Screening at the border", is_tied_to_state=True)
    ProgrammePlaceFactory(programme=programme, name="El Chaparral", zone="America/Mexico_City")
    at = timezone.now() + timedelta(days=1)
    row = AppointmentFactory(
        household=family, programme=programme, starts_at=at, covers=family.persons.filter(number__lt=4)
    )
    AppointmentFactory(household=family, starts_at=at, programme=ProgrammeFactory(organization=house))
    TrackingFactory(household=family, programme=programme)
    new = f"/households/{family.pk}/appointments/new/"
    paths = {
        "household": f"/households/{family.pk}/",
        "choose": new,
        "enter": f"{new}{programme.pk}/",
        "registration": f"/households/{family.pk}/registrations/{programme.pk}/",
        "appointment": f"/appointments/{row.pk}/",
        "missing": "/appointments/missing/",
        "first page": "/admin/",
    }

    pages = {name: (town.coordinator, path) for name, path in paths.items()}

    assert [tour(visit, pages, width=width) for width in (360, 1280)] == [{}, {}]


def test_three_taps_and_the_gap_is_red(visit: Visiting, town: Town) -> None:
    house = town.coordinator.organization
    family = make_household(house, "woman", "baby")
    programme = ProgrammeFactory(organization=house, name_en="Screening")
    ProgrammePlaceFactory(programme=programme)
    page = visit(town.volunteer).go(f"/households/{family.pk}/")

    press(page.get_by_role("link", name="Enter an appointment"))
    press(page.get_by_role("link", name=str(programme), exact=True))
    page.get_by_label("Day").fill(f"{timezone.now() + timedelta(days=2):%Y-%m-%d}")
    page.get_by_label("Time on the office's clock").fill("09:00")
    page.locator("[name=person_2]").uncheck()
    press(page.get_by_role("button", name="Enter", exact=True))

    missing = page.locator(".notice.is-bad").filter(has_text="missing: baby")
    expect(missing).to_be_visible()
    assert Appointment.objects.get().covers.count() == 1
