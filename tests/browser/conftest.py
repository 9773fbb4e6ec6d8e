"""A real browser on a real server, with the evening of journey J1."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
import uvicorn
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from accounts.consumers import MemberConsumer
from accounts.models import Membership, Organization
from accounts.rights import Role
from shelters.actions import counts, stays
from shelters.models import Availability, Bed, Room, Shelter
from tests.callers import sign_in
from tests.factories.accounts import MembershipFactory, OrganizationFactory
from tests.factories.shelters import PlacesFactory, ShelterFactory, group, make_household, make_room

# Playwright's loop runs in the thread of the test; Django must not mistake the test for async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

LATE = "2026-11-22T07:40:00Z"  # 23:40 in Tijuana
# How long to wait for what comes in a moment. No test asserts with it: a busy machine may take its time.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

SAYS_WHEN_OPEN = """
    const Plain = WebSocket;
    window.WebSocket = class extends Plain {
        constructor(address) {
            super(address);
            this.addEventListener("open", () => { document.documentElement.dataset.socket = "open"; });
        }
    };
"""

# htmx calls it an error when a newer request takes the place of one that is still under way.
REPLACED = ("htmx:afterRequest", "htmx:sendAbort")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The server of a browser test answers in another thread: rows are committed, and put back after."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.django_db(transaction=True))


@dataclass
class Town:
    """Casa Norte with 3 + 2 family places and 6 for men, Templo Este with 5, Puente that counts."""

    norte: Shelter
    este: Shelter
    puente: Shelter
    volunteer: Membership
    coordinator: Membership
    neighbour: Membership
    counter: Membership
    city: Membership


@pytest.fixture
def clock() -> Iterator[None]:
    """Half past eleven at night; the clock goes on ticking."""
    with time_machine.travel(LATE, tick=True):
        yield


@pytest.fixture
def town(transactional_db: None, clock: None) -> Town:
    """The network of J1."""
    organization = OrganizationFactory(name="Casa Norte")
    network = organization.network
    norte = ShelterFactory(
        organization=organization,
        name="Casa Norte",
        doors_open=time(7),
        doors_close=time(22),
        area="Zona Norte",
    )
    coordinator = MembershipFactory(organization=organization, role=Role.COORDINATOR)
    make_room(norte, 8, code="families", name="Familias-1", position=1, lower=4)
    make_room(norte, 8, code="families", name="Familias-2", position=2, lower=4)
    make_room(norte, 6, code="men", name="Hombres", position=3)
    _sleep("Familias-1", 5, by=coordinator)
    _sleep("Familias-2", 6, by=coordinator)

    other = OrganizationFactory(network=network, name="Templo Este")
    este = ShelterFactory(organization=other, name="Templo Este")
    make_room(este, 5, code="families", name="Familias-Este")
    Availability.objects.filter(shelter=este).update(as_of=timezone.now() - timedelta(hours=2, minutes=30))

    third = OrganizationFactory(network=network, name="Puente")
    puente = ShelterFactory(organization=third, name="Puente", mode=Shelter.Mode.COUNT)
    counter = MembershipFactory(organization=third, role=Role.COORDINATOR)
    for code, places in (("men", 80), ("women", 40)):
        counts.count_places(
            PlacesFactory(shelter=puente, group=group(code), installed=places), in_use=places // 2, by=counter
        )
    office = OrganizationFactory(network=network, name="Oficina", kind="municipal")
    return Town(
        norte=norte,
        este=este,
        puente=puente,
        volunteer=MembershipFactory(organization=organization, role=Role.VOLUNTEER),
        coordinator=coordinator,
        neighbour=MembershipFactory(organization=other, role=Role.COORDINATOR),
        counter=counter,
        city=MembershipFactory(organization=office, role=Role.VIEWER),
    )


def _sleep(room: str, people: int, *, by: Membership) -> None:
    household = make_household(by.organization, "woman", "man", *["child"] * (people - 2))
    beds = Bed.objects.filter(room=Room.objects.get(name=room)).order_by("-label")[:people]
    stays.check_in(household, into=dict(zip(household.persons.all(), beds, strict=True)), by=by)


def press(button: Locator) -> None:
    """Click what leads to another page, and come back when that page is loaded.

    A plain click comes back while the old page is still there, or none at all.
    """
    with button.page.expect_navigation():
        button.click()


def width_too_much(page: Page) -> int:
    """By how many pixels the page is wider than the screen; not more than 0 is good."""
    page.wait_for_load_state()
    too_much: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return too_much


class Visit:
    """A page of somebody who is signed in; it notes what a good page never does."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        context.set_default_timeout(PATIENCE)
        self.page: Page = context.new_page()
        self.address = address
        self.complaints: list[str] = []
        self.page.on(
            "console", lambda line: self._note(line.text) if line.type in {"error", "warning"} else None
        )
        self.page.on("pageerror", lambda error: self._note(str(error)))
        self.page.on("request", lambda request: self._note_host(request.url))

    def go(self, path: str) -> Page:
        """Open an address of the site."""
        self.page.goto(self.address + path)
        return self.page

    def _note(self, text: str) -> None:
        # A refusal is an answer with its own status; the browser calls every such answer an error.
        # And the server of most tests speaks no sockets: test_door.py has one that does.
        if text.startswith(REPLACED) or "/ws/alerts/" in text:
            return
        if "the server responded with a status of" not in text:
            self.complaints.append(text)

    def _note_host(self, url: str) -> None:
        if urlsplit(url).netloc != urlsplit(self.address).netloc and not url.startswith("data:"):
            self.complaints.append(f"a request to {url}")


Visiting = Callable[..., Visit]
Opening = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser, live_server: Any, town: Town) -> Iterator[Visiting]:
    """`visit(member)` opens a browser of its own; at the end nothing may have been complained about."""
    visits: list[Visit] = []

    def open_as(member: Membership, *, language: str = "en", width: int = 360, **options: Any) -> Visit:
        client = Client()
        sign_in(client, member)
        context = browser.new_context(viewport={"width": width, "height": 740}, **options)
        cookies = {
            settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value,
            settings.LANGUAGE_COOKIE_NAME: language,
        }
        context.add_cookies([{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()])
        visits.append(Visit(context, live_server.url))
        return visits[-1]

    yield open_as

    complaints = [visit.complaints for visit in visits if visit.complaints]
    for visit in visits:
        visit.page.context.close()
    assert complaints == []


@pytest.fixture
def opening(browser: Browser, live_server: Any) -> Iterator[Opening]:
    """`opening()` is a browser of somebody who is not signed in, or of `member`."""
    visits: list[Visit] = []

    def opened(
        member: Membership | None = None, *, address: str = "", language: str = "en", **options: Any
    ) -> Visit:
        address = address or live_server.url
        context = browser.new_context(viewport={"width": 360, "height": 740}, **options)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if member:
            client = Client()
            sign_in(client, member)
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": n, "value": v, "url": address} for n, v in cookies.items()])
        visits.append(Visit(context, address))
        return visits[-1]

    yield opened

    complaints = [visit.complaints for visit in visits if visit.complaints]
    for visit in visits:
        visit.page.context.close()
    assert complaints == []


@pytest.fixture
def sockets(transactional_db: None) -> Iterator[str]:
    """The site in one process with its sockets, as `manage.py serve` runs it."""
    server = uvicorn.Server(
        uvicorn.Config("config.asgi:application", port=0, lifespan="off", log_level="critical")
    )
    opened: list[BaseDatabaseWrapper] = []

    def note(connection: BaseDatabaseWrapper, **_: Any) -> None:
        opened.append(connection)

    connection_created.connect(note)
    thread = threading.Thread(target=server.run)
    thread.start()
    until = monotonic() + PATIENCE / 1000
    while not server.started:
        assert thread.is_alive()
        assert monotonic() < until
        sleep(0.05)
    yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=PATIENCE / 1000)
    connection_created.disconnect(note)
    # The server's threads are gone without closing what they opened.
    for each in opened:
        if each is not connections[each.alias]:
            each.inc_thread_sharing()
            each.close()


@pytest.fixture
def told_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """No socket looks again by itself: a page that leaves was told to."""
    monkeypatch.setattr(MemberConsumer, "look_again_seconds", 3600.0)


@pytest.fixture
def boss(house: Organization) -> Membership:
    return MembershipFactory(organization=house, role=Role.COORDINATOR)


def with_socket(visit: Visit, path: str) -> Page:
    """The page of an address, with its socket open: from now on it hears what happens to its access."""
    visit.page.add_init_script(SAYS_WHEN_OPEN)
    page = visit.go(path)
    page.locator("html[data-socket=open]").wait_for()
    return page
