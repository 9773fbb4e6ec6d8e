"""Longer words than English has: no page is wider than a phone in Spanish."""

from shelters.models import Household
from tests.browser.conftest import Town, Visiting, width_too_much


def test_the_pages_of_the_day_are_no_wider_than_a_phone_in_spanish(visit: Visiting, town: Town) -> None:
    household = Household.objects.filter(organization=town.norte.organization).earliest("opened_at")
    tab = visit(town.coordinator, language="es")

    paths = ("/admin/", f"/households/{household.pk}/", "/tomorrow/")
    too_much = {path: width_too_much(tab.go(path)) for path in paths}

    assert all(pixels <= 0 for pixels in too_much.values()), too_much
