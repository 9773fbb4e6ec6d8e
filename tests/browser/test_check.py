"""Check a contact in a real browser: with a script nothing that was typed leaves it, without one it works."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from accounts.models import Network, Organization
from accounts.rights import Role
from alerts.points import digest, read_point
from tests.alerts.actions.test_checking import FALSE, REAL, trust, warn_of
from tests.browser.conftest import Town, Visit, Visiting, width_too_much
from tests.browser.looking import findings_light_and_dark
from tests.factories.accounts import MembershipFactory

VECTORS = json.loads((Path(__file__).parents[1] / "alerts" / "points.json").read_text(encoding="utf-8"))
READ = """async ([reads, refused, salt, phones]) => {
  const found = [];
  for (const { typed } of reads) {
    const { kind, value } = await Points.read(typed);
    const keys = await Points.asked(typed);
    found.push({ typed, kind, value, asked: keys, digest: await Points.digest(keys[0], salt) });
  }
  const taken = [];
  for (const typed of refused) {
    await Points.read(typed).then(() => taken.push(typed), (wrong) => {
      if (!(wrong instanceof Points.BadPoint)) throw wrong;
    });
  }
  const numbers = [];
  for (const { typed } of phones) numbers.push(await Points.phones(typed));
  return { found, taken, numbers };
}"""


Guest = Callable[..., Page]


@pytest.fixture
def guest(browser: Browser, live_server: Any, network: Network, house: Organization) -> Iterator[Guest]:
    """`guest()` stands on the page with somebody's own phone."""
    cache.clear()
    visits: list[Visit] = []

    def come(*, width: int = 360, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 740}, **options)
        cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": live_server.url}
        context.add_cookies([cookie])
        visits.append(Visit(context, live_server.url))
        return visits[-1].go(f"/a/{network.code}/check/")

    yield come

    complaints = [visit.complaints for visit in visits if visit.complaints]
    for visit in visits:
        visit.page.context.close()
    assert complaints == []


def looked_at(page: Page) -> None:
    """It fits, and axe finds nothing in light and dark."""
    assert width_too_much(page) <= 0
    assert findings_light_and_dark(page) == []


def ask(page: Page, typed: str) -> None:
    page.get_by_label("Number, account or address").fill(typed)
    page.get_by_role("button", name="Check").click()


def test_the_browser_reads_contact_points_as_the_site_does(guest: Guest) -> None:
    page = guest()

    given = [VECTORS[name] for name in ("read", "refused", "salt", "phones")]
    answer: dict[str, Any] = page.evaluate(READ, given)

    assert answer["taken"] == []
    numbers = [[each.replace(" ", "") for each in told] for told in answer["numbers"]]
    assert numbers == [vector["numbers"] for vector in VECTORS["phones"]]
    for vector, found in zip(VECTORS["read"], answer["found"], strict=True):
        assert {**found, **{name: vector[name] for name in vector if name in found}} == found
        assert found["digest"] == digest(found["asked"][0], VECTORS["salt"])


def test_the_browser_knows_every_area_of_mexico_as_the_site_does(guest: Guest) -> None:
    typed = [f"{area}{rest}" for area in range(200, 1000) for rest in ("5554471", "0554471")]

    read: list[str] = guest().evaluate(
        "typed => Promise.all(typed.map(async (each) => (await Points.read(each)).value))", typed
    )

    assert read == [read_point(each).value for each in typed]


@pytest.mark.parametrize("width", [360, 1280])
def test_what_somebody_types_leaves_the_browser_in_no_request(
    guest: Guest, network: Network, width: int
) -> None:
    alert, helper = warn_of(network), trust(network)
    page = guest(width=width)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url} {request.post_data}"))

    ask(page, "044 664 555 44 71")
    expect(page.get_by_role("heading", name="Beware: the network warns of this.")).to_be_visible()
    expect(page.get_by_role("link", name="Un falso abogado")).to_have_attribute(
        "href", f"/a/{network.code}/{alert.code}/"
    )
    ask(page, REAL)
    expect(page.get_by_role("heading", name="This belongs to a verified helper.")).to_be_visible()
    expect(page.get_by_text(helper.name)).to_be_visible()
    ask(page, "+1 202 555 0143")
    expect(page.get_by_role("heading", name="Nothing is known about this.")).to_be_visible()
    ask(page, "Juan Pérez")
    expect(page.get_by_text("Names of people are not looked up.")).to_be_visible()

    told = {each for each in sent if "/static/" not in each}
    assert told == {f"GET {page.url}../check.json?language=en None".replace("check/../", "")}
    looked_at(page)


@pytest.mark.parametrize("script", [True, False], ids=["looks itself", "asks the site"])
def test_the_answer_says_how_a_number_was_read(guest: Guest, network: Network, script: bool) -> None:
    warn_of(network, "+1 656 555 0143")
    page = guest(java_script_enabled=script)
    answer = page.locator("#answer")

    ask(page, "656 555 0143")
    expect(page.get_by_role("heading", name="Beware: the network warns of this.")).to_be_visible()
    expect(answer.get_by_text("this is the one that is known")).to_be_visible()
    expect(answer.locator("bdi")).to_have_text(re.compile(r"^\+1 656.555.0143$"))
    ask(page, "664 555 0199")
    expect(page.get_by_role("heading", name="Nothing is known about this.")).to_be_visible()
    expect(answer.locator("bdi")).to_have_text(re.compile(r"^\+52 664 555 0199 · \+1 664.555.0199$"))
    expect(answer.get_by_text("with the codes of all other countries")).to_be_visible()
    ask(page, "+509 34 12 3456")
    expect(answer.get_by_text("You wrote no country.")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False], ids=["looks itself", "asks the site"])
def test_a_helper_and_who_uses_its_name_are_both_shown(guest: Guest, network: Network, script: bool) -> None:
    alert, helper = warn_of(network, "tiktok: citas"), trust(network, "facebook: citas")
    page = guest(java_script_enabled=script)

    ask(page, "@citas")

    expect(page.get_by_role("heading", name="Beware: the network warns of this.")).to_be_visible()
    told = page.locator("#answer")
    expect(told.get_by_role("link", name="Un falso abogado")).to_have_attribute(
        "href", f"/a/{network.code}/{alert.code}/"
    )
    expect(told.get_by_text("A verified helper has the same name")).to_be_visible()
    expect(told.get_by_text(helper.name)).to_be_visible()
    if script:
        looked_at(page)


def test_it_works_without_a_script(guest: Guest, network: Network) -> None:
    warn_of(network)
    page = guest(java_script_enabled=False)

    ask(page, FALSE)

    expect(page.get_by_role("heading", name="Beware: the network warns of this.")).to_be_visible()


def test_when_the_list_does_not_come_the_reader_is_asked_before_anything_is_sent(
    guest: Guest, network: Network
) -> None:
    warn_of(network)
    page = guest()
    page.route("**/check.json*", lambda route: route.fulfill(status=503))

    ask(page, FALSE)
    expect(page.get_by_text("The list cannot be fetched just now.")).to_be_visible()
    page.get_by_role("button", name="Check").click()

    expect(page.get_by_role("heading", name="Beware: the network warns of this.")).to_be_visible()


def test_staff_check_and_set_the_lines_of_the_office(visit: Visiting, town: Town) -> None:
    organization = town.norte.organization
    warn_of(organization.network, mark="amber")
    member = MembershipFactory(organization=organization, role=Role.MODERATOR)
    tab = visit(member, width=360)

    page = tab.go("/alerts/check/")
    ask(page, FALSE)
    expect(page.get_by_role("heading", name="Beware: the network warns of this.")).to_be_visible()
    looked_at(page)

    page = tab.go("/alerts/office/")
    page.get_by_label("Whom to call in a crisis").fill("911")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    looked_at(page)
