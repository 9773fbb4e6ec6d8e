"""Who opened what: the page of coordinators and the two cards, as a browser shows them."""

from accounts.models import Organization
from shelters.actions import lookups
from tests.browser.conftest import Town, Visiting, width_too_much
from tests.browser.looking import findings_light_and_dark
from tests.factories.shelters import HouseholdFactory

PAGE = "/admin/privacy/auditentry/openings/"


def test_a_busy_night_is_seen_by_peers_and_by_the_volunteer(visit: Visiting, town: Town) -> None:
    Organization.objects.filter(pk=town.norte.organization_id).update(openings_a_day=5)
    town.volunteer.organization.refresh_from_db()
    for household in HouseholdFactory.create_batch(7, organization=town.norte.organization):
        lookups.by_id(household.pk, by=town.volunteer)
    wrong = {}
    for member, path, says in (
        (town.volunteer, "/admin/", "You opened 7 households today"),
        (town.coordinator, "/admin/", "Opened unusually many households today"),
        (town.coordinator, PAGE, "Households opened today"),
        (town.coordinator, "/admin/privacy/auditentry/", "Who opened what"),
    ):
        page = visit(member, color_scheme="light").go(path)
        assert page.get_by_text(says, exact=False).first.is_visible()
        trouble = findings_light_and_dark(page)
        wide = width_too_much(page)
        if trouble or wide > 0:
            wrong[path] = (trouble, wide)
        page.context.close()

    assert wrong == {}
