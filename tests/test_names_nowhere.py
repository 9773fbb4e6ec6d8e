"""The walk: called names and notes stand on the page of their household, and nowhere else at all."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.rights import Role
from core.models import KeptAnswer
from shelters.actions import households, stays
from shelters.models import ArrivalDraft, Change
from tests.callers import sign_in
from tests.factories.accounts import MembershipFactory
from tests.factories.shelters import CANARY_NAME, CANARY_NOTES, CANARY_WAY, make_household, tell
from tests.test_isolation import OWN, ROUTES, ours, values_for  # noqa: F401  `ours` is a fixture

CANARIES = (CANARY_NAME, CANARY_NOTES[:12], CANARY_WAY[:10])
# Where they may be read, and only there.
ALLOWED = {"households/<uuid:household_id>/"}


def spellings(text: str) -> list[str]:
    """How a text may hide: as it is, escaped, in base 64 at any offset, in hexadecimal."""
    raw = text.encode()
    shifted = [base64.b64encode(b"\0" * offset + raw)[4:-4].decode() for offset in range(3)]
    return [text, text.lower(), json.dumps(text)[1:-1], raw.hex(), raw.hex().upper(), *shifted]


def canaries_in(text: str) -> list[str]:
    return [canary for canary in CANARIES for spelling in spellings(canary) if spelling in text]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.VOLUNTEER])
def test_colleagues_read_them_on_one_page_only(role, house, ours):  # noqa: F811
    client = Client()
    sign_in(client, MembershipFactory(organization=house, role=role))
    shown = set()

    for route in ROUTES:
        if route.pattern.startswith(OWN):
            continue
        cache.clear()
        answer = client.get(route.filled(values_for(route, lambda name: getattr(ours, name).pk)))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        headers = f"{answer.headers}{answer.cookies.output()}{answer.wsgi_request.get_full_path()}"
        assert canaries_in(headers) == []
        if canaries_in(body.decode(errors="replace")):
            shown.add(route.pattern)
        title = body.decode(errors="replace").partition("<title>")[2].partition("</title>")[0]
        assert canaries_in(title) == []

    assert shown == ALLOWED


def everything_stored() -> dict[str, str]:
    """Every column of every row as text, bytes in hexadecimal, and the sessions opened."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT * FROM {table}")
            rows = [
                [bytes(v).hex() if isinstance(v, bytes | memoryview) else str(v) for v in row]
                for row in cursor.fetchall()
            ]
            found[model._meta.label] = json.dumps(rows, ensure_ascii=False)
    found["open sessions"] = json.dumps([str(row.get_decoded()) for row in Session.objects.all()])
    return found


def lead_a_life(house: Any, coordinator: Any, client: Client) -> None:
    """Everything that is done to a family with names: pages, refusals, API, merging, leaving."""
    shelter = apps.get_model("shelters", "Shelter").objects.filter(organization=house, mode="rooms").first()
    client.post("/desk/", {"women": "1", "called_1": CANARY_NAME, "notes": CANARY_NOTES})
    family = tell(make_household(house, "woman", "man"), by=coordinator)
    double = tell(make_household(house, "man"), by=coordinator)
    words = f"/households/{family.pk}/words/"
    client.post(words, {"called_1": f"{CANARY_NAME} again", "notes": CANARY_NOTES})
    client.post(words, {"called_1": f"{CANARY_NAME}, {CANARY_NAME}", "notes": f"{CANARY_NOTES} 1234567890"})
    client.post("/desk/called/", {"called": CANARY_NAME, "at": str(shelter.pk)})
    headers = {"Idempotency-Key": "once"}
    bed = apps.get_model("shelters", "Bed").objects.filter(room__shelter=shelter, stays=None).first()
    body = {"household": str(double.pk), "placements": [{"person": 1, "bed": str(bed.pk)}]}
    client.post("/api/v1/stays/", json.dumps(body), "application/json", headers=headers)
    households.merge(family, into=double, by=coordinator)
    client.post(f"/changes/{Change.objects.latest('at').pk}/undo/")
    if double.stays.open().exists():
        stays.check_out(double, by=coordinator)


def test_nothing_stored_holds_them_in_clear(house, coordinator, ours):  # noqa: F811
    client = Client()
    sign_in(client, coordinator)

    lead_a_life(house, coordinator, client)

    kept = everything_stored()
    assert {label: canaries_in(text) for label, text in kept.items() if canaries_in(text)} == {}
    assert KeptAnswer.objects.exists()
    assert ArrivalDraft.objects.exists()
    assert len(kept["shelters.Person"]) > 100


def test_nothing_is_logged_or_said_in_a_message(house, coordinator, ours, caplog):  # noqa: F811
    caplog.set_level(0)
    client = Client()
    sign_in(client, coordinator)

    lead_a_life(house, coordinator, client)

    assert canaries_in(caplog.text) == []
    assert canaries_in(client.cookies.output()) == []


def test_an_hour_after_the_end_no_page_reads_them(house, coordinator, ours):  # noqa: F811
    stays.check_out(ours.household, by=coordinator, confirmed=["devices_out"])
    apps.get_model("shelters", "Household").objects.filter(pk=ours.household.pk).update(
        names_until=timezone.now() - timedelta(hours=1)
    )
    client = Client()
    sign_in(client, coordinator)

    assert canaries_in(client.get(f"/households/{ours.household.pk}/").text) == []
