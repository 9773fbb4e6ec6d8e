"""Every page: accessible, narrow enough, light enough, quiet, and from nowhere else."""

from typing import Any

from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Membership
from shelters.models import Bed, Household
from tests.browser.conftest import Town, Visiting, press, width_too_much
from tests.browser.looking import findings, tour


def pages_of(town: Town) -> dict[str, tuple[Membership, str]]:
    """Every kind of page with somebody who opens it."""
    desk, boss = town.volunteer, town.coordinator
    household = Household.objects.filter(organization=town.norte.organization).earliest("opened_at")
    room = town.norte.rooms.get(name="Hombres")
    bed = Bed.objects.free().filter(room=room).earliest("label")
    person = household.persons.get(number=1)
    lists = [
        "shelter",
        "room",
        "bed",
        "group",
        "places",
        "household",
        "stay",
        "hold",
        "referral",
        "availability",
    ]
    lists += ["overcapacity", "buscount", "change"]
    return {
        "first page of a volunteer": (desk, "/admin/"),
        "first page of a coordinator": (boss, "/admin/"),
        "first page of the city": (town.city, "/admin/"),
        "desk": (desk, "/desk/"),
        "board": (boss, f"/board/{town.norte.pk}/"),
        "bed": (desk, f"/board/{town.norte.pk}/beds/{bed.pk}/"),
        "room": (desk, f"/board/{town.norte.pk}/rooms/{room.pk}/"),
        "count": (town.counter, "/count/"),
        "network": (town.city, "/network/?people=2"),
        "household": (boss, f"/households/{household.pk}/"),
        "places for a household": (desk, f"/households/{household.pk}/places/"),
        "person": (desk, f"/households/{household.pk}/persons/{person.pk}/"),
        "split": (boss, f"/households/{household.pk}/split/"),
        "refusal": (town.city, "/desk/"),
        "shelter form": (boss, reverse("admin:shelters_shelter_change", args=[town.norte.pk])),
        "room form": (boss, reverse("admin:shelters_room_change", args=[room.pk])),
        "many beds": (boss, reverse("admin:shelters_room_beds", args=[room.pk])),
        "bed form": (boss, reverse("admin:shelters_bed_change", args=[bed.pk])),
        "group form": (boss, reverse("admin:shelters_group_add")),
        "colleague": (boss, reverse("admin:accounts_membership_change", args=[desk.pk])),
        "shelters of a colleague": (boss, reverse("admin:accounts_membership_shelters", args=[desk.pk])),
        **{name: (boss, reverse(f"admin:shelters_{name}_changelist")) for name in lists},
    }


def test_every_page_is_accessible_on_a_phone(visit: Visiting, town: Town) -> None:
    assert tour(visit, pages_of(town)) == {}


def test_arabic_runs_from_right_to_left(visit: Visiting, town: Town, settings: Any) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]
    for path in ("/admin/", "/desk/", f"/board/{town.norte.pk}/"):
        page = visit(town.coordinator, language="ar").go(path)

        assert page.evaluate("document.documentElement.dir") == "rtl"
        assert width_too_much(page) <= 0
        assert findings(page) == []


def test_big_targets_on_the_desk_and_the_board(visit: Visiting, town: Town) -> None:
    for path in ("/desk/", f"/board/{town.norte.pk}/"):
        page = visit(town.coordinator).go(path)
        small = page.evaluate(
            """() => [...document.querySelectorAll('main :is(a, button, select, input), .ways a')]
                .filter(e => e.checkVisibility() && e.tabIndex >= 0)
                .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
                .filter(([, box]) => box.height < 43.5)
                .map(([html]) => html)"""
        )

        assert small == []


def test_titles_and_addresses_hold_no_code(visit: Visiting, town: Town) -> None:
    household = Household.objects.filter(organization=town.norte.organization).earliest("opened_at")
    page = visit(town.coordinator).go("/desk/")
    page.get_by_label("Code of a household").fill(str(household))
    press(page.get_by_role("button", name="Open"))
    page.wait_for_url("**/households/*/")

    assert page.title() == "Household | Posada"
    assert household.code not in page.url.replace("-", "")


def test_the_theme_can_be_chosen(visit: Visiting, town: Town) -> None:
    page = visit(town.volunteer, color_scheme="light").go("/desk/")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Toggle theme").click()

    expect(page.locator("body")).not_to_have_css("background-color", before)
