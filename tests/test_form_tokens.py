"""The walk: no write through a session's cookie without the form token (cross-site request forgery)."""

from collections import defaultdict

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Membership
from tests.callers import sign_in
from tests.routes import Route, absent, every_route

WRITES = ("POST", "PUT", "PATCH", "DELETE")
# Nothing answers there, so nothing could be written.
NOWHERE = {"/admin/nothing-here/", "/api/v1/nothing-here/"}
# Mail programs post there with one click (RFC 8058): they have no form, only the signed address.
SIGNED = "alerts/letters/stop/<str:secret>/"


# Others than these are no address at all.
WRITTEN = {"alert_code": "0" * 9, "number": "1"}


def values_for(route: Route) -> dict[str, str]:
    """Keys that no row has."""
    values = defaultdict(number if "<int:" in route.pattern else absent)
    return values | {name: text for name, text in WRITTEN.items() if f":{name}>" in route.pattern}


def number() -> str:
    return "1"


@pytest.mark.django_db
def test_every_write_with_a_session_needs_the_form_token(coordinator: Membership) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, coordinator)
    let_through = []

    for route in every_route():
        if route.pattern == SIGNED:
            continue
        url = route.filled(values_for(route))
        for method in WRITES:
            cache.clear()
            answer = client.generic(method, url, "{}", "application/json")
            refused = answer.status_code == 403 and (
                b"form_too_old" in answer.content or b"form_token_missing" in answer.content
            )
            nothing_there = answer.status_code == 405 or (url in NOWHERE and answer.status_code == 404)
            if not refused and not nothing_there:
                let_through.append(f"{method} {url}: {answer.status_code}")

    assert let_through == []


@pytest.mark.django_db
@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null"])
def test_a_token_from_another_site_is_refused(coordinator: Membership, origin: str) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, coordinator)
    client.get("/account/2fa/")
    token = client.cookies["form"].value

    answer = client.post("/account/logout/", {"csrfmiddlewaretoken": token}, headers={"Origin": origin})

    assert answer.status_code == 403
    assert client.get("/admin/").status_code == 200
