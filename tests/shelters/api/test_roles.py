"""Every resource x every role, and nobody learns what belongs to others."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Organization
from partners.actions import keys
from partners.scopes import Scope
from shelters.actions import capacity, counts, holds, stays
from shelters.models import Bed, Change, Referral
from shelters.parties import Party, PersonAnswer
from tests.callers import Caller
from tests.factories.accounts import OrganizationFactory
from tests.factories.shelters import (
    PlacesFactory,
    ShelterFactory,
    group,
    make_household,
    make_room,
)

ROLES = ["coordinator", "desk", "reader", "network_desk", "city", "stranger", "outsider", "partner", "nobody"]
LISTS = {
    #                   coordinator desk reader network city stranger outsider partner nobody
    "networks/":         [200, 200, 200, 200, 200, 200, 200, 403, 401],
    "organizations/":    [200, 200, 200, 200, 200, 200, 200, 403, 401],
    "shelters/":         [200, 200, 200, 200, 200, 200, 200, 403, 401],
    "groups/":           [200, 200, 200, 200, 200, 200, 200, 403, 401],
    "availability/":     [200, 200, 200, 200, 200, 200, 200, 403, 401],
    "availability/totals/": [200, 200, 200, 200, 200, 200, 200, 403, 401],
    "rooms/":            [200, 200, 200, 200, 200, 200, 200, 403, 401],
    "beds/":             [200, 200, 200, 200, 200, 200, 200, 403, 401],
    "places/":           [200, 200, 200, 200, 200, 200, 200, 403, 401],
    "over-capacity/":    [200, 200, 200, 200, 200, 200, 200, 403, 401],
    "bus-counts/":       [200, 200, 403, 403, 403, 200, 200, 403, 401],
    "changes/":          [200, 403, 403, 403, 403, 200, 200, 403, 401],
    "households/":       [200, 403, 403, 403, 403, 200, 200, 403, 401],
    "holds/":            [200, 403, 403, 403, 403, 200, 200, 403, 401],
    "referrals/":        [200, 200, 403, 403, 403, 200, 200, 403, 401],
    "stays/":            [200, 403, 403, 403, 403, 200, 200, 403, 401],
    "partners/shelters/": [403, 403, 403, 403, 403, 403, 403, 200, 401],
    "partners/availability/": [403, 403, 403, 403, 403, 403, 403, 200, 401],
}  # fmt: skip
# What a stranger of the network may know by its key; everything else of the house is absent to others.
OF_THE_NETWORK = {"shelters"}


@pytest.fixture
def partner_key(coordinator, network):
    organization = OrganizationFactory(network=network, kind=Organization.Kind.PARTNER)
    return keys.make(organization, label="L", scopes=list(Scope), lasts_days=90, by=coordinator)


@pytest.fixture
def callers(coordinator, desk, reader, network_desk, city, stranger, outsider, partner_key):
    members = [coordinator, desk, reader, network_desk, city, stranger, outsider]
    return dict(zip(ROLES, [*map(Caller, members), Caller(key=partner_key[1]), Caller()], strict=True))


@pytest.fixture
def rows(coordinator, stranger):
    """One row of everything, in the house of the coordinator."""
    shelter = ShelterFactory(organization=coordinator.organization)
    room = make_room(shelter, 4)
    places = PlacesFactory(shelter__organization=coordinator.organization)
    household = make_household(coordinator.organization, "woman")
    bed = Bed.objects.filter(room=room).first()
    (stay,) = stays.check_in(household, into={household.persons.get(): bed}, by=coordinator)
    held = holds.hold(Party((PersonAnswer(gender="woman"),)), at=shelter, by=stranger, family_agrees=True)
    return {
        "shelters": shelter,
        "rooms": room,
        "beds": bed,
        "places": places,
        "households": household,
        "stays": stay,
        "holds": held,
        "referrals": Referral.objects.get(),
        "changes": Change.objects.filter(organization=coordinator.organization).first(),
        "bus-counts": counts.count_bus(shelter, men=1, women=0, children=0, by=coordinator),
        "over-capacity": capacity.open_over_capacity(
            shelter,
            group=group("any"),
            places=1,
            reason="cold",
            ends_at=timezone.now() + timedelta(hours=5),
            by=coordinator,
            room=room,
        ),
    }


@pytest.mark.parametrize("path", LISTS)
def test_lists_by_role(callers, rows, path):
    assert [callers[role].get(path).status_code for role in ROLES] == LISTS[path]


def body_without_keys(answer):
    return answer.status_code, answer.content


@pytest.mark.parametrize("role", ["stranger", "outsider", "city", "network_desk", "partner"])
def test_foreign_rows_answer_exactly_like_absent_ones(callers, rows, role):
    for name, row in rows.items():
        if name == "referrals" or (name in OF_THE_NETWORK and role not in {"outsider", "partner"}):
            continue
        foreign = callers[role].get(f"{name}/{row.pk}/")
        absent = callers[role].get(f"{name}/{uuid.uuid4()}/")

        assert body_without_keys(foreign) == body_without_keys(absent), name
        assert foreign.status_code in {403, 404}


WRITES = [
    ("PATCH", "shelters/{shelters}/", {"name": "X"}),
    ("POST", "shelters/{shelters}/confirm/", {}),
    ("PATCH", "rooms/{rooms}/", {"name": "X"}),
    ("POST", "rooms/{rooms}/close/", {"reason": "repair"}),
    ("POST", "rooms/{rooms}/reopen/", {}),
    ("POST", "rooms/{rooms}/beds/", {"count": 1}),
    ("PATCH", "beds/{beds}/", {"label": "X"}),
    ("POST", "beds/{beds}/state/", {"state": "ready"}),
    ("DELETE", "beds/{beds}/", {}),
    ("POST", "places/{places}/count/", {"in_use": 1}),
    ("POST", "over-capacity/{over-capacity}/close/", {}),
    ("POST", "bus-counts/{bus-counts}/close/", {}),
    ("POST", "bus-counts/{bus-counts}/households/", {"persons": [{}]}),
    ("POST", "changes/{changes}/undo/", {}),
    ("POST", "households/{households}/merge/", {"into": "{households}"}),
    ("POST", "households/{households}/unmerge/", {}),
    ("POST", "households/{households}/split/", {"persons": [1], "reason": "other"}),
    ("POST", "households/{households}/persons/", {}),
    ("PATCH", "households/{households}/persons/1/", {"gender": "man"}),
    ("POST", "households/{households}/hold/", {"places": "{places}"}),
    ("POST", "stays/", {"household": "{households}", "places": "{places}"}),
    ("POST", "stays/move/", {"household": "{households}", "places": "{places}"}),
    ("POST", "stays/check-out/", {"household": "{households}"}),
    ("POST", "holds/{holds}/release/", {}),
    ("POST", "holds/{holds}/arrive/", {}),
    ("POST", "rooms/", {"shelter": "{shelters}", "name": "X", "group": "{group}"}),
    ("POST", "places/", {"shelter": "{shelters}", "group": "{group}", "installed": 5}),
    ("POST", "bus-counts/", {"shelter": "{shelters}", "men": 1}),
    (
        "POST",
        "over-capacity/",
        {
            "shelter": "{shelters}",
            "group": "{group}",
            "places": 1,
            "reason": "cold",
            "ends_at": "2099-01-01T00:00:00Z",
        },
    ),
]


def stored(rows):
    return {name: type(row).objects.filter(pk=row.pk).values().get() for name, row in rows.items()}


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_nobody_from_elsewhere_changes_anything(callers, rows, method, path, body):
    known = {name: str(row.pk) for name, row in rows.items()} | {"group": str(group("any").pk)}
    filled = {k: v.format(**known) if isinstance(v, str) else v for k, v in body.items()}
    before = stored(rows)

    elsewhere = ["stranger", "outsider", "city", "network_desk", "partner", "nobody"]
    answers = [callers[role].send(method, path.format(**known), filled) for role in elsewhere]

    assert {answer.status_code for answer in answers} <= {401, 403, 404}
    assert stored(rows) == before


@pytest.mark.parametrize(("method", "path", "body"), WRITES[:9])
def test_a_reader_changes_nothing(callers, rows, method, path, body):
    known = {name: str(row.pk) for name, row in rows.items()}

    assert callers["reader"].send(method, path.format(**known), body).status_code == 403


def test_a_member_without_second_factor_is_told_so(desk):
    api = Caller(desk)
    session = api.client.session
    session.pop("second_factor_enrolled")
    session.save()

    answer = api.get("shelters/")

    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_needed")
