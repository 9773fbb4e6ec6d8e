"""Erasing on request, legal holds and times, as a browser shows them."""

from django.utils import timezone

from accounts.rights import Role
from privacy import receipts
from shelters.actions import erasures, legal_holds
from tests.browser.conftest import Town, Visiting, width_too_much
from tests.browser.looking import findings_light_and_dark
from tests.factories.accounts import MembershipFactory
from tests.factories.shelters import make_household


def test_the_pages_about_forgetting_are_accessible(visit: Visiting, town: Town) -> None:
    house = town.norte.organization
    other = MembershipFactory(organization=house, role=Role.COORDINATOR)
    household, held = make_household(house, "woman", "child"), make_household(house, "man")
    wish = erasures.ask(household, by=town.coordinator)
    legal_holds.ask(held, reason="court_order", by=other)
    receipts.issue(house.pk, receipts.Run(timezone.now(), timezone.now(), "done"), counts={"households": 9})
    wrong = {}
    for width in (360, 1280):
        seen = visit(town.coordinator, color_scheme="light", width=width)
        for path, says in (
            (f"/households/{household.pk}/", "The family asked to be erased"),
            (f"/households/{held.pk}/", "Confirm for 90 days"),
            (f"/erasures/{wish.pk}/", "This goes:"),
            (f"/erasures/{wish.pk}/paper/", "Not erased yet"),
            ("/keeping/", "What goes when"),
            ("/admin/privacy/receipt/", "erasure receipt"),
            ("/admin/", "Waiting to be erased, or held"),
        ):
            page = seen.go(path)
            assert page.get_by_text(says, exact=False).first.is_visible(), path
            trouble = findings_light_and_dark(page)
            wide = width_too_much(page)
            if trouble or wide > 0:
                wrong[path, width] = (trouble, wide)

    assert wrong == {}
